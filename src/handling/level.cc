#include "handling/level.h"

#include "base/json.h"

namespace mamori::handling {

using registers::Level;
using registers::Schemes;

const Level* level_in(const Schemes& schemes, std::string_view wanted, std::string_view scheme,
                      std::string_view value) {
  const auto found = schemes.find(wanted);
  if (found == schemes.end()) return nullptr;
  return scheme == wanted ? found->second.find(value) : found->second.equivalent(scheme, value);
}

const Level* level_of(const Schemes& schemes, std::string_view wanted,
                      const registers::Definitions& definitions, const registers::Entry& entry) {
  const auto definition = definitions.find(entry.register_id);
  if (definition == definitions.end()) return nullptr;
  const registers::Field* field = registers::level_field(definition->second);
  if (!field) return nullptr;
  return level_in(schemes, wanted, field->scheme, text_at(entry.values, field->name));
}

const Level* highest_of(store::Connection& connection, const Schemes& schemes,
                        std::string_view wanted, const registers::Definitions& definitions,
                        const std::vector<std::string>& entry_ids) {
  const Level* highest = nullptr;
  for (const std::string& id : entry_ids) {
    const auto entry = registers::entry(connection, id);
    const Level* level = entry ? level_of(schemes, wanted, definitions, *entry) : nullptr;
    if (level && (!highest || level->rank > highest->rank)) highest = level;
  }
  return highest;
}

}  // namespace mamori::handling
