// Typed fields of registers and forms: declared in YAML, checked here, shown by the web room.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.h"
#include "base/json.h"
#include "base/yaml.h"
#include "registers/scheme.h"
#include "store/connection.h"

namespace mamori::registers {

struct Condition;

enum class FieldType {
  text,         // one line
  long_text,    // several lines
  number,       // a whole number, in digits
  date,         // stored as an ISO day
  fiscal_year,  // 年度, stored as the year in which it begins
  url,          // an address of the web
  choice,       // one of `options`
  choices,      // some of `options`
  section,      // id of a section
  sections,     // ids of sections
  person,       // id of a person
  references,   // ids of entries of the register `of`
  files,        // attachments (attachment.h)
  thing,        // the address of an entry or an application: registers/assets/assets-12
};

struct Option {
  std::string value;
  std::string label;
  std::string detail;
  std::string tone;
  int rank = 0;  // of a level of a scheme: higher needs more protection
};

struct Field {
  std::string name;
  std::string label;
  FieldType type = FieldType::text;
  bool required = false;
  int length_max = 200;  // characters, or chosen things
  std::string help;
  std::string scheme;                      // of a choice whose options are the levels of a scheme
  std::string of;                          // of references: the register; of a person: an office
  std::vector<Option> options;             // of choice and choices
  bool suggest_today = false;              // a new form begins with today in it
  bool searched = true;                    // false: its values are not found by the search
  std::string suggested = {};              // a new form begins with this value
  std::string group = {};                  // the heading of the form below which it stands
  std::string unit = {};                   // of number: 台, 円
  std::optional<std::int64_t> least = {};  // of number
  std::optional<std::int64_t> most = {};
  std::string pattern =
      {};  // of text: what the whole of it must look like (ICU regular expression)
  std::string example = {};  // of text with a pattern: one that does
  // Of a choice with a scheme: fields of references whose entries it may not fall below, by their
  // level under the same name (第11条第2項, 第15条第3項).
  std::vector<std::string> highest_of = {};
  // Of a number that nobody types: the product of these fields (起こりやすさ × 損害の大きさ),
  // reckoned by check() whenever they are written.
  std::vector<std::string> product_of = {};
  // Asked for, and accepted, only when it holds; asked for always without one.
  std::shared_ptr<const Condition> when = {};
  std::shared_ptr<const Condition> required_when = {};  // required also when it holds

  const Option* find(std::string_view value) const;         // nullptr when unknown
  bool is_reckoned() const { return !product_of.empty(); }  // stands in no form
};

// What `suggested` may also say: the time of day, and the section of whoever fills in the form.
inline constexpr std::string_view suggest_now = "now";
inline constexpr std::string_view suggest_own = "own";

// Reads a list of fields, and of groups of fields below a heading: {group, fields}. Names are
// unique; a scheme must be one of `schemes`; conditions speak of fields of the same list.
Result<std::vector<Field>> parse_fields(const Yaml& list, const Schemes& schemes);
const Field* find(const std::vector<Field>& fields, std::string_view name);

// Whether a text looks like the field's pattern says, from its first to its last character.
bool fits_pattern(const Field& field, std::string_view text);

// Several texts are stored for one field of this type.
bool takes_several(FieldType type);

// Values by field name in their stored form: text, ISO day or id as string, several as array of
// strings. A field without value is absent.
using Values = JsonObject;

// Checks what came from outside ({name: text or array of texts}) and brings it to the stored form,
// with the fields that are reckoned; what came for those is not read.
// All wrong fields are reported together: code "input_invalid", or the code of the single wrong
// field ("reference_unknown" …). Unknown names are refused. `day` decides which sections and people
// exist.
Result<Values> check(store::Connection& connection, const std::vector<Field>& fields,
                     const Json& input, Day day);

// A value as a person reads it: labels for options, 和暦 for dates, names for ids.
std::vector<std::string> display(store::Connection& connection, const Field& field,
                                 const Values& values, Day day);

// How the values read today, by label, for a record that needs no lookup later: {"shown": {label:
// [text]}} and, where there are any, the labels of fields that are not to be found: {"unsearched":
// [label]}.
JsonObject display_all(store::Connection& connection, const std::vector<Field>& fields,
                       const Values& values, Day day);

// The values of a field as texts: one for single, several for choices and references.
std::vector<std::string> texts_of(const Values& values, std::string_view name);

}  // namespace mamori::registers
