// The catalogue of controls: what an information-security regulation may ask of a body, each with
// the row of the mission it serves, who carries it and which definition of mamori fulfils it.
#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/embedded.h"
#include "base/result.h"
#include "catalogue/guideline.h"
#include "catalogue/vocabulary.h"

namespace mamori::catalogue {

// What fulfils a control. A control with several is fulfilled by any of them.
enum class SatisfierKind {
  procedure,     // an application of that procedure; `name` is the definition's
  register_,     // entries in that register; `name` is the definition's
  organisation,  // that office is held; `name` is the kind of office
  duty,          // done again and again; `name` is the definition's
  ledger,        // the ledger itself; `name` is empty
  anchoring,     // its checkpoint kept elsewhere; `name` is how many days may pass without
};

struct Satisfier {
  SatisfierKind kind = SatisfierKind::ledger;
  std::string name;
  bool operator==(const Satisfier&) const = default;
};

struct Title {
  std::string ja;
  std::string en;
};

struct Control {
  std::string id;         // kebab-case, unique, permanent: takeout-permission
  std::string row;        // of the mission: D1
  std::string guideline;  // section of the national guideline: 6.1(2); "" when it has none
  Title title;
  std::string holder;                   // kind of office that carries the duty: section_manager
  std::vector<Satisfier> satisfied_by;  // empty: nothing in mamori fulfils it yet
  std::vector<std::string> wording;     // 1–48 typical sentences, in our own words
  std::vector<std::string> terms;       // words and stems that carry the control
};

// Immutable once made ready; may then be read from any thread. Controls stay where they are when
// the catalogue is moved.
class Catalogue {
 public:
  // Reads every file that ends in ".yaml" (definitions/controls/): lists of `controls:`, the
  // `guideline:` they refer to, the `words:` that mean the same, what asks for `nothing:`. Refuses
  // with `definition_malformed` what is not of the form above: the message names file, line and
  // fault, the remedy what to change.
  static Result<Catalogue> load(std::span<const embedded::File> files);

  // Adds what fulfils a control, as a definition of another kind says; once however often it is
  // said. False when there is no such control. Before the catalogue is shared.
  bool add_satisfier(std::string_view id, Satisfier satisfier);

  const Control* find(std::string_view id) const;                  // nullptr when there is none
  std::span<const Control> controls() const { return controls_; }  // in the order of the files
  std::vector<const Control*> of_row(std::string_view row) const;
  const Guideline& guideline() const { return guideline_; }
  const Vocabulary& vocabulary() const { return vocabulary_; }
  // What regulations say that no control answers (fees, hours, who may borrow a thing): its wording
  // and terms stand against those of the controls. No control itself; empty when no file has it.
  const Control& nothing() const { return nothing_; }

 private:
  Result<void> read_controls(const Yaml& list);
  Result<void> read_nothing(const Yaml& list);

  Guideline guideline_;
  Vocabulary vocabulary_;
  std::vector<Control> controls_;
  Control nothing_;
  std::map<std::string, std::size_t, std::less<>> by_id_;
};

std::string_view name_of(SatisfierKind kind);  // "procedure", "register", …

}  // namespace mamori::catalogue
