// 緊急連絡網: who is called in which order, on one page to be printed; and what is missing in it.
#include <algorithm>

#include "organisation/boards.h"
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
// The one window for incidents (第12条): who takes a report, and whom others ask.
constexpr std::string_view window_office = "csirt";
const std::vector<std::string> controls{"emergency-network-kept", "csirt-established"};

struct Network {
  Json window;
  JsonArray rows;
  JsonArray missing;
};

class NetworkMaker {
 public:
  NetworkMaker(const Visit& visit, Connection& connection)
      : visit_(visit),
        connection_(connection),
        today_(today_of(visit)),
        offices_(visit.services.body.offices(connection)),
        appointments_(organisation::appointments(connection, today_)) {}

  Network make() {
    network_.window = window_part();
    for (const Office& office : offices_.all()) {
      if (office.id == secretariat || office.id == window_office) continue;
      switch (office.scope) {
        case OfficeScope::body:
          add_office(office, {});
          break;
        case OfficeScope::section:
          add_office_of_sections(office);
          break;
        case OfficeScope::system:
          add_office_of_systems(office);
          break;
      }
    }
    return std::move(network_);
  }

 private:
  Json window_part() {
    const Office* office = offices_.find(window_office);
    if (!office) return nullptr;
    JsonArray rows;
    for (const auto& member : organisation::board_members(appointments_, *office)) {
      const std::string as =
          member.office == office->id ? office->title : offices_.title(member.office);
      Json row = row_of(as, member.person_id);
      if (!row.is_null()) rows.push_back(std::move(row));
    }
    if (rows.empty()) {
      miss(office->title + "に就いている人がいません。", "/organisation");
      return nullptr;
    }
    return JsonObject{{"title", office->title}, {"rows", std::move(rows)}};
  }

  void add_office_of_sections(const Office& office) {
    for (const Section& section : organisation::sections(connection_, today_)) {
      if (section.level == SectionLevel::section) add_office(office, section);
    }
  }

  void add_office_of_systems(const Office& office) {
    for (const auto& held : appointments_) {
      if (held.office != office.id) continue;
      const std::string of = held.system_name.empty() ? "" : "（" + held.system_name + "）";
      add_person(office.title + of, held.person_id);
    }
  }

  void add_office(const Office& office, const Section& section) {
    const std::string title =
        office.title + (section.name.empty() ? "" : "（" + section.name + "）");
    const auto holders = organisation::holders(connection_, office.id, section.id, today_);
    if (holders.empty() && !office.several)
      miss(title + "に就いている人がいません。", "/organisation");
    for (const std::string& person_id : holders) add_person(title, person_id);
  }

  void add_person(const std::string& title, const std::string& person_id) {
    Json row = row_of(title, person_id);
    if (!row.is_null()) network_.rows.push_back(std::move(row));
  }

  Json row_of(const std::string& title, const std::string& person_id) {
    const auto person = organisation::person(connection_, person_id, today_);
    if (!person) return nullptr;
    const Contact known =
        organisation::contact(connection_, person_id).value_or(Contact{.person_id = person_id});
    const std::string href = "/organisation/people/" + person_id;
    if (!known.reachable_in_hours()) {
      miss(person->name + "さんの、勤務時間の中の電話がありません。", href);
    }
    if (!known.reachable_out_of_hours()) {
      miss(person->name + "さんの、夜間や休日の電話がありません。", href);
    }
    return JsonObject{{"office", title},
                      {"person", person->name},
                      {"section", text_or_null(person->section_name)},
                      {"office_phone", text_or_null(known.office_phone)},
                      {"mobile_phone", text_or_null(known.mobile_phone)},
                      {"home_phone", text_or_null(known.home_phone)}};
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
  const organisation::Offices offices_;
  const std::vector<organisation::Appointment> appointments_;
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
                                {"window", std::move(network.window)},
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
