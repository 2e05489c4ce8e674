#include "regulation/numbered_style.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "regulation/captions.h"
#include "regulation/front.h"
#include "regulation/levels.h"
#include "regulation/numerals.h"
#include "regulation/plain_headings.h"
#include "regulation/repairs.h"
#include "regulation/wrapping.h"

namespace mamori::regulation {
namespace {

using View = std::u32string_view;

constexpr std::size_t title_length_max = 40;
constexpr std::size_t sentence_length_min = 30;  // of a line that is no mere title
constexpr std::size_t closing_length_max = 40;
constexpr std::size_t torn_length_min = 20;  // no page is narrower than that
constexpr int jump_max = 20;
constexpr std::size_t reach_max = 400;  // lines looked ahead
constexpr int plain_heading_variety = -1;
constexpr std::size_t lead_bytes_max = 120;  // of the last sentence before a list

// What an entry of a list was: decides what the next ones are.
enum class Entry { none, title, noun, sentence };

View last_characters(View text, std::size_t count) {
  return text.substr(text.size() - std::min(count, text.size()));
}

// …は、 …又は …を: more must come.
bool asks_for_more(View text) {
  constexpr std::array<View, 21> endings{
      U"、",       U"及び",     U"又は",     U"並びに", U"若しくは", U"・",     U"を",
      U"が",       U"において", U"により",   U"に関し", U"は",       U"による", U"に係る",
      U"に関する", U"における", U"に対する", U"ための", U"の",       U"その他", U"に基づく"};
  return std::ranges::any_of(endings, [text](View each) { return text.ends_with(each); });
}

// …等 …こと: an entry of a list often ends so.
bool ends_like_entry(View text) {
  constexpr std::array<View, 10> endings{U"等",   U"など", U"こと", U"もの", U"とき",
                                         U"場合", U"者",   U"他",   U"ため", U"）"};
  return std::ranges::any_of(endings, [text](View each) { return text.ends_with(each); });
}

// 上記のほか、… この方針は…: begins a paragraph, not the second half of a word.
bool begins_paragraph(View text) {
  constexpr std::array<View, 12> openings{U"上記",     U"前記",   U"以上", U"この",
                                          U"これら",   U"なお",   U"また", U"ただし",
                                          U"その他の", U"本方針", U"次の", U"以下の"};
  return std::ranges::any_of(openings, [text](View each) { return text.starts_with(each); });
}

bool same_script(char32_t a, char32_t b) {
  return (is_kanji(a) && is_kanji(b)) || (is_katakana(a) && is_katakana(b));
}

// ※ …, （注）…: a remark beside the text.
bool is_remark(View text) {
  constexpr std::array<View, 9> openings{U"※",  U"（注",   U"(注",  U"注）", U"注)",
                                         U"＊", U"（備考", U"備考", U"＜"};
  return std::ranges::any_of(openings, [text](View each) { return text.starts_with(each); });
}

// 【教職員】: names what stands below it.
bool is_label(View text) {
  constexpr View openings = U"【《〔＜<［[";
  return !text.empty() && openings.contains(text.front()) && enclosure_length(text) == text.size();
}

bool is_list_kind(const Mark& mark) {
  return mark.kind >= MarkKind::ordinal;
}

class NumberedStyle {
 public:
  NumberedStyle(std::span<const Line> lines, std::span<const int> headings, Report& report)
      : lines_(lines), headings_(headings), wrapped_(is_wrapped(lines)), builder_(report) {
    marks_.reserve(lines.size());
    for (const Line& line : lines) marks_.push_back(plausible_mark(line));
    find_last_number();
  }

  std::vector<Node> parse(std::size_t& used) {
    for (; at_ < lines_.size(); ++at_) {
      const Mark& mark = marks_[at_];
      const bool inserted = mark.kind == MarkKind::appendix && headings_go_on();
      const bool appendix = mark.kind == MarkKind::appendix && !inserted;
      const bool tail = mark.kind == MarkKind::supplementary || appendix;
      if (tail && lines_[at_].row.empty()) break;
      if (inserted && brings_own_list()) {
        read_inserted();
        continue;
      }
      read_line(lines_[at_], mark);
    }
    drop_caption();
    used = at_;
    return builder_.finish();
  }

