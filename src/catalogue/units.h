// What alignment aligns: one place of a regulation with all that stands around it. Private to the
// room.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "regulation/document.h"
#include "regulation/provision.h"

namespace mamori::catalogue {

struct Unit {
  std::string place;  // 第50条第3号
  int line = 0;
  std::string text;                  // all sentences of the place
  std::string lead;                  // of the 柱書 it stands under; "" elsewhere
  std::string list;                  // the 号 below it, when it says no more than 「次の…」
  std::string caption;               // the nearest: パスワードの取扱い
  std::string title;                 // the one above that: of the 節, the 章
  std::vector<std::string> titles;   // all of them, from the part's to the caption
  std::size_t family = 0;            // index of the article (or heading) it belongs to
  std::vector<std::string> holders;  // kinds of office
  bool named = false;                // somebody is named, be it an office we do not know
  bool forbids = false;              // some sentence says what shall not be done
  bool demands = false;              // some sentence says what shall or shall not be done
};

struct Units {
  std::string title;                  // of the document: what all of it is about
  std::vector<Unit> units;            // in the order of the provisions
  std::vector<std::string> families;  // all text of each article (or heading)
};

// The places that demand something. Purposes, definitions, scopes, delegations (委任) and 附則 are
// left out: no control fits them, whatever words they use.
Units units_of(const regulation::Document& document,
               std::span<const regulation::Provision> provisions);

}  // namespace mamori::catalogue
