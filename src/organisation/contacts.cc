#include "organisation/contacts.h"

#include <algorithm>

#include "base/text.h"
#include "organisation/input.h"
#include "organisation/organisation.h"

namespace mamori::organisation {
namespace {

using store::Connection;

constexpr std::size_t phone_length_max = 40;
constexpr std::ptrdiff_t digits_min = 3;  // an extension alone may be shorter

Contact to_contact(const store::Row& row) {
  return {row.text("person_id"), row.text("office_phone"), row.text("mobile_phone"),
          row.text("home_phone")};
}

constexpr std::string_view select_contacts =
    "SELECT person_id, office_phone, mobile_phone, home_phone FROM contacts ";

// In half width: 「０７０－1234－5678」 is 070-1234-5678.
Result<std::string> phone_of(const Json& input, std::string_view field, std::string_view label) {
  auto written = optional_text(input, field, label, phone_length_max);
  if (!written || written->empty()) return written;
  std::string phone = text_key(*written);
  std::string rest = phone;
  const auto extension = rest.find("内線");
  const bool has_extension = extension != std::string::npos;
  if (has_extension) rest.erase(extension, std::string_view("内線").size());
  const bool only_signs = std::ranges::all_of(rest, [](char sign) {
    return (sign >= '0' && sign <= '9') || sign == '-' || sign == '+' || sign == '(' ||
           sign == ')' || sign == '#';
  });
  const auto digits =
      std::ranges::count_if(rest, [](char sign) { return sign >= '0' && sign <= '9'; });
  if (only_signs && digits >= (has_extension ? 1 : digits_min)) return phone;
  return fail(wrong_field(std::string(field), "phone_malformed",
                          std::string(label) + "は、090-0000-0000 や 内線12 のように数字で"
                                               "入力してください。"));
}

}  // namespace

std::vector<Contact> contacts(Connection& connection) {
  std::vector<Contact> all;
  for (const auto& row : connection.query(std::string(select_contacts) + "ORDER BY person_id")) {
    all.push_back(to_contact(row));
  }
  return all;
}

std::optional<Contact> contact(Connection& connection, std::string_view person_id) {
  const auto row =
      connection.first(std::string(select_contacts) + "WHERE person_id = $1", person_id);
  return row ? std::optional(to_contact(*row)) : std::nullopt;
}

Result<ledger::Act> set_contact(Connection& connection, const Change& change, const Json& input) {
  const auto of = person(connection, text_at(input, "person"), day_in_japan(change.now));
  if (!of || !of->employed) {
    return fail(wrong_field("person", "person_unknown", "職員を選んでください。"));
  }
  const auto office = phone_of(input, "office_phone", "勤務先の電話");
  if (!office) return fail(office.error());
  const auto mobile = phone_of(input, "mobile_phone", "携帯電話");
  if (!mobile) return fail(mobile.error());
  const auto home = phone_of(input, "home_phone", "自宅の電話");
  if (!home) return fail(home.error());
  return ledger::Act{"organisation.set_contact", change.actor, "contacts/" + of->id,
                     JsonObject{{"id", of->id},
                                {"person_name", of->name},
                                {"office_phone", *office},
                                {"mobile_phone", *mobile},
                                {"home_phone", *home}}};
}

}  // namespace mamori::organisation