 private:
  // The mark of the line, `none` where its figures only count, cite or date something.
  static Mark plausible_mark(const Line& line) {
    Mark mark = mark_of_line(line);
    if (!is_list_kind(mark) || !line.row.empty()) return mark;
    if (is_counted(mark, line.text)) return {};
    if (mark.kind == MarkKind::dotted && begins_with_date(View(line.text).substr(mark.rest))) {
      return {};
    }
    return mark;
  }

  void find_last_number() {
    only_bullets_ = true;
    for (std::size_t at = 0; at < marks_.size(); ++at) {
      const MarkKind kind = marks_[at].kind;
      if (kind == MarkKind::supplementary || kind == MarkKind::appendix) return;
      const bool heading = headings_[at] != 0;
      if (!lines_[at].row.empty() || (!is_list_kind(marks_[at]) && !heading)) continue;
      last_number_ = at;
      if (heading || marks_[at].kind != MarkKind::bullet) only_bullets_ = false;
    }
  }

  // A form or table in the middle: the headings before it go on behind it.
  bool headings_go_on() const {
    if (!last_heading_) return false;
    const auto end = std::min(marks_.size(), at_ + reach_max);
    for (auto at = at_ + 1; at < end; ++at) {
      if (marks_[at].kind == MarkKind::supplementary) return false;
      if (!same_style(marks_[at], last_heading_)) continue;
      return follows(last_heading_, marks_[at]) && !starts(marks_[at]) &&
             !View(lines_[at].text).substr(marks_[at].rest).empty();
    }
    return false;
  }

  bool is_next_heading(std::size_t at) const {
    return same_style(marks_[at], last_heading_) && follows(last_heading_, marks_[at]);
  }

  // The first number below a 別紙 in the middle begins a list of its own.
  bool brings_own_list() const {
    for (auto at = at_ + 1; at < marks_.size() && !is_next_heading(at); ++at) {
      if (is_list_kind(marks_[at]) && lines_[at].row.empty()) return starts(marks_[at]);
    }
    return false;
  }

  // A 別紙 in the middle, up to the heading behind it: its lists are none of the text.
  void read_inserted() {
    drop_caption();
    builder_.close_from(rank::root);
    for (; at_ < lines_.size() && !is_next_heading(at_); ++at_) {
      const Line& line = lines_[at_];
      line.row.empty() ? builder_.open_text(line) : builder_.add_row(line);
    }
    --at_;
  }

  void read_line(const Line& line, const Mark& mark) {
    if (!line.row.empty()) return builder_.add_row(line);
    if (headings_[at_] != 0) return read_plain_heading(line, mark, headings_[at_]);
    if (is_ruled_line(line)) {
      return builder_.report().discard(line.number, utf8(line.prefix) + utf8(line.text), "罫線");
    }
    if (is_division(mark.kind) && read_division(line, mark)) return;
    if (is_list_kind(mark) && read_list(line, mark)) return;
    if (!mark && is_caption(line.text) && caption_follows()) return keep_caption(line);
    if (!mark && line.heading_mark() && !lists_go_on()) {
      return read_plain_heading(line, mark, beside_numbers);
    }
    read_words(line);
  }

  bool read_division(const Line& line, const Mark& mark) {
    if (is_reference(mark, line.text) || View(line.text).contains(U'。')) return false;
    const int step = static_cast<int>(mark.kind) - static_cast<int>(MarkKind::part);
    const auto kind = static_cast<NodeKind>(static_cast<int>(NodeKind::part) + step);
    Node& node = builder_.open_mark(rank::division + step, kind, line, mark);
    builder_.make_title();
    node.place.clear();
    levels_.clear();
    entries_.clear();
    return true;
  }

  // --- numbers
  bool read_list(const Line& line, const Mark& written) {
    const Mark mark = as_written(written);
    const auto place = place_of(mark, line);
    const bool heading = place.depth == 0;
    if (heading && mark.kind == MarkKind::bullet && !only_bullets_) return false;
    if (!stands_as_number(line, mark, place)) return false;
    if (heading && belongs_to_preamble(mark)) {
      builder_.open_text(line);
      return true;
    }
    if (!place.expected && !begins_second_paragraph(mark)) {
      if (!builder_.report().repairs(line.number, jump_kind(mark, place.last))) return false;
      note_jump(line, mark, place.last, builder_.report());
    }
    levels_.enter(mark, place.depth, around_of(line));
    if (heading) last_heading_ = mark;
    builder_.open_mark(rank::list + static_cast<int>(place.depth), kind_at(place.depth), line,
                       mark);
    if (mark.kind != MarkKind::bullet && mark.variety >= in_brackets) close_bracket();
    if (heading) give_caption();
    entries_.resize(place.depth + 1);
    entries_[place.depth] = read_entry(line, mark, place.depth);
    return true;
  }

