#include "regulation/plain_headings.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "base/text.h"
#include "regulation/builder.h"
#include "regulation/contents.h"
#include "regulation/front.h"
#include "regulation/levels.h"
#include "regulation/repairs.h"

namespace mamori::regulation {
namespace {

using View = std::u32string_view;

constexpr std::size_t heading_length_max = 32;
constexpr std::size_t title_lines_max = 6;

// How a heading is set off, the surest first.
enum class Look { drawn, underlined, bold, bracketed, bulleted, captioned, plain };

struct Candidate {
  std::size_t at = 0;
  Look look = Look::plain;
  char32_t sign = 0;  // 【 or ■
  int depth = 1;      // of ##
};

bool is_short(View text) {
  if (text.empty() || text.size() > heading_length_max) return false;
  return !text.contains(U'。') && !View(U"、，：:").contains(text.back());
}

bool is_enclosed(View text) {
  constexpr View openings = U"【〔《＜<［[「『";
  constexpr View closings = U"】〕》＞>］]」』";
  const auto form = text.size() < 3 ? View::npos : openings.find(text.front());
  return form != View::npos && text.find(closings[form]) == text.size() - 1;
}

bool is_number(const Mark& mark) {
  return mark.kind >= MarkKind::ordinal && mark.kind != MarkKind::bullet;
}

bool is_words(const Line& line) {
  return line.row.empty() && !mark_of_line(line) && !line.heading_mark() && !is_ruled_line(line);
}

bool is_sentence(const Line& line) {
  return is_words(line) && (line.text.back() == U'。' || line.text.size() > heading_length_max);
}

// 電話, 市長, 〒 …: lines of an address or a signature.
bool belongs_to_signature(View text) {
  constexpr std::array<View, 14> words{U"電話",   U"TEL",  U"Tel",  U"ＴＥＬ", U"FAX",
                                       U"ＦＡＸ", U"〒",   U"住所", U"E-mail", U"Mail",
                                       U"担当",   U"所在", U"以上", U"記"};
  constexpr std::array<View, 9> offices{U"市長",   U"町長", U"村長", U"理事長", U"議長",
                                        U"管理者", U"会長", U"組合", U"連合"};
  const auto begins = [text](View each) { return text.starts_with(each); };
  const auto ends = [text](View each) { return text.ends_with(each); };
  return std::ranges::any_of(words, begins) || std::ranges::any_of(offices, ends);
}

class PlainHeadings {
 public:
  explicit PlainHeadings(std::span<const Line> lines) : lines_(lines) {
    find_title();
    for (std::size_t at = 0; at < lines.size(); ++at) {
      at += contents_length(lines.subspan(at));
      if (at < lines.size()) collect(at);
    }
  }

  // 総則, はじめに over words in front of the first number.
  void add_opening(std::vector<int>& levels) const {
    constexpr std::array<View, 14> names{U"総則", U"総論",      U"はじめに",       U"序",
                                         U"序文", U"序章",      U"まえがき",       U"趣旨",
                                         U"目的", U"基本理念",  U"基本的な考え方", U"概要",
                                         U"背景", U"策定の趣旨"};
    if (numbers_.empty() || !starts(numbers_.front().mark)) return;
    for (auto at = title_ + 1; at + 1 < numbers_.front().at; ++at) {
      const View text = lines_[at].text;
      std::u32string word;
      for (const char32_t c : text) {
        if (!is_blank(c)) word.push_back(c);
      }
      const bool preface = text.size() > 2 && text.front() == U'序' && is_blank(text[1]);
      if (!preface && std::ranges::find(names, View(word)) == names.end()) continue;
      if (is_sentence(lines_[at + 1])) levels[at] = beside_numbers;
    }
  }

  // おわりに over words behind the last number.
  void add_closing(std::vector<int>& levels) const {
    constexpr std::array<View, 6> names{U"おわりに", U"終わりに", U"むすび",
                                        U"結び",     U"あとがき", U"終章"};
    if (numbers_.empty()) return;
    for (auto at = numbers_.back().at + 1; at + 1 < lines_.size(); ++at) {
      const bool named = std::ranges::find(names, View(lines_[at].text)) != names.end();
      if (named && is_sentence(lines_[at + 1])) levels[at] = beside_numbers;
    }
  }

  std::vector<int> levels() const {
    std::vector<int> levels(lines_.size());
    std::vector<Candidate> kinds = kinds_;
    std::ranges::sort(kinds, {},
                      [](const Candidate& each) { return std::pair(each.look, each.at); });
    for (const Candidate& kind : kinds) {
      const std::vector<Candidate> found = of_kind(kind);
      if (!make_headings(found)) continue;
      const int top = std::ranges::min(found, {}, &Candidate::depth).depth;
      for (const Candidate& each : found) levels[each.at] = each.depth - top + 1;
      return levels;
    }
    add_opening(levels);
    add_closing(levels);
    return levels;
  }

