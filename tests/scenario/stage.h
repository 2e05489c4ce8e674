// Where a scenario is played: a town with its people and things, known to the scenario by name.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/yaml.h"
#include "body/body_fixture.h"

namespace mamori::scenario {

// A scenario that cannot be played as written: unknown key, unknown name. Says file and line.
class Malformed : public std::runtime_error {
 public:
  explicit Malformed(const Error& error) : std::runtime_error(error.message) {}
};

// Throws Malformed when a key is not among `known`.
void require_only(const Yaml& node, std::initializer_list<std::string_view> known);

// What the file itself, then its setting, says under this key.
class Script {
 public:
  Script(Yaml scenario, Yaml setting)
      : scenario_(std::move(scenario)), setting_(std::move(setting)) {}

  const Yaml& scenario() const { return scenario_; }
  Yaml operator[](std::string_view key) const;
  // The member of a map of named things, in the scenario or its setting.
  Yaml named(std::string_view map, std::string_view name) const;
  // Members of such a map from both, those of the setting first.
  std::vector<std::pair<std::string, Yaml>> members(std::string_view map) const;

 private:
  Yaml scenario_;
  Yaml setting_;
};

// The text of the regulation a scenario speaks of; nothing when it is a seed that is not here.
std::optional<std::string> regulation_of(const Script& script);

class Stage {
 public:
  // Opens a body, takes the regulation into use, makes the administrator and the sample
  // organisation, and enters the entries of the script.
  Stage(const Script& script, std::string_view regulation);

  const Script& script() const { return script_; }
  body::testing::Town& town() { return town_; }
  body::Body& body() { return town_.body(); }
  body::Acts& acts() { return town_.acts(); }

  // Ids by name. `id_of` falls back to the name itself, so that a scenario can ask for something
  // that does not exist.
  std::string person(std::string_view name);
  std::string id_of(std::string_view alias) const;
  // registers/assets/assets-1 or applications/takeout-2026-1
  std::string address_of(std::string_view alias);
  void name_thing(std::string alias, std::string id) { things_[std::move(alias)] = std::move(id); }
  const std::map<std::string, std::string, std::less<>>& things() const { return things_; }
  std::string name_of_person(const std::string& id);

  // What a step sends: `like` (a form of the script) and `with`, whose values stand above it and
  // take away what they leave empty. Names of sections, people and things become ids.
  Json input(const std::vector<registers::Field>& fields, const Yaml& step);
  Json organisation_input(const Yaml& step);
  // The values of several maps, a later one above those before it; what it leaves empty is taken
  // away.
  Json values(const std::vector<registers::Field>& fields, const std::vector<Yaml>& maps);
  // Enters the entries of the script, anew under the same names when they were entered before.
  void enter_entries();

 private:
  Json value(registers::FieldType type, const Yaml& node);
  std::string appointment(std::string_view words);
  void fill(JsonObject& input, const std::vector<registers::Field>& fields, const Yaml& values);

  const Script& script_;
  body::testing::Town town_;
  std::map<std::string, std::string, std::less<>> things_;
};

}  // namespace mamori::scenario