  // (1), (2) among the words before 1 are no headings.
  bool belongs_to_preamble(const Mark& mark) const {
    if (last_heading_ || !builder_.has_open() || mark.kind <= MarkKind::dotted) return false;
    const auto upcoming = std::span(marks_).subspan(at_ + 1);
    return Levels::is_closed_by_outer(mark, upcoming);
  }

  // ＜１．目的＞: both brackets belong to the label.
  void close_bracket() {
    Node& node = builder_.top();
    std::u32string words = code_points(node.text);
    node.label += utf8(last_characters(words, 1));
    words.pop_back();
    node.text = utf8(words);
  }

  // I after H, or V after U, is a letter.
  Mark as_written(const Mark& mark) const {
    const Mark letter = as_letter(mark);
    if (!letter) return mark;
    for (auto depth = levels_.size(); depth-- > 0;) {
      const Mark& open = levels_.at(depth);
      if (same_style(open, letter) && follows(open, letter)) return letter;
    }
    return mark;
  }

  Levels::Around around_of(const Line& line) const {
    const bool prominent = line.heading_mark() || line.stands_out();
    return {.indent = line.indent,
            .prominent = prominent,
            .under_title = under_title(),
            .introduced = is_introduced(),
            .upcoming = std::span(marks_).subspan(at_ + 1)};
  }

  // After a 章 the headings may go on counting.
  Levels::Place place_of(const Mark& mark, const Line& line) const {
    const Levels::Around around = around_of(line);
    auto place = levels_.place_of(mark, around);
    if (levels_.empty() && last_heading_ && !place.expected) {
      place.expected = mark.kind == last_heading_.kind && follows(last_heading_, mark);
      place.last = last_heading_.value;
    }
    return place;
  }

  // …は、次のとおりとする。
  bool is_introduced() const {
    if (!builder_.has_open() || !builder_.in_list()) return false;
    const std::string_view text = builder_.top().text;
    constexpr std::array<std::string_view, 4> words{"次の", "次に", "以下の", "下記"};
    const std::string_view end = text.substr(text.size() - std::min(text.size(), lead_bytes_max));
    return std::ranges::any_of(words, [end](auto each) { return end.contains(each); });
  }

  bool under_title() const {
    return !levels_.empty() && entries_.size() == levels_.size() &&
           entries_.back() == Entry::title && is_untouched();
  }

  // A number cites or counts when the sentence before is not over, unless it is the next one.
  bool stands_as_number(const Line& line, const Mark& mark, const Levels::Place& place) const {
    if (line.heading_mark() || mark.kind == MarkKind::bullet) return true;
    const bool torn = is_torn();
    const bool bare = is_bare(mark) && !is_captioned(mark, line.text);
    if (may_cite(line, mark, place) && is_citation(line.text)) return false;
    if (bare && !place.expected && mark.value > place.last + jump_max) return false;
    if (place.expected) return !(torn && begins_with_bracket(line, mark) && bare);
    if (!torn) return !(bare && mark.tight) || !builder_.has_open();
    if (same_list_as_top(place)) return true;
    const View words = View(line.text).substr(mark.rest);
    const bool title = words.size() <= title_length_max && !words.contains(U'。');
    return !mark.tight && !begins_with_bracket(line, mark) && title &&
           (line.blank_before || words_follow() || after_noun());
  }

  // 2 (1) のとおり may cite, but ③ ①及び②の書類 is the third entry of its list.
  bool may_cite(const Line& line, const Mark& mark, const Levels::Place& place) const {
    if (is_bare(mark) || mark.tight || !place.expected) return true;
    return is_torn() && !mark_of(View(line.text).substr(mark.rest));
  }

