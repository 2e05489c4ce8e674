// Whether procedures can be carried through by the people there are (成り立たない手続): for every
// procedure and section, whether somebody of the section could apply and the application come to
// the end of its route, each step done by somebody whom the rules allow and who is there. Asked of
// a day's roster, and of the same roster with each one person away; where a rule asks for an office
// of the system that the form names, of every system.
//
// A way that is found is one that could be gone. Of people who could do a step only a handful are
// tried, those without office first.
#pragma once

#include <string>
#include <vector>

#include "access/roster.h"
#include "procedures/definition.h"

namespace mamori::procedures {

// Where a procedure stops for the people of a section.
struct Obstacle {
  std::string procedure_id;
  std::string section_id;
  std::string step_id;  // the one that nobody could do
  std::string away;     // the person whose absence makes it so; "" when it is so today
  std::string reason;   // Japanese: the office is vacant, whoever holds it is excluded, …
  std::vector<std::string> system_ids = {};  // only applications about these; empty: all

  bool operator==(const Obstacle&) const = default;
};

// Sections without anybody are left out, and those of which nobody may apply while whoever may is
// appointed elsewhere; so is, of one person away, that they themselves cannot apply. In the order
// of procedures and sections; what holds today before what absence would bring.
std::vector<Obstacle> obstacles(const access::Roster& roster, const Definitions& definitions);
// Those of `after` that `before` had not, not even by the same absence.
std::vector<Obstacle> added_obstacles(const access::Roster& before, const access::Roster& after,
                                      const Definitions& definitions);

// An obstacle as people name it.
struct ObstacleWords {
  std::string procedure;  // 情報資産等の持ち出し
  std::string section;    // 住民課; 住民課・税務システム where only those about it stop
  std::string step;       // 引き渡した
  std::string away;       // 石井 由美; "" when it is so today
};
ObstacleWords obstacle_words(const access::Roster& roster, const Definitions& definitions,
                             const Obstacle& obstacle);
// 石井 由美さんが不在のとき、「情報資産等の持ち出し」（住民課）は、「許可する」で止まります。
std::string sentence(const ObstacleWords& words);

}  // namespace mamori::procedures
