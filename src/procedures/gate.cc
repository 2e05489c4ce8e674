#include "procedures/gate.h"

#include "handling/level.h"

namespace mamori::procedures {
namespace {

// A choice is a level itself; entries have one in their register.
const registers::Level* level_named(const Desk& desk, const Definition& definition,
                                    const handling::Situation& situation, const Handled& handled,
                                    const registers::Values& values) {
  const auto texts = registers::texts_of(values, handled.field);
  if (texts.empty()) return nullptr;
  const registers::Field* field = registers::find(definition.form, handled.field);
  if (field->type != registers::FieldType::references) {
    return handling::level_in(desk.schemes, situation.scheme, field->scheme, texts.front());
  }
  return handling::highest_of(desk.connection, desk.schemes, situation.scheme, desk.registers,
                              texts);
}

}  // namespace

std::vector<GateAnswer> gate_answers(const Desk& desk, const Definition& definition,
                                     const registers::Values& values) {
  std::vector<GateAnswer> answers;
  if (!desk.situations) return answers;
  for (const Handled& handled : definition.handles) {
    const auto situation = desk.situations->find(handled.situation);
    if (situation == desk.situations->end()) continue;  // of an older definition
    const bool done = !handled.when || registers::holds(desk.connection, desk.schemes,
                                                        *handled.when, values, desk.today());
    if (!done) continue;
    const auto* level = level_named(desk, definition, situation->second, handled, values);
    answers.push_back({&situation->second, &handled, level,
                       level ? &situation->second.ruling(level->rank) : nullptr});
  }
  return answers;
}

}  // namespace mamori::procedures