  // 第3（用語）, 3（用語）: not 第3（用語）の例により, and not 3（１）.
  static bool is_captioned(const Mark& mark, View text) {
    const View words = text.substr(mark.rest);
    const auto group = enclosure_length(words);
    if (group == 0 || mark_of(words) || !is_caption(words.substr(0, group))) return false;
    const View behind = words.substr(group);
    if (behind.empty()) return true;
    const bool cites =
        begins_with_particle(behind) || View(U"、。）)」第").contains(behind.front());
    return mark.kind == MarkKind::ordinal && !cites;
  }

  // 3, 第3, 三 without any sign beside the figure.
  static bool is_bare(const Mark& mark) {
    return (mark.kind == MarkKind::number && mark.variety == 0) || mark.kind == MarkKind::ordinal ||
           mark.kind == MarkKind::kanji_number;
  }

  static bool begins_with_bracket(const Line& line, const Mark& mark) {
    return mark.rest < line.text.size() && View(U"(（、。").contains(line.text[mark.rest]);
  }

  // The words before break off: the sentence goes on in this line.
  bool is_torn() const { return builder_.is_open_ended() && !(at_ > 0 && ends_short(at_ - 1)); }

  // In a text of fixed width, a line that ends early ends what it says.
  bool ends_short(std::size_t at) const {
    return wrapped_ && !is_full(lines_, at) && !asks_for_more(lines_[at].text);
  }

  bool after_noun() const {
    return !entries_.empty() && entries_.back() == Entry::noun &&
           !asks_for_more(tail_of(builder_.top().text, torn_length_min));
  }

  // The entry before belongs to the same list and is a mere noun.
  bool same_list_as_top(const Levels::Place& place) const {
    return place.depth > 0 && place.depth + 1 == entries_.size() && entries_.back() == Entry::noun;
  }

  // 2 after the first paragraph of 第3, which has no number.
  bool begins_second_paragraph(const Mark& mark) const {
    return mark.kind == MarkKind::number && mark.value == 2 && levels_.size() == 1 &&
           levels_.at(0).kind == MarkKind::ordinal;
  }

  bool words_follow() const { return at_ + 1 < lines_.size() && !marks_[at_ + 1]; }

  static NodeKind kind_at(std::size_t depth) {
    if (depth == 0) return NodeKind::heading;
    return depth == 1 ? NodeKind::item : NodeKind::subitem;
  }

  // --- titles
  Entry read_entry(const Line& line, const Mark& mark, std::size_t depth) {
    const Entry before = entries_[depth];
    const View words = View(line.text).substr(mark.rest);
    const bool titled = !builder_.top().caption.empty();  // by a line above it
    if (!titled && is_title(words, mark, depth, before)) {
      builder_.make_title();
      if (is_caption(words)) regulation::give_caption(builder_.top(), words);
      return Entry::title;
    }
    if (depth == 0) part_title(words);
    return words.ends_with(U"。") ? Entry::sentence : Entry::noun;
  }

  // A short line without 。 is the title of what follows; below the first level only when words or
  // a deeper list follow, for entries of a list are short lines, too.
  bool is_title(View words, const Mark& mark, std::size_t depth, Entry before) const {
    if (depth == 0 && is_caption(words) && !mark_of(words)) return true;
    if (words.empty() || words.size() > title_length_max || words.ends_with(U"。")) return false;
    if (words.ends_with(U"、") || is_full(lines_, at_)) return false;
    if (depth == 0) return true;
    if (at_ + 1 >= lines_.size()) return false;
    const Line& line = lines_[at_ + 1];
    const Mark& next = marks_[at_ + 1];
    if (!line.row.empty()) return true;
    if (!next) {
      if (headings_[at_ + 1] != 0 || (before == Entry::noun && !list_goes_on(mark))) return false;
      const bool closing = is_closing_line(at_ + 1) && before != Entry::title;
      return !closing && !title_goes_on(words, line);
    }
    return !same_style(next, mark) && starts(next) && next.kind > MarkKind::number;
  }

  // A sentence and then the next number of the list: what stands over the sentence is its title.
  bool list_goes_on(const Mark& mark) const {
    if (!lines_[at_ + 1].text.ends_with(U"。")) return false;
    const auto upcoming = std::span(marks_).subspan(at_ + 1);
    const auto next = std::ranges::find_if(upcoming, [](const Mark& each) { return bool(each); });
    return next != upcoming.end() && same_style(*next, mark) && follows(mark, *next);
  }

