// A body's own fields: what it writes in a register beside what the definition asks for. Added by
// an act, read like the fields of definitions, and from then on in the form, the entry, the list
// and the search. Stateless on the caller's connection; throws store::Failure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "registers/register.h"

namespace mamori::registers {

inline constexpr std::string_view own_fields_group = "この団体の項目";
inline constexpr std::size_t own_fields_max = 30;  // of a register

struct OwnField {
  Field field;
  std::string type_label;  // 決まったものから一つ
  std::string added_at;
  bool ended = false;  // asked for no longer
};

// Those of a register, the oldest first.
std::vector<OwnField> own_fields(store::Connection& connection, std::string_view register_id);
// The definition with the own fields that are asked for, under their own heading.
Definition with_own_fields(store::Connection& connection, const Definition& definition);

// The fields of the form that adds one.
std::vector<Field> own_field_form();
// Prepares the act that adds one. Input as own_field_form() asks. Fails with "label_taken",
// "too_many_own_fields", or as check() does.
Result<ledger::Act> add_own_field(store::Connection& connection, const Definition& definition,
                                  const Change& change, const Json& input);
// Prepares the act after which it is asked for no longer: records keep what was written. Fails with
// "not_found".
Result<ledger::Act> end_own_field(store::Connection& connection, const Definition& definition,
                                  const Change& change, std::string_view name);

// A ledger::Projection for the acts register_fields.*.
void project_own_fields(store::Connection& connection, const ledger::Record& record);

}  // namespace mamori::registers
