// The offices of one document, found from its text: officers it institutes, short names it gives,
// titles it uses. Inside this room only.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "regulation/document.h"
#include "regulation/provision.h"
#include "regulation/provisions/words.h"

namespace mamori::regulation {

class OfficeBook {
 public:
  explicit OfficeBook(const Document& document);

  // Somebody who can act, by the look of the noun or because the document says so.
  bool is_agent(View noun) const;
  // One title for each office: the short name the document gives, variants as the office meant,
  // 全職員 as 職員.
  Holder office(View noun) const;
  // The noun is a variant: CIS0 → CISO, システム管理者 → 情報システム管理者; "" otherwise.
  std::u32string_view proper(View noun) const;
  // The short name stands for the one noun before it (最高情報セキュリティ責任者（以下「CISO」…）)
  // or for all that were listed (職員及び会計年度任用職員（以下「職員等」…）).
  static bool names_one(View term, View noun);
  // 議員等 is a title of its own where the text gives it so and never without 等.
  bool keeps_plural(View noun) const;

 private:
  void collect(const Words& words);
  void collect_defined(const Words& words, View caption);
  void collect_instituted(const Words& words);
  void collect_room(const Words& words, std::size_t begin, std::size_t end);
  void find_variants();

  std::set<std::u32string, std::less<>> seen_;  // titles the text uses
  std::set<std::u32string, std::less<>> instituted_;
  std::map<std::u32string, std::u32string, std::less<>> short_names_;  // full → short
  std::map<std::u32string, std::string, std::less<>> kinds_;           // short → kind
  std::map<std::u32string, std::u32string, std::less<>> variants_;     // written → meant
};

}  // namespace mamori::regulation