  // 第１（趣旨）この要領は、…。
  bool part_caption(View words) {
    const auto group = enclosure_length(words);
    Node& node = builder_.top();
    const bool parts = group > 2 && group < words.size() && node.caption.empty() &&
                       is_caption(words.substr(0, group)) && words.contains(U'。') &&
                       !is_amendment_note(words.substr(0, group));
    if (!parts) return false;
    regulation::give_caption(node, words.substr(0, group));
    node.text = trimmed(utf8(words.substr(group)));
    return true;
  }

  // 1 目的　この方針は、…。: the title stands on the line of the first sentence.
  void part_title(View words) {
    if (part_caption(words)) return;
    const auto blank = std::ranges::find_if(words, is_blank) - words.begin();
    const View title = words.substr(0, static_cast<std::size_t>(blank));
    const View rest = words.substr(title.size());
    const bool parts = title.size() >= 2 && title.size() <= title_length_max / 2 &&
                       rest.contains(U'。') && !View(title).contains(U'、') &&
                       !asks_for_more(title);
    if (!parts) return;
    Node& node = builder_.top();
    if (!node.caption.empty()) return;
    node.caption = utf8(title);
    node.text = trimmed(utf8(rest));
  }

  // （目的） over 第1 or 1, as over a 条.
  bool caption_follows() const {
    if (at_ + 1 >= lines_.size()) return false;
    const Line& line = lines_[at_ + 1];
    const Mark& mark = marks_[at_ + 1];
    if (!is_list_kind(mark) || mark.kind == MarkKind::bullet) return false;
    const auto place = place_of(mark, line);
    const bool next_point = mark.kind == MarkKind::ordinal && place.expected;
    if (is_torn() && !after_nouns() && !next_point) return false;
    const View words = View(line.text).substr(mark.rest);
    const bool sentence = words.contains(U'。') || words.size() > sentence_length_min;
    const bool alone = words.empty() && mark.kind == MarkKind::ordinal;
    return (sentence || alone) && place.depth == 0;
  }

  void keep_caption(const Line& line) {
    drop_caption();
    caption_ = &line;
  }

  void drop_caption() {
    if (caption_ == nullptr) return;
    const Line& line = *caption_;
    caption_ = nullptr;
    builder_.open_text(line);
  }

  void give_caption() {
    if (caption_ == nullptr) return;
    const View words = caption_->text;
    builder_.report().discard(caption_->number, utf8(caption_->prefix), "見出しの記号");
    builder_.top().caption = utf8(words.substr(1, words.size() - 2));
    builder_.top().enclosure = utf8(words.substr(0, 1)) + utf8(last_characters(words, 1));
    caption_ = nullptr;
  }

  void read_plain_heading(const Line& line, const Mark& written, int level) {
    const auto depth = std::min(static_cast<std::size_t>(std::max(level, 1)) - 1, levels_.size());
    Mark mark{.kind = MarkKind::bullet, .variety = plain_heading_variety - level, .number = {}};
    mark.length = written.length;
    mark.rest = written.rest;
    if (level == beside_numbers) {
      levels_.clear();
    } else {
      levels_.enter(mark, depth, around_of(line));
    }
    builder_.open_mark(rank::list + static_cast<int>(depth), kind_at(depth), line, mark);
    builder_.make_title();
    entries_.assign(levels_.size(), Entry::title);
  }

  // The next number belongs to a list inside the heading that is open, so no heading ends here.
  bool lists_go_on() const {
    const auto end = std::min(marks_.size(), at_ + reach_max);
    for (auto at = at_ + 1; at < end; ++at) {
      if (headings_[at] != 0 || is_division(marks_[at].kind)) return false;
      if (!is_list_kind(marks_[at]) || marks_[at].kind == MarkKind::bullet) continue;
      const Levels::Around around{.indent = lines_[at].indent,
                                  .upcoming = std::span(marks_).subspan(at + 1)};
      const auto place = levels_.place_of(marks_[at], around);
      return place.expected && !place.fresh && place.depth > 0;
    }
    return false;
  }

  // --- words
  bool is_untouched() const {
    if (!builder_.has_open()) return false;
    const Node& top = builder_.top();
    return top.text.empty() && builder_.top_rank() < rank::table && top.children.empty();
  }

