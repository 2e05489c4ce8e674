// 緊急連絡網: who is called in which order, on one page to be printed; and what is missing in it.
#include <algorithm>

#include "organisation/contacts.h"
#include "organisation/organisation.h"
#include "web/parts.h"
#include "web/people_pages.h"

namespace mamori::web {
namespace {

using organisation::Contact;
using organisation::Office;
using organisation::OfficeScope;
using organisation::Section;
using organisation::SectionLevel;
using store::Connection;

// Keeps this system; nobody is called for it.
constexpr std::string_view secretariat = "administrator";
const std::vector<std::string> controls{"emergency-network-kept"};

struct Network {
  JsonArray rows;
  JsonArray missing;
};

class NetworkMaker {
 public:
  NetworkMaker(const Visit& visit, Connection& connection)
      : visit_(visit), connection_(connection), today_(today_of(visit)) {}

  Network make() {
    for (const Office& office : visit_.services.body.definitions().offices.all()) {
      if (office.id == secretariat) continue;
      if (office.scope == OfficeScope::body) add_office(office, {});
      if (office.scope != OfficeScope::section) continue;
      for (const Section& section : organisation::sections(connection_, today_)) {
        if (section.level == SectionLevel::section) add_office(office, section);
      }
    }
    return std::move(network_);
  }

 private:
  void add_office(const Office& office, const Section& section) {
    const std::string title =
        office.title + (section.name.empty() ? "" : "（" + section.name + "）");
    const auto holders = organisation::holders(connection_, office.id, section.id, today_);
    if (holders.empty() && !office.several)
      miss(title + "に就いている人がいません。", "/organisation");
    for (const std::string& person_id : holders) add_person(title, person_id);
  }

  void add_person(const std::string& title, const std::string& person_id) {
    const auto person = organisation::person(connection_, person_id, today_);
    if (!person) return;
    const Contact known =
        organisation::contact(connection_, person_id).value_or(Contact{.person_id = person_id});
    const std::string href = "/organisation/people/" + person_id;
    if (!known.reachable_in_hours()) {
      miss(person->name + "さんの、勤務時間の中の電話がありません。", href);
    }
    if (!known.reachable_out_of_hours()) {
      miss(person->name + "さんの、夜間や休日の電話がありません。", href);
    }
    network_.rows.push_back(JsonObject{{"office", title},
                                       {"person", person->name},
                                       {"section", text_or_null(person->section_name)},
                                       {"office_phone", text_or_null(known.office_phone)},
                                       {"mobile_phone", text_or_null(known.mobile_phone)},
                                       {"home_phone", text_or_null(known.home_phone)}});
  }

  // A person with two offices misses a number once.
  void miss(const std::string& text, const std::string& address) {
    const bool known = std::ranges::any_of(
        network_.missing, [&](const Json& part) { return text_at(part, "text") == text; });
    if (known) return;
    network_.missing.push_back(JsonObject{{"text", text}, {"href", visit_.base() + address}});
  }

  const Visit& visit_;
  Connection& connection_;
  const Day today_;
  Network network_;
};

Result<Answer> show_network(const Visit& visit) {
  return visit.services.body.store().read([&](Connection& connection) -> Result<Answer> {
    Network network = NetworkMaker(visit, connection).make();
    return Page{
        "emergency",
        "緊急連絡網",
        {{"error", nullptr},
         {"network", JsonObject{{"made", day_part(iso_day(today_of(visit)))},
                                {"body_name", visit.services.body.name(connection)},
                                {"rows", std::move(network.rows)},
                                {"missing", std::move(network.missing)},
                                {"back_href", visit.base() + "/organisation"}}},
         {"articles", article_parts(visit, visit.services.body.cite(connection, controls))}}};
  });
}

}  // namespace

Routes emergency_routes() {
  return {{Method::get, "/b/{body}/organisation/emergency", "emergency", "view.emergency_network",
           show_network}};
}

}  // namespace mamori::web
