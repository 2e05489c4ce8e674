#include "catalogue/vocabulary.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "catalogue/office_names.h"

namespace mamori::catalogue {
namespace {

constexpr char32_t first_office = 0xE000;  // private use: one character for each office
constexpr char32_t last_office = 0xE0FF;

std::u32string key_of(std::string_view text) {
  return code_points(text_key(text));
}

// Where the offices that begin at `at` end, with the words that join them.
std::size_t end_of_offices(std::u32string_view key, std::size_t at) {
  static constexpr std::array<std::u32string_view, 6> joints{U"及び",     U"又は", U"並びに",
                                                             U"若しくは", U"、",   U"と"};
  std::size_t end = at;
  while (end < key.size() && is_office(key[end])) {
    ++end;
    for (const auto joint : joints) {
      const bool joins = key.substr(end).starts_with(joint) && end + joint.size() < key.size() &&
                         is_office(key[end + joint.size()]);
      if (joins) end += joint.size();
    }
  }
  return end;
}

}  // namespace

bool is_office(char32_t c) {
  return c >= first_office && c <= last_office;
}

Vocabulary::Vocabulary() {
  char32_t character = first_office;
  for (const OfficeName& office : office_names()) {
    const std::u32string to(1, character++);
    if (!office.says_only_who) continue;
    const std::string names = std::string(office.title) + ' ' + std::string(office.spellings);
    for (std::size_t begin = 0; begin < names.size();) {
      const std::size_t end = std::min(names.find(' ', begin), names.size());
      if (end > begin) add(key_of(names.substr(begin, end - begin)), to);
      begin = end + 1;
    }
  }
  for (const auto* phrase : {U"情報セキュリティ", U"しなければならない", U"なければならない",
                             U"てはならない", U"ものとする"}) {
    add(phrase, U"");
  }
}

Result<void> Vocabulary::read(const Yaml& list) {
  for (const Yaml& node : list.items()) {
    if (auto known = node.only({"word", "also"}); !known) return known;
    const std::string word = node["word"].text();
    const std::vector<std::string> also = node["also"].texts();
    if (word.empty() || also.empty()) {
      return fail(node.error("言い換えにwordとalsoがありません。",
                             "{word: 端末, also: [パソコン]}のように書いてください。"));
    }
    for (const std::string& other : also) {
      if (!add(key_of(other), key_of(word))) {
        return fail(node.error("言い換え「" + other + "」が重複しています。",
                               "一つのwordの下にまとめてください。"));
      }
    }
    // The word itself, so that a part of it is not read as another word.
    add(key_of(word), key_of(word));
  }
  return {};
}

bool Vocabulary::add(std::u32string from, std::u32string to) {
  if (from.empty()) return false;
  auto& readings = by_first_[from.front()];
  const auto longer = [](const Reading& a, const Reading& b) {
    return std::pair(b.from.size(), a.from) < std::pair(a.from.size(), b.from);
  };
  Reading reading{std::move(from), std::move(to)};
  const auto at = std::ranges::lower_bound(readings, reading, longer);
  if (at != readings.end() && at->from == reading.from) return false;
  readings.insert(at, std::move(reading));
  return true;
}

std::u32string Vocabulary::key(std::string_view text) const {
  const std::u32string whole = key_of(text);
  std::u32string_view rest = whole;
  std::u32string key;
  key.reserve(whole.size());
  while (!rest.empty()) {
    const auto readings = by_first_.find(rest.front());
    const Reading* longest = nullptr;
    if (readings != by_first_.end()) {
      const auto found = std::ranges::find_if(
          readings->second, [&](const Reading& r) { return rest.starts_with(r.from); });
      if (found != readings->second.end()) longest = &*found;
    }
    if (longest) {
      key += longest->to;
    } else {
      key += rest.front();
    }
    rest.remove_prefix(longest ? longest->from.size() : 1);
  }
  return key;
}

namespace {

// Where a body's own title for somebody ends as subject: 「施設長及び出納員は、」. Neither a clause
// (「監査を行う者は」) nor a contractor, of whom the sentence then speaks.
std::size_t end_of_own_title(std::u32string_view key) {
  constexpr std::size_t title_max = 14;
  constexpr std::u32string_view joints = U"のび又及等";
  constexpr std::u32string_view last = U"員者長等人官";
  const std::size_t end = key.substr(0, title_max).find(U"は、");
  if (end == std::u32string_view::npos || end == 0) return 0;
  const std::u32string_view title = key.substr(0, end);
  const bool plain = std::ranges::all_of(title, [&](char32_t c) {
    return !(c >= U'ぁ' && c <= U'ん') || joints.find(c) != std::u32string_view::npos;
  });
  const bool somebody = last.find(title.back()) != std::u32string_view::npos;
  return plain && somebody && title.find(U"委託") == std::u32string_view::npos ? end + 1 : 0;
}

}  // namespace

std::u32string without_subject(std::u32string key) {
  constexpr std::size_t begin_max = 12;  // 「報告を受けた情報セキュリティ管理者は」
  for (std::size_t at = 0; at < key.size() && at <= begin_max; ++at) {
    if (key[at] == U'、' || key[at] == U'。') break;
    if (!is_office(key[at])) continue;
    const std::size_t end = end_of_offices(key, at);
    if (end < key.size() && key[end] == U'は') key.erase(at, end + 1 - at);
    return key;
  }
  return key.erase(0, end_of_own_title(key));
}

}  // namespace mamori::catalogue