 private:
  // The names of the text stand above its first sentence.
  void find_title() {
    for (std::size_t at = 0; at < std::min(lines_.size(), title_lines_max); ++at) {
      if (View(lines_[at].text).contains(U'。')) return;
      const bool first = title_ == 0 && !is_title_line(lines_[0]);
      const bool named = is_title_line(lines_[at]) && !View(lines_[at].text).ends_with(U"について");
      if (named || (first && is_title_line(lines_[at]))) title_ = at;
    }
  }

  void collect(std::size_t at) {
    const Line& line = lines_[at];
    const Mark mark = mark_of_line(line);
    if (is_number(mark) && !is_counted(mark, line.text)) {
      if (!top_ && starts(mark)) top_ = mark;
      if (top_ && same_style(*top_, mark)) numbers_.push_back({at, mark});
    }
    const auto candidate = candidate_at(at, mark);
    if (!candidate) return;
    const auto same = [&](const Candidate& each) {
      return each.look == candidate->look && each.sign == candidate->sign;
    };
    if (std::ranges::none_of(kinds_, same) && kinds_.size() < 16) kinds_.push_back(*candidate);
    candidates_.push_back(*candidate);
  }

  std::optional<Candidate> candidate_at(std::size_t at, const Mark& mark) const {
    const Line& line = lines_[at];
    if (!line.row.empty() || !is_short(line.text)) return {};
    if (is_date_line(line.text) || is_number_line(line.text)) return {};
    if (is_amendment_note(line.text)) return {};
    if (mark && mark.kind != MarkKind::bullet) return {};
    if (at == 0 || at <= title_) return {};
    const Line* next = at + 1 < lines_.size() ? &lines_[at + 1] : nullptr;
    if (line.heading_mark()) {
      return Candidate{at, Look::drawn, 0, static_cast<int>(line.prefix.size())};
    }
    if (line.hints.heading_level > 0) {
      return Candidate{at, Look::drawn, 0, line.hints.heading_level};
    }
    if (next == nullptr || is_ruled_line(line)) return {};
    if (is_ruled_line(*next) && !mark) return Candidate{at, Look::underlined};
    if (line.hints.bold && !mark) return Candidate{at, Look::bold};
    if (is_enclosed(line.text)) return Candidate{at, Look::bracketed, line.text.front()};
    if (mark) return bulleted(at, mark, *next);
    if (is_caption(line.text) && is_words(*next)) return Candidate{at, Look::captioned};
    const bool before = is_finished(utf8(lines_[at - 1].text)) || line.blank_before;
    if (!before || belongs_to_signature(line.text) || !is_sentence(*next)) return {};
    return Candidate{at, Look::plain};
  }

  // ■ 目的 over words; an entry of a list has another entry below it.
  std::optional<Candidate> bulleted(std::size_t at, const Mark& mark, const Line& next) const {
    const Line& line = lines_[at];
    const bool sign = View(U"■◆●◎□◇▼★○◯▶►").contains(line.text.front());
    if (line.list_mark() || !sign) return {};
    const Mark below = mark_of_line(next);
    if (below && same_style(below, mark)) return {};
    return Candidate{at, Look::bulleted, line.text.front()};
  }

  std::vector<Candidate> of_kind(const Candidate& kind) const {
    std::vector<Candidate> found;
    for (const Candidate& each : candidates_) {
      if (each.look == kind.look && each.sign == kind.sign) found.push_back(each);
    }
    return found;
  }

  bool make_headings(const std::vector<Candidate>& found) const {
    const bool sure = found.front().look <= Look::bold;
    if (found.size() < (sure ? 1U : 2U)) return false;
    if (numbers_.empty()) return true;
    if (found.front().at > numbers_.front().at) return false;
    return numbers_begin_anew(found);
  }

  // Below each of them the numbers begin anew, or below several of them there are none.
  bool numbers_begin_anew(const std::vector<Candidate>& found) const {
    int anew = 0;
    int without = 0;
    auto number = numbers_.begin();
    for (std::size_t each = 0; each < found.size(); ++each) {
      const auto end = each + 1 < found.size() ? found[each + 1].at : lines_.size();
      const auto first = number;
      while (number != numbers_.end() && number->at < end) ++number;
      if (first == number) {
        ++without;
      } else if (!starts(first->mark)) {
        return false;
      } else {
        ++anew;
      }
    }
    return anew >= 2 || (without >= 2 && found.front().look != Look::plain);
  }

  struct Number {
    std::size_t at = 0;
    Mark mark;
  };

  std::span<const Line> lines_;
  std::size_t title_ = 0;
  std::vector<Candidate> candidates_;
  std::vector<Candidate> kinds_;  // the first of each look and sign
  std::optional<Mark> top_;       // the first number of the text
  std::vector<Number> numbers_;   // those that look like it
};

}  // namespace

bool is_ruled_line(const Line& line) {
  const View text = line.text;
  if (text.size() < 3 || !line.row.empty()) return false;
  return text.find_first_not_of(U"-=─━＝―—＿_*＊~…‥・") == View::npos;
}

std::vector<int> plain_headings(std::span<const Line> lines) {
  if (lines.empty()) return {};
  return PlainHeadings(lines).levels();
}

}  // namespace mamori::regulation
