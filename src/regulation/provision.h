// What a regulation demands, sentence by sentence: who must, may or must not.
// Pure functions over a Document; may be called from any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "regulation/document.h"

namespace mamori::regulation {

enum class Modality {
  obligation,   // 義務: …なければならない
  prohibition,  // 禁止: …てはならない
  effort,       // 努力義務: …努めなければならない
  power,        // 権限: …ことができる
  rule,         // …ものとする
  commitment,   // 約束: …ます
  declaration,  // 宣言: …行う。…有する。
  definition,   // 定義: …をいう
  none,         // no sentence: a heading, a list of names
};

// One sentence; ただし書, また and なお after it are provisions of their own with the same place. A
// 号 that is only a noun takes modality and holder of its 柱書.
struct Provision {
  std::string place;   // 第33条第2項
  int line = 0;        // where the sentence begins in the source
  std::string text;    // as written
  std::string holder;  // kind of office (`ciso`, …); "" when none is meant
  std::vector<std::string> holders =
      {};                           // all of them where several share it; the first is `holder`
  std::string holder_text;          // as the body wrote them: CIS0 及び委員会
  bool holder_inherited = false;    // from the 柱書, the sentence or the 項 before
  bool modality_inherited = false;  // from the 柱書
  Modality modality = Modality::none;
  std::vector<std::string> notes = {};  // Japanese: what was read differently from how it stands
};

// In the order of the text. 目次, 別表 and headings give none.
std::vector<Provision> provisions(const Document& document);

std::string_view name_of(Modality modality);           // "obligation"
std::string_view japanese_name_of(Modality modality);  // 義務
Json to_json(const Provision& provision);

}  // namespace mamori::regulation
