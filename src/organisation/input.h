// Within this room: reading what people typed into the forms of its acts. Each failure names the
// field. Stateless.
#pragma once

#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/date.h"
#include "base/json.h"
#include "base/result.h"

namespace mamori::organisation {

inline constexpr std::size_t name_length_max = 60;
inline constexpr std::size_t reason_length_max = 400;

Error wrong_field(std::string field, std::string code, std::string message);

// Composed and without blanks around it; "field_too_long".
Result<std::string> optional_text(const Json& input, std::string_view field, std::string_view label,
                                  std::size_t length_max);
// The same; "field_required" when it is empty.
Result<std::string> required_name(const Json& input, std::string_view field,
                                  std::string_view label);
// Why something happens; may be empty.
Result<std::string> reason_of(const Json& input);
// "date_malformed".
Result<Day> day_or_today(const Json& input, std::string_view field, Instant now);
// The day after one that must be given: `field` is the last day of something.
Result<Day> day_after(const Json& input, std::string_view field);

std::string new_id(Instant now);

}  // namespace mamori::organisation
