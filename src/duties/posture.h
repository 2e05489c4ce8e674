// The state of every place of a regulation, computed from records (S2 第95条, 第119条; A7).
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.h"
#include "catalogue/adoption.h"
#include "catalogue/control.h"
#include "duties/definition.h"
#include "organisation/offices.h"
#include "procedures/definition.h"
#include "procedures/suspension.h"
#include "registers/register.h"
#include "regulation/document.h"
#include "store/connection.h"

namespace mamori::duties {

// From the worst to the best; an article has the worst state of its parts that has one.
enum class State {
  overdue,      // 期限超過: something owed is late
  unrecorded,   // 未記録: it runs here, but nothing was recorded yet
  not_running,  // 運用前: no definition runs it yet
  excepted,     // 例外: an exception in force suspends it, for all or where nothing else is wrong
  satisfied,    // 満たしている
  not_applicable,  // 対象外: asks for nothing (purpose, definition, heading)
};

std::string_view code_of(State state);   // "satisfied"
std::string_view label_of(State state);  // 満たしている

struct Judgement {
  State state = State::not_applicable;
  std::string reason;  // Japanese, one sentence
  // The application by which it is excepted, be it only in part; "" without one.
  std::string exception_id = {};
};

// What posture is computed from.
struct Sources {
  store::Connection& connection;
  const catalogue::Catalogue& catalogue;
  organisation::Offices offices;  // under the titles of the body
  const registers::Definitions& registers;
  const procedures::Definitions& procedures;
  const Definitions& duties;
  Day today;
  std::vector<procedures::Suspension> suspensions = {};  // in force today
};

// The state of a control from the records of what fulfils it; the best of its satisfiers, but
// overdue if any of them is. What an exception in force covers is left out; when that leaves
// nothing, or nothing that is wrong, the control is excepted.
Judgement judge(const Sources& sources, const catalogue::Control& control);

// The states of one document's places.
class Posture {
 public:
  // `aligned` are the alignments of the document.
  Posture(const Sources& sources, const regulation::Document& document,
          const std::vector<catalogue::AlignedControl>& aligned);

  // The judgement of that place and everything below it.
  const Judgement& at(std::string_view place) const;
  // How many of the smallest judged places (項 without 号, 号) under a node have each state.
  std::map<State, int> tally(const regulation::Node& node) const;

  class Reading;  // what was read for judging so far

 private:
  Judgement judge_node(Reading& reading, const regulation::Node& node);
  Judgement own(Reading& reading, const regulation::Node& node);
  const Judgement& of_control(Reading& reading, const std::string& id);

  // By place: what was confirmed for it, or else the best proposal.
  std::multimap<std::string, std::string, std::less<>> controls_;
  std::map<std::string, Judgement, std::less<>> by_control_;
  std::map<std::string, Judgement, std::less<>> by_place_;
};

}  // namespace mamori::duties