  void read_words(const Line& line) {
    drop_caption();
    if (!builder_.has_open()) return open_root(line);
    const bool untouched = is_untouched() && builder_.top_rank() >= rank::list;
    if (untouched && !is_remark(line.text)) return read_first_words(line);
    if (goes_on(line)) return builder_.continue_text(line);
    if (is_closing_line(at_)) return close_with(line);
    if (after_nouns()) builder_.close_from(builder_.top_rank());
    builder_.open_text(line);
  }

  // Below a number that stands alone on its line comes its title, or its words.
  void read_first_words(const Line& line) {
    const bool alone = builder_.top().caption.empty() && !entries_.empty() &&
                       entries_.size() == levels_.size() &&
                       builder_.top_rank() == rank::list + static_cast<int>(entries_.size()) - 1;
    builder_.continue_text(line);
    if (!alone) return;
    const std::size_t depth = entries_.size() - 1;
    if (!is_title(line.text, levels_.at(depth), depth, Entry::none)) {
      entries_.back() = line.text.ends_with(U"。") ? Entry::sentence : Entry::noun;
      return;
    }
    builder_.make_title();
    if (is_caption(line.text)) regulation::give_caption(builder_.top(), line.text);
    builder_.top().breaks.clear();
    entries_.back() = Entry::title;
  }

  // A sentence after a list of nouns belongs to what stands above the list.
  bool after_nouns() const {
    return builder_.in_list() && entries_.size() > 1 && entries_.size() == levels_.size() &&
           entries_.back() == Entry::noun;
  }

  bool goes_on(const Line& line) {
    const Node& top = builder_.top();
    if (top.text.empty() || builder_.top_rank() == rank::table) return false;
    if (line.stands_out() != lines_[at_ - 1].stands_out()) return false;
    if (is_remark(line.text) || marks_[at_].kind == MarkKind::bullet) return false;
    if (is_label(line.text) || is_label(lines_[at_ - 1].text)) return false;
    if (begins_in_sentence(line.text)) return true;
    if (!builder_.is_open_ended() || is_date_line(line.text)) return false;
    if (wrapped_) return !ends_short(at_ - 1);
    const std::u32string words = tail_of(top.text, torn_length_min);
    return after_nouns() ? noun_goes_on(words, line) : true;
  }

  // A noun torn by the end of a page, not one that a paragraph follows.
  static bool noun_goes_on(View words, const Line& line) {
    if (words.ends_with(U"、") || begins_in_sentence(line.text)) return true;
    if (asks_for_more(words)) return true;
    if (words.size() < torn_length_min || begins_paragraph(line.text)) return false;
    return same_script(words.back(), line.text.front()) || !ends_like_entry(words);
  }

  // A title torn by the end of a page goes on with another short line.
  static bool title_goes_on(View words, const Line& line) {
    if (asks_for_more(words) || begins_in_sentence(line.text)) return true;
    return words.size() >= torn_length_min && !View(line.text).contains(U'。') &&
           same_script(words.back(), line.text.front());
  }

  void open_root(const Line& line) {
    if (is_closing_line(at_)) return close_with(line);
    if (levels_.empty() && !last_heading_) {
      builder_.open_mark(rank::root, NodeKind::preamble, line, {}).place.clear();
      return;
    }
    builder_.open_text(line);
    builder_.close_from(rank::root);
  }

  // A date, a name, an address behind the last number.
  bool is_closing_line(std::size_t at) const {
    const View text = lines_[at].text;
    if (text.size() > closing_length_max || text.contains(U'。')) return false;
    if (at <= last_number_ && last_number_ > 0) return false;
    return !continues_paragraph(text);
  }

  // Dates and names after the last sentence stand beside the headings, not below the last one.
  void close_with(const Line& line) {
    builder_.close_from(rank::root);
    builder_.open_text(line);
    builder_.close_from(rank::root);
  }

  std::span<const Line> lines_;
  std::span<const int> headings_;
  bool wrapped_;
  std::vector<Mark> marks_;  // of every line
  std::size_t last_number_ = 0;
  bool only_bullets_ = false;
  Builder builder_;
  Levels levels_;
  std::vector<Entry> entries_;  // the last entry of every open list
  Mark last_heading_;
  const Line* caption_ = nullptr;
  std::size_t at_ = 0;
};

}  // namespace

std::vector<Node> parse_numbered(std::span<const Line> lines, std::span<const int> headings,
                                 std::size_t& used, Report& report) {
  return NumberedStyle(lines, headings, report).parse(used);
}

}  // namespace mamori::regulation
