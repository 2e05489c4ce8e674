#include "organisation/input.h"

#include "base/bytes.h"
#include "base/text.h"

namespace mamori::organisation {
namespace {

Error malformed_day(std::string_view field) {
  return wrong_field(std::string(field), "date_malformed",
                     "日付を読めません。令和8年4月1日、R8.4.1 のように入力してください。");
}

}  // namespace

Error wrong_field(std::string field, std::string code, std::string message) {
  Error error{Fault::invalid, std::move(code), message, "入力を直して、もう一度送ってください。"};
  error.fields.push_back({std::move(field), std::move(message)});
  return error;
}

Result<std::string> optional_text(const Json& input, std::string_view field, std::string_view label,
                                  std::size_t length_max) {
  std::string value = nfc(trimmed(text_at(input, field)));
  if (length_in_characters(value) > length_max) {
    return fail(wrong_field(
        std::string(field), "field_too_long",
        std::string(label) + "は" + std::to_string(length_max) + "文字以内で入力してください。"));
  }
  return value;
}

Result<std::string> required_name(const Json& input, std::string_view field,
                                  std::string_view label) {
  auto value = optional_text(input, field, label, name_length_max);
  if (value && value->empty()) {
    return fail(wrong_field(std::string(field), "field_required",
                            std::string(label) + "を入力してください。"));
  }
  return value;
}

Result<std::string> reason_of(const Json& input) {
  return optional_text(input, "reason", "理由", reason_length_max);
}

Result<Day> day_or_today(const Json& input, std::string_view field, Instant now) {
  const std::string text = trimmed(text_at(input, field));
  if (text.empty()) return day_in_japan(now);
  const auto day = parse_day(text);
  if (!day) return fail(malformed_day(field));
  return *day;
}

Result<Day> day_after(const Json& input, std::string_view field) {
  const auto day = parse_day(trimmed(text_at(input, field)));
  if (!day) return fail(malformed_day(field));
  return Day{std::chrono::sys_days{*day} + std::chrono::days{1}};
}

std::string new_id(Instant now) {
  return make_id(now.time_since_epoch().count());
}

}  // namespace mamori::organisation
