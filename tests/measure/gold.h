// The answers of tests/oracle/, written by hand: what is true of a text. Form:
// tests/oracle/README.md.
#pragma once

#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "base/yaml.h"

namespace mamori::measure {

// What is right to say of one sentence.
struct GoldSentence {
  std::set<std::string> modalities;  // any of them is right
  std::vector<std::string> holders;  // empty: nobody
  std::string relation;              // sole, joint or alternative
  bool holders_optional = false;     // nobody is right, too
  bool holders_judged = true;
};

struct GoldReference {
  enum class Kind {
    places,    // leads to `places`
    items,     // leads to the 号 of its own place, all of them or the place itself
    law,       // to another regulation
    dangling,  // to what does not exist here
  };
  std::string text;
  Kind kind = Kind::places;
  std::set<std::string> places;
};

// The answers for one document of a file; what is empty is not judged.
struct GoldDocument {
  std::set<std::string> titles;                  // any of them is right
  std::map<std::string, std::set<long>> counts;  // name in the JSON → either is right
  std::map<std::string, std::vector<GoldSentence>> provisions;
  std::map<std::string, std::vector<GoldReference>> references;
  std::map<std::string, std::set<std::string>> defines;
  // Of the sentences of a place, in order; "" where the sentence has none.
  std::map<std::string, std::vector<std::string>> conditions;
  std::map<std::string, std::vector<std::string>> objects;
  std::map<std::string, std::vector<std::string>> alignment;  // ids of controls, or rows
};

struct GoldText {
  std::filesystem::path text;  // of the family; empty for a seed
  std::vector<GoldDocument> documents;
};

// A file of the form above. Refuses what it does not know with `definition_malformed`.
Result<GoldText> load_gold(const std::filesystem::path& file);
// Both answers for a seed: <seed>-provisions.yaml and <seed>-controls.yaml.
Result<GoldText> load_seed_gold(const std::filesystem::path& folder, const std::string& seed);

}  // namespace mamori::measure
