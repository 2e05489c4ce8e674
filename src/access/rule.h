// Who may: rules as data.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/yaml.h"

namespace mamori::access {

// Someone described by what they are, not by name. Written in YAML as
//   staff                                  everyone who has an account
//   {person: applicant}                    the person the thing names under that fact
//   {member_of: section}                   who belongs to the section the thing names
//   {was_member_of: section}               … or did within the last year; only in `never`
//   {office: section_manager, of: section} who holds the office of that section
//   {office: system_manager, of: system}   … of that information system
//   {office: ciso}                         who holds that office of the body
// Beside each of them but `staff` may stand which things it is said of:
//   up_to_rank: 2                          those whose level has at most this rank
//   unless_confined: true                  those that are not for those who need them only
struct Party {
  enum class Kind { staff, person, member, former_member, office };
  static constexpr std::uint8_t any_rank = 255;
  Kind kind = Kind::staff;
  std::string office;  // of Kind::office
  std::string fact;    // which person or section of the thing is meant; "" for offices of the body
  std::uint8_t rank_max = any_rank;
  bool unless_confined = false;
};

// Someone who may not, whatever else they are: 第8条 applicant ≠ approver.
struct Exclusion {
  Party party;
  std::string code;                   // own_application
  std::string message;                // Japanese
  std::vector<std::string> controls;  // of the catalogue, on which the exclusion rests
  // Who may consent to an exception where nobody else can do it (やむを得ない場合); empty: nobody.
  std::vector<Party> consent = {};

  // Names it among those of a procedure: own_application:applicant.
  std::string key() const { return code + ":" + party.fact; }
};

// A rule speaks of at most so many people and sections of a thing.
inline constexpr std::size_t facts_max = 8;
// A thing has at most so many exceptions that count; more are not heeded.
inline constexpr std::size_t exceptions_max = 4;

// any: whoever is one of `by`. first: the parties in order; the first that has a holder who is not
// excluded decides and nobody else. An office nobody holds, and for which none stands in, stops the
// search: a vacancy is filled, not stepped over.
enum class Order { any, first };

struct Rule {
  Order order = Order::any;
  std::vector<Party> by;
  std::vector<Exclusion> never;
};

// That somebody may, for one thing, do what an exclusion forbids them.
struct Exception {
  std::string exclusion;  // Exclusion::key()
  std::string person_id;
  std::uint64_t record_number = 0;  // of the consent
};

// What a thing says of itself: people and sections by the names the rules use.
struct Facts {
  std::map<std::string, std::string, std::less<>> people;    // applicant → person id
  std::map<std::string, std::string, std::less<>> sections;  // section → section id; systems too
  std::vector<Exception> exceptions = {};
  int rank = 0;  // of its level (registers/scheme.h): higher needs more protection; 0: none
  bool confined = false;  // for those only who need it: 実施手順, a document that is not public
};

class Segregation;

// Reads `by` or `by_first` and `never` of a map node; what `never` names is looked up in
// `segregation`. Fails naming file and line; also when the
// rule has more than facts_max facts.
Result<Rule> parse_rule(const Yaml& node);
Result<Rule> parse_rule(const Yaml& node, const Segregation& segregation);
Result<Party> parse_party(const Yaml& node);

// The rules of the program's own acts, from definitions/roles/access.yaml.
class Policy {
 public:
  static Result<Policy> parse(std::string file, std::string_view yaml);
  // nullptr when no rule names the act: then it is denied.
  const Rule* rule(std::string_view act) const;
  const std::map<std::string, Rule, std::less<>>& rules() const { return rules_; }
  // What people call the act: 記録を見る; the act itself where nothing is said.
  std::string title(std::string_view act) const;

 private:
  std::map<std::string, std::string, std::less<>> titles_;
  std::map<std::string, Rule, std::less<>> rules_;
};

}  // namespace mamori::access
