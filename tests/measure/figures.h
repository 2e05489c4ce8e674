// How well a text was understood: shares of right answers against the gold.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "catalogue/control.h"
#include "measure/gold.h"

namespace mamori::measure {

// Answers that were right, of those judged; and in words, what was not: 第3条 modality: …
struct Share {
  int right = 0;
  int judged = 0;
  std::vector<std::string> wrong = {};

  void judge(bool is_right, const std::string& otherwise);
  void operator+=(const Share& other);
  double value() const { return judged == 0 ? 1 : static_cast<double>(right) / judged; }
};

struct Figures {
  Share structure;   // number of documents, titles, counts
  Share modality;    // of each sentence of a listed place; a sentence missing or too many is wrong
  Share holder;      // the same, titles and relation
  Share references;  // those of the gold and those found: both must agree
  Share defines;     // terms of the gold
  Share condition;   // of each sentence the gold names one for
  Share object;      // the same
  Share row;         // of the first proposal; none where nothing fits
  Share control;     // the same, where the gold names controls
  Share precision;   // of the first proposals, by control
  Share recall;      // of the places that have a control

  void operator+=(const Figures& other);
  std::string line() const;  // "structure 98.2 % (54/55), …"; for people
  std::vector<std::string> wrong() const;
};

// What mamori says of a text, in the form the command line prints.
struct Said {
  Json reading;     // mamori read --json
  Json provisions;  // mamori provisions --json
  // Document → place, as places are compared → id of the control proposed first.
  std::map<std::size_t, std::map<std::string, std::string>> first_control;
};

Said understand(std::string_view bytes, const catalogue::Catalogue& catalogue);
Figures compare(const GoldText& gold, const Said& said, const catalogue::Catalogue& catalogue);

}  // namespace mamori::measure
