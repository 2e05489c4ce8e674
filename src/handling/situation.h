// What may be done with things of each level in one situation, as declared in
// definitions/handling/<id>.yaml (S2 第15条第2項 and what follows it; row C4). Immutable once read.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "registers/scheme.h"

namespace mamori::handling {

enum class Answer { allowed, conditional, forbidden };

std::string_view code_of(Answer answer);   // "conditional"
std::string_view label_of(Answer answer);  // 条件付き

// One thing that is asked of whoever does it, or the reason why nobody may.
struct Demand {
  std::string text;  // 暗号化するか、パスワードを設定する
  std::vector<std::string> controls;
};

// What holds for the levels of this rank and above, as far as no ruling before it does.
struct Ruling {
  int least_rank = 0;
  Answer answer = Answer::allowed;
  std::vector<Demand> demands;  // of conditional at least one; of forbidden exactly one
  std::string remedy;           // of forbidden: what to do instead

  std::vector<std::string> controls() const;  // of all demands, each once
};

struct Situation {
  std::string id;               // send
  std::string title;            // 電子メールなどで送る
  std::string explanation;      // what is meant by it
  int order = 0;                // on the page
  std::string scheme;           // of the levels it speaks of
  std::string procedure;        // to apply for it with; "" where none is needed
  std::vector<Ruling> rulings;  // from the highest rank; the last covers the lowest level

  // Fails naming file and line: every level of the scheme has a ruling, a condition something
  // that is asked, a prohibition its reason, controls and remedy.
  static Result<Situation> parse(std::string file, std::string_view yaml,
                                 const registers::Schemes& schemes);

  const Ruling& ruling(int rank) const;
};

using Situations = std::map<std::string, Situation, std::less<>>;  // by id

std::vector<const Situation*> in_order(const Situations& situations);

}  // namespace mamori::handling
