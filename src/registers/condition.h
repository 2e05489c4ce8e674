// The expression language of definitions: when a rule applies. Written as structured YAML, so a
// wrong one is refused at start with its line.
//
//   {empty: protection}                                   nothing was given
//   {present: protection}
//   {equals: means, value: mail}                          one of the given values is this
//   {one_of: means, values: [mail, post]}                 … is one of these
//   {number: amount, more_than: 10}                       a number field is above (or: less_than)
//   {highest: assets.importance, at_least: "2"}           of the entries the field refers to, the
//                                                         highest level is at least this one
//   {same: witness, as: worker}                           one value stands in both fields
//   {same: post.person, as: worker}                       … in an entry the field refers to
//   {belongs: auditor, to: section}                       a person is of that section today;
//                                                         `within_years: 1`: or left it since then
//   {before: due, than: from}                             a date field before another, or `today`
//   {days_after: due, than: from, more_than: 14}
//   {all: [...]}, {any: [...]}, {not: ...}
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/date.h"
#include "registers/field.h"
#include "registers/scheme.h"

namespace mamori::registers {

struct Condition {
  enum class Kind {
    all,
    any,
    negation,
    empty,
    equals,
    one_of,
    same,
    belongs,
    number_above,
    number_below,
    highest_at_least,
    before,
    days_after
  };
  Kind kind = Kind::all;
  std::vector<Condition> parts;  // of all, any, negation
  std::string field;
  std::string sub_field;                 // of highest, same: the field of the referred entries
  std::string value;                     // equals: the value; same, belongs, dates: the other field
  std::vector<std::string> values = {};  // one_of
  std::int64_t number = 0;  // highest: the least rank; days_after: the days; numbers: the bound
  std::string scheme;       // of highest
};

// `fields` are those the condition may speak of; `registers` gives the fields of a register by its
// name, for `highest`.
struct ConditionScope {
  const std::vector<Field>& fields;
  const Schemes& schemes;
  bool within_form = false;  // only what the form itself says may be asked: no other entries
};
Result<Condition> parse_condition(const Yaml& node, const ConditionScope& scope);

// Whether it holds for these values today. A comparison with a missing date does not hold.
bool holds(store::Connection& connection, const Schemes& schemes, const Condition& condition,
           const Values& values, Day today);

// In words for people, without a full stop: 「種類」が「サーバ」のとき.
std::string in_words(const Condition& condition, const std::vector<Field>& fields);

}  // namespace mamori::registers
