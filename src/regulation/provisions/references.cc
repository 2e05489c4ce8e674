#include "regulation/provisions/references.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "regulation/numerals.h"

namespace mamori::regulation {
namespace {

constexpr int nowhere = PlaceIndex::nowhere;

// この要綱, 本基本方針: the text itself.
constexpr std::array texts{View(U"基本方針"), View(U"要綱"),     View(U"規程"), View(U"規則"),
                           View(U"条例"),     View(U"訓令"),     View(U"告示"), View(U"基準"),
                           View(U"要領"),     View(U"方針"),     View(U"規約"), View(U"指針"),
                           View(U"対策基準"), View(U"ポリシー"), View(U"手順"), View(U"附則")};

// 第57号 behind 法律, 訓令: the number of another text.
bool belongs_to_name(View text, std::size_t at, const UnitChain& chain) {
  if (chain.units.front().unit != NodeKind::item || at == 0) return false;
  const char32_t before = text[at - 1];
  return is_kanji(before) && !View(U"項条").contains(before);
}

// 分類 in 前条の分類: what the place referred to should speak of.
std::u32string spoken_of(View rest) {
  if (!rest.starts_with(U"の")) return {};
  for (View word : {View(U"分類"), View(U"区分")}) {
    if (rest.substr(1).starts_with(word)) return std::u32string(word);
  }
  return {};
}

bool classifies(const std::string& text, const std::string& word) {
  return std::ranges::any_of(std::array{"し", "する", "され", "は、", "を定", "を次"},
                             [&](const char* each) { return text.contains(word + each); });
}

}  // namespace

std::vector<Reference> ReferenceReader::read(const Words& words, View written, const Node& node) {
  const int here = index_.entry_of(node);
  if (here != here_) last_.reset();
  here_ = here;
  mentions_ = laws_.read(words);
  std::vector<Reference> references;
  for (std::size_t at = 0; at < words.text.size();) {
    auto found = found_at(words, at);
    if (!found) {
      ++at;
      continue;
    }
    take_range(words, *found);
    if (found->entries.empty() && found->kind == ReferenceKind::internal) {
      found->kind = ReferenceKind::dangling;
    }
    Reference reference{.text = utf8(written.substr(found->begin, found->end - found->begin)),
                        .begin = found->begin,
                        .kind = found->kind};
    for (const int entry : found->entries) reference.places.push_back(index_.at(entry).node->place);
    if (found->law) {
      reference.law_name = found->law->name;
      reference.law_number = found->law->number;
    }
    references.push_back(std::move(reference));
    note(*found, words, written);
    remember(*found);
    at = found->end;
  }
  return references;
}

std::optional<ReferenceReader::Found> ReferenceReader::found_at(const Words& words,
                                                                std::size_t at) {
  using Reader = std::optional<Found> (ReferenceReader::*)(const Words&, std::size_t);
  constexpr std::array<Reader, 9> readers{
      &ReferenceReader::law_at,      &ReferenceReader::appendix_at, &ReferenceReader::absolute_at,
      &ReferenceReader::own_text_at, &ReferenceReader::items_at,    &ReferenceReader::relative_at,
      &ReferenceReader::above_at,    &ReferenceReader::numbered_at, &ReferenceReader::kana_at};
  constexpr View beginnings = U"第前次同本こ別様上附(（.0123456789";
  const bool law =
      std::ranges::any_of(mentions_, [at](const LawMention& each) { return each.begin == at; });
  const char32_t c = words.text[at];
  const bool sign =
      circled_value(c) > 0 || roman_value(c) > 0 || (c >= U'⑴' && c <= U'⒇') || is_katakana(c);
  if (!law && !sign && !beginnings.contains(c)) return std::nullopt;
  for (const Reader reader : readers) {
    if (auto found = (this->*reader)(words, at)) return found;
  }
  return std::nullopt;
}

// 地方公務員法（昭和25年法律第261号）第34条; also what is listed behind it.
std::optional<ReferenceReader::Found> ReferenceReader::law_at(const Words& words, std::size_t at) {
  const auto mention = std::ranges::find(mentions_, at, &LawMention::begin);
  if (mention != mentions_.end()) {
    Found found{at, mention->end, ReferenceKind::law, {}, mention->law};
    if (const auto chain = unit_chain_at(words, behind_brackets(words, mention->end))) {
      found.end = chain->end;
    }
    return found;
  }
  const bool listed = last_ && last_->law &&
                      (follows_last(words.view(), at) || opens_behind_last(words.view(), at));
  const auto chain = listed ? unit_chain_at(words, at) : std::nullopt;
  if (!chain) return std::nullopt;
  return Found{at, chain->end, ReferenceKind::law, {}, last_->law};
}

bool ReferenceReader::follows_last(View text, std::size_t at) const {
  if (!last_ || at <= last_->end) return false;
  return joiner_length(text, last_->end) == at - last_->end;
}

// 第3条（第1号を除く。）
bool ReferenceReader::opens_behind_last(View text, std::size_t at) const {
  return last_ && at == last_->end + 1 && View(U"(（").contains(text[last_->end]);
}

std::optional<ReferenceReader::Found> ReferenceReader::absolute_at(const Words& words,
                                                                   std::size_t at) {
  const View text = words.view();
  const bool supplementary = text.substr(at).starts_with(U"附則");
  const std::size_t begin = supplementary ? at + 2 : at;
  const auto chain = unit_chain_at(words, begin);
  if (!chain || belongs_to_name(text, at, *chain)) return std::nullopt;
  Found found{at, chain->end};
  int entry = nowhere;
  if (supplementary) {
    std::string place = "附則";
    for (const UnitNumber& unit : chain->units) place += unit.place;
    entry = index_.find(place);
    if (entry == nowhere && place == "附則第1項") entry = index_.find("附則");
  } else {
    const bool near = follows_last(text, at) || opens_behind_last(text, at);
    const bool listed = near && !last_->entries.empty();
    entry = resolve(*chain, listed ? last_->entries.back() : here_);
  }
  if (entry == nowhere) return found;
  found.entries = chain->all_items ? index_.items_of(entry) : std::vector{entry};
  if (found.entries.empty()) found.entries = {entry};
  return found;
}

// 前条第2項, 前項各号, 同条第1項, この章
std::optional<ReferenceReader::Found> ReferenceReader::relative_at(const Words& words,
                                                                   std::size_t at) {
  const auto unit = relative_unit_at(words, at);
  if (!unit) return std::nullopt;
  const bool same = unit->direction == RelativeUnit::Direction::same;
  Found found{at, unit->end};
  const auto chain = unit_chain_at(words, unit->end);
  if (chain) found.end = chain->end;
  const View rest = words.view().substr(found.end);
  const bool items = (chain && chain->all_items) || rest.starts_with(U"各号");
  if (!chain && items) found.end += 2;
  for (View suffix : {View(U"本文"), View(U"ただし書"), View(U"前段"), View(U"後段")}) {
    if (words.view().substr(found.end).starts_with(suffix)) found.end += suffix.size();
  }
  if (same && last_ && last_->law) {
    found.kind = ReferenceKind::law;
    found.law = last_->law;
    return found;
  }
  found.entries = relative_entries(*unit);
  if (same && found.entries.empty()) return std::nullopt;
  if (unit->direction == RelativeUnit::Direction::own && !chain) {
    found.kind = ReferenceKind::own;
    return found;
  }
  if (chain && !found.entries.empty()) {
    const int entry = resolve(*chain, found.entries.back());
    found.entries = entry == nowhere ? std::vector<int>{} : std::vector{entry};
  }
  if (items && !found.entries.empty()) {
    auto below = index_.items_of(found.entries.back());
    if (!below.empty()) found.entries = std::move(below);
  }
  return found;
}

// 次の各号; 次に掲げる, 次の事項 only where something stands below.
std::optional<ReferenceReader::Found> ReferenceReader::items_at(const Words& words,
                                                                std::size_t at) {
  const View rest = words.view().substr(at, 8);
  const bool items = rest.starts_with(U"次の各号");
  if (!items && !rest.starts_with(U"次に掲げる")) return std::nullopt;
  Found found{at, at + (items ? 4 : 5)};
  const int holder =
      index_.at(here_).node->kind == NodeKind::text ? index_.at(here_).parent : here_;
  found.entries = index_.children(holder, NodeKind::item);
  if (found.entries.empty()) found.entries = index_.children(holder, NodeKind::subitem);
  if (!items && found.entries.empty()) return std::nullopt;
  if (!items) found.kind = ReferenceKind::own;
  return found;
}

std::optional<ReferenceReader::Found> ReferenceReader::appendix_at(const Words& words,
                                                                   std::size_t at) {
  const auto name = appendix_name_at(words, at);
  if (!name) return std::nullopt;
  const int entry = appendix_entry(name->place);
  if (entry == nowhere) return Found{at, name->end, ReferenceKind::dangling};
  return Found{at, name->end, ReferenceKind::appendix, {entry}};
}

// この要綱, 本方針
std::optional<ReferenceReader::Found> ReferenceReader::own_text_at(const Words& words,
                                                                   std::size_t at) {
  const View rest = words.view().substr(at, 10);
  const std::size_t length = rest.starts_with(U"この") ? 2 : rest.starts_with(U"本") ? 1 : 0;
  if (length == 0 || (at > 0 && is_noun_sign(words.text[at - 1]))) return std::nullopt;
  const auto name =
      std::ranges::find_if(texts, [&](View each) { return rest.substr(length).starts_with(each); });
  if (name == texts.end()) return std::nullopt;
  return Found{at, at + length + name->size(), ReferenceKind::own};
}

// 上記6、7及び8
std::optional<ReferenceReader::Found> ReferenceReader::above_at(const Words& words,
                                                                std::size_t at) {
  const View text = words.view();
  if (!text.substr(at).starts_with(U"上記")) return std::nullopt;
  Found found{at, at};
  std::size_t next = skip_blanks(text, at + 2);
  while (const auto place = numbered_place_at(words, next)) {
    const int entry = numbered_entry(*place, here_);
    if (entry != nowhere) found.entries.push_back(entry);
    found.end = place->end;
    const std::size_t joiner = joiner_length(text, place->end);
    if (joiner == 0) break;
    next = place->end + joiner;
  }
  if (found.end == at) return std::nullopt;
  return found;
}

// 2 (1) のとおり, 3.2(2)の規定, （２）の点検: only where such a place exists.
std::optional<ReferenceReader::Found> ReferenceReader::numbered_at(const Words& words,
                                                                   std::size_t at) {
  const View text = words.view();
  if (index_.enclosing(here_, NodeKind::article) != nowhere) return std::nullopt;
  const bool inside = at > 0 && (is_noun_sign(text[at - 1]) || View(U".．").contains(text[at - 1]));
  const auto place = inside ? std::nullopt : numbered_place_at(words, at);
  if (!place) return std::nullopt;
  const View rest = text.substr(skip_blanks(text, place->end));
  const bool cited = starts_with_any(
      rest,
      {U"の規定", U"に規定", U"に掲げ",     U"に定め",       U"のとおり", U"に示",   U"により",
       U"に基づ", U"で定め", U"に関わらず", U"にかかわらず", U"の結果",   U"の定め", U"から",
       U"及び",   U"又は",   U"に該当",     U"の",           U"と",       U"~",      U"〜"});
  const bool listed_next = place->place.starts_with("第") && rest.starts_with(U"、");
  const bool named = !place->plain && !place->begins_below && place->place.contains('(');
  const bool goes_on = named && (rest.empty() || !is_noun_sign(rest.front()));
  const bool structured = !place->plain && (rest.starts_with(U"に") || listed_next || goes_on);
  if (!cited && !structured) return std::nullopt;
  const bool listed = follows_last(text, at) && !last_->entries.empty();
  const int entry = numbered_entry(*place, listed ? last_->entries.back() : here_);
  if (entry == nowhere) return std::nullopt;
  return Found{at, place->end, ReferenceKind::internal, {entry}};
}

// アの規定, ア及びイ: an entry beside the sentence or beside what was cited last.
std::optional<ReferenceReader::Found> ReferenceReader::kana_at(const Words& words, std::size_t at) {
  const View text = words.view();
  const bool inside = at > 0 && is_noun_sign(text[at - 1]);
  const View rest = text.substr(skip_blanks(text, at + 1));
  const bool alone = rest.empty() || starts_with_any(rest, {U"の", U"と", U"及び", U"又は", U"から",
                                                            U"まで", U"に", U"、", U"若しくは"});
  if (inside || !alone || !is_katakana(text[at])) return std::nullopt;
  const bool listed = follows_last(text, at) && !last_->entries.empty();
  const NumberedPlace place{.place = utf8(text.substr(at, 1)), .begins_below = true};
  const int entry = numbered_entry(place, listed ? last_->entries.back() : here_);
  if (entry == nowhere) return std::nullopt;
  return Found{at, at + 1, ReferenceKind::internal, {entry}};
}

void ReferenceReader::take_range(const Words& words, Found& found) {
  const View text = words.view();
  const std::size_t from = skip_blanks(text, found.end);
  if (found.law && text.substr(from).starts_with(U"から")) {
    const auto chain = unit_chain_at(words, skip_blanks(text, from + 2));
    if (chain && text.substr(chain->end).starts_with(U"まで")) found.end = chain->end + 2;
    return;
  }
  const bool dashed = starts_with_any(text.substr(from), {U"~", U"〜"});  // 3.1～3.3
  const bool ranges = dashed || text.substr(from).starts_with(U"から");
  if (!ranges || found.entries.size() != 1) return;
  const std::size_t begin = skip_blanks(text, from + (dashed ? 1 : 2));
  int last = nowhere;
  std::size_t end = 0;
  if (const auto chain = unit_chain_at(words, begin)) {
    last = resolve(*chain, found.entries.front());
    end = chain->end;
  } else if (const auto unit = relative_unit_at(words, begin)) {
    const auto entries = relative_entries(*unit);
    if (!entries.empty()) last = entries.back();
    end = unit->end;
  } else if (const auto place = numbered_place_at(words, begin)) {
    last = numbered_entry(*place, found.entries.front());
    end = place->end;
  } else if (begin < text.size() && is_katakana(text[begin])) {
    const NumberedPlace kana{.place = utf8(text.substr(begin, 1)), .begins_below = true};
    last = numbered_entry(kana, found.entries.front());
    end = begin + 1;
  }
  const bool closed = text.substr(skip_blanks(text, end)).starts_with(U"まで");
  if (end == 0 || (!closed && !dashed)) return;
  found.end = closed ? skip_blanks(text, end) + 2 : end;
  if (last == nowhere) return;
  const int first = found.entries.front();
  for (int entry = first; entry != last;) {
    entry = index_.at(entry).after;
    if (entry == nowhere || found.entries.size() == ReferenceReader::places_max) {
      found.entries = {first, last};
      return;
    }
    found.entries.push_back(entry);
  }
}

void ReferenceReader::remember(const Found& found) {
  const bool leads = !found.entries.empty() || found.law;
  if (leads) last_ = found;
}

void ReferenceReader::note(const Found& found, const Words& words, View written) {
  const std::string as_written = utf8(written.substr(found.begin, found.end - found.begin));
  if (found.kind == ReferenceKind::dangling) {
    notes_.push_back("「" + as_written + "」にあたる箇所が、この文書に見つかりません。");
  }
  const std::u32string word = spoken_of(words.view().substr(found.end));
  if (word.empty() || found.kind != ReferenceKind::internal || found.entries.empty()) return;
  const std::string name = utf8(word);
  const Node& target = *index_.at(found.entries.front()).node;
  if (classifies(full_text(target), name)) return;
  notes_.push_back("「" + as_written + "の" + name + "」とありますが、" + target.place + "は" +
                   name + "を定めていません。");
}

}  // namespace mamori::regulation
