#include "regulation/run_on_lines.h"

#include <algorithm>
#include <array>
#include <string>

#include "base/text.h"
#include "regulation/builder.h"
#include "regulation/marker_parts.h"

namespace mamori::regulation {
namespace {

using View = std::u32string_view;

constexpr std::size_t looked_at = 100;  // for a caption and the mark behind it
constexpr std::size_t lead_length_max = 120;
constexpr std::size_t title_length_max = 60;

View trimmed_end(View text) {
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

bool is_full_width_figure(char32_t c) {
  return c >= U'０' && c <= U'９';
}

bool ends_sentence(View text) {
  if (text.ends_with(U'。')) return true;
  return text.size() > 1 && View(U"」』").contains(text.back()) && text[text.size() - 2] == U'。';
}

// Nothing of the provision before is still to come.
bool is_over(View text) {
  return ends_sentence(text) || text.ends_with(U"削除") || amendment_note_at_end(text) > 0;
}

bool introduces_list(View text) {
  constexpr std::array<View, 5> words{U"次の", U"次に", U"各号", U"以下の", U"下記"};
  return std::ranges::any_of(words, [text](View each) { return text.contains(each); });
}

bool is_list_kind(MarkKind kind) {
  return kind == MarkKind::paren_number || kind == MarkKind::half_paren ||
         kind == MarkKind::kanji_number || kind == MarkKind::circled || kind == MarkKind::kana ||
         kind == MarkKind::paren_kana;
}

// Follows the text, and tells where inside a line the next provision begins.
class RunOn {
 public:
  // Where the pieces of the line behind the first begin.
  std::vector<std::size_t> seams_of(View text) {
    std::vector<std::size_t> seams;
    piece_ = 0;
    auto at = begin_piece(text);
    for (int depth = 0; at < text.size(); ++at) {
      if (depth == 0 && may_begin(text, at) && begins_provision(text, at)) {
        seams.push_back(at);
        piece_ = at;
        at += begin_piece(text.substr(at));
      }
      if (at < text.size()) depth = std::max(0, depth + bracket(text[at]));
    }
    lead_ += text.substr(std::min(piece_, text.size()));
    lead_.erase(0, lead_.size() - std::min(lead_.size(), lead_length_max));
    return seams;
  }

 private:
  static int bracket(char32_t c) {
    if (View(U"(（「『【〔").contains(c)) return 1;
    return View(U")）」』】〕").contains(c) ? -1 : 0;
  }

  // A word begins there: behind a blank or behind what may end a sentence.
  static bool may_begin(View text, std::size_t at) {
    if (at == 0 || is_blank(text[at])) return false;
    return is_blank(text[at - 1]) || View(U"。」』)）〕】").contains(text[at - 1]);
  }

  // The caption at the beginning with the blanks behind it, 0 when there is none.
  static std::size_t caption_length(View text) {
    if (mark_of(text) || is_amendment_note(text.substr(0, enclosure_length(text)))) return 0;
    const auto group = enclosure_length(text);
    if (group == 0 || !is_caption(text.substr(0, group))) return 0;
    return skip_blanks(text, group);
  }

  // Takes over what the piece begins with; the length of that.
  std::size_t begin_piece(View text) {
    text = text.substr(0, looked_at);
    const auto caption = caption_length(text);
    const View words = text.substr(caption);
    const Mark mark = mark_of(words);
    if (!mark || is_reference(mark, words) || is_counted(mark, words)) return 0;
    enter(mark);
    return caption + mark.length;
  }

  void enter(const Mark& mark) {
    lead_.clear();
    if (is_division(mark.kind)) divisions_.at(step_of(mark)) = mark;
    if (mark.kind == MarkKind::article) {
      article_ = mark;
      in_appendix_ = false;
      begin_block(1);
    } else if (mark.kind == MarkKind::supplementary || mark.kind == MarkKind::appendix) {
      in_supplementary_ = mark.kind == MarkKind::supplementary;
      in_appendix_ = mark.kind == MarkKind::appendix;
      if (in_supplementary_) article_ = {};
      begin_block(0);
    } else if (mark.kind == MarkKind::number && mark.value == paragraph_ + 1) {
      begin_block(mark.value);
    } else if (is_list_kind(mark.kind)) {
      list_.enter(mark, list_.position_of(mark).depth);
    }
  }

  void begin_block(int paragraph) {
    paragraph_ = paragraph;
    list_.clear();
  }

  static std::size_t step_of(const Mark& mark) {
    return static_cast<std::size_t>(mark.kind) - static_cast<std::size_t>(MarkKind::part);
  }

  bool begins_provision(View text, std::size_t at) const {
    const View before = trimmed_end(text.substr(piece_, at - piece_));
    const View after = text.substr(at, looked_at);
    const bool parted = is_blank(text[at - 1]);
    const auto caption = caption_length(after);
    const View words = after.substr(caption);
    const Mark mark = mark_of(words);
    if (!mark || begins_with_particle(words.substr(mark.rest))) return false;
    const bool heading = parted && is_heading(before) && text.find(U'。', at) != View::npos;
    if (mark.kind == MarkKind::article) {
      return begins_article(mark, words, caption > 0) && (heading || is_over(before));
    }
    if (mark.kind == MarkKind::number) {
      return begins_paragraph(mark, words, caption > 0) && is_over(before);
    }
    if (caption > 0) return false;
    if (is_division(mark.kind)) {
      return parted && !mark.tight && begins_division(mark) && (heading || is_over(before));
    }
    if (mark.kind == MarkKind::supplementary) {
      const bool apart = !mark.tight || opens(words[mark.rest]);
      return parted && apart && (article_ || in_supplementary_) && is_over(before);
    }
    return is_list_kind(mark.kind) && begins_entry(mark, before) && (parted || is_over(before));
  }

  bool begins_article(const Mark& mark, View words, bool captioned) const {
    if (is_reference(mark, words)) return false;
    const bool apart = captioned || !mark.tight || opens_enclosure(words.substr(mark.rest));
    return apart && (article_ ? follows(article_, mark) : mark.value == 1 && mark.branch_of == 0);
  }

  // 第1章 総則, 附則, or the title of the text: 第1条 may stand behind it.
  bool is_heading(View before) const {
    const MarkKind kind = mark_of(before).kind;
    const bool may_be = is_division(kind) || (!article_ && kind != MarkKind::contents);
    return may_be && before.size() <= title_length_max &&
           before.find_first_of(U"。、") == View::npos;
  }

  bool begins_paragraph(const Mark& mark, View words, bool captioned) const {
    if (in_appendix_ || !(article_ || in_supplementary_)) return false;
    if (captioned && !in_supplementary_) return false;
    if (mark.branch_of != 0 || mark.value != paragraph_ + 1) return false;
    if (is_counted(mark, words) || is_citation(words)) return false;
    const bool bracket = mark.rest < words.size() && View(U"(（、。").contains(words[mark.rest]);
    return !mark.tight || (is_full_width_figure(words.front()) && !bracket);
  }

  bool begins_division(const Mark& mark) const {
    const Mark& last = divisions_.at(step_of(mark));
    return mark.value == 1 || !last || follows(last, mark);
  }

  bool begins_entry(const Mark& mark, View before) const {
    if (in_appendix_ || !(article_ || in_supplementary_)) return false;
    const bool sign = mark.kind == MarkKind::paren_number || mark.kind == MarkKind::circled;
    if (mark.tight && !sign) return false;  // 一定の, アクセス
    const auto position = list_.position_of(mark);
    if (!position.expected) return false;
    if (position.known_style) return true;
    const auto from = before.size() - std::min(before.size(), lead_length_max);
    return introduces_list(before.substr(from)) || introduces_list(lead_);
  }

  std::array<Mark, 5> divisions_;  // the last of each kind
  Mark article_;                   // the last one
  int paragraph_ = 0;              // the number of the last one
  Outline list_;
  std::u32string lead_;    // the end of the words since the last mark, of the lines before
  std::size_t piece_ = 0;  // where the present one begins
  bool in_supplementary_ = false;
  bool in_appendix_ = false;
};

// 第1章, 附則 or 目次 parted from the words before it.
bool begins_listed(View text, std::size_t at) {
  if (at > 0 && !is_blank(text[at - 1]) && !View(U")）").contains(text[at - 1])) return false;
  const View words = text.substr(at);
  if (words.starts_with(U"目次") || words.starts_with(U"附則")) {
    return words.size() == 2 || is_blank(words[2]) || opens(words[2]);
  }
  if (!words.starts_with(U'第')) return false;
  const Mark mark = mark_of(words.substr(0, looked_at));
  return is_division(mark.kind) && !mark.tight && !is_reference(mark, words);
}

// A whole 目次 on one line, perhaps behind the title: where its entries begin.
std::vector<std::size_t> seams_of_contents(View text) {
  if (text.contains(U'。')) return {};
  std::vector<std::size_t> seams;
  int divisions = 0;
  int depth = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (depth == 0 && begins_listed(text, at)) {
      if (at > 0) seams.push_back(at);
      if (text[at] == U'第') ++divisions;
    }
    depth = std::max(0, depth + (opens(text[at]) ? 1 : closes(text[at]) ? -1 : 0));
  }
  return divisions >= 2 ? seams : std::vector<std::size_t>{};
}

std::vector<Line> pieces_of(const Line& line, const std::vector<std::size_t>& seams) {
  std::vector<Line> pieces;
  std::size_t begin = 0;
  for (std::size_t each = 0; each <= seams.size(); ++each) {
    const auto end = each < seams.size() ? seams[each] : line.text.size();
    Line piece{.number = line.number, .before = Reach::part};
    if (each == 0) piece = line;
    piece.text = trimmed_end(View(line.text).substr(begin, end - begin));
    pieces.push_back(std::move(piece));
    begin = end;
  }
  return pieces;
}

void note_split(const std::vector<Line>& pieces, Report& report) {
  constexpr std::size_t shown_max = 5;
  constexpr std::size_t shown_length = 10;
  std::string beginnings;
  for (std::size_t at = 0; at < std::min(pieces.size(), shown_max); ++at) {
    if (at > 0) beginnings += "⏎";
    beginnings += utf8(View(pieces[at].text).substr(0, shown_length)) + "…";
  }
  report.note(pieces.front().number, "line_split",
              "1行に続けて書かれた条・項・号を、" + std::to_string(pieces.size()) +
                  "行に分けて読みました。",
              utf8(View(pieces.front().text).substr(0, shown_length)) + "…", beginnings);
}

}  // namespace

void split_run_on_lines(std::vector<Line>& lines, Report& report) {
  std::vector<Line> split;
  split.reserve(lines.size());
  RunOn run_on;
  for (Line& line : lines) {
    const bool words = line.row.empty();
    auto seams = words ? seams_of_contents(line.text) : std::vector<std::size_t>{};
    if (words && seams.empty()) seams = run_on.seams_of(line.text);
    if (seams.empty() || !report.repairs(line.number, "line_split")) {
      split.push_back(std::move(line));
      continue;
    }
    std::vector<Line> pieces = pieces_of(line, seams);
    note_split(pieces, report);
    std::ranges::move(pieces, std::back_inserter(split));
  }
  lines = std::move(split);
}

}  // namespace mamori::regulation
