#include "regulation/front.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "regulation/builder.h"
#include "regulation/captions.h"
#include "regulation/contents.h"
#include "regulation/divisions.h"
#include "regulation/markers.h"
#include "regulation/numerals.h"
#include "regulation/plain_headings.h"
#include "regulation/repairs.h"

namespace mamori::regulation {
namespace {

using View = std::u32string_view;

constexpr std::size_t title_length_max = 60;
constexpr std::size_t front_lines_max = 16;
constexpr std::size_t sentence_length_min = 30;  // of a line that is no mere name
constexpr std::size_t contents_lines_max = 120;  // how far down a 目次 may begin

View without_parens(View text) {
  const bool whole = text.size() > 2 && paren_length(text) == text.size();
  return whole ? text.substr(1, text.size() - 2) : text;
}

bool is_title_mark(char32_t c) {
  return View(U"○◯〇◎").contains(c);
}

// …(案), …（令和3年告示第5号）: what may stand behind a name.
View without_last_parens(View text) {
  if (text.empty() || !View(U")）").contains(text.back())) return text;
  const auto open = text.find_last_of(U"(（");
  if (open == View::npos || open == 0) return text;
  text = text.substr(0, open);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

bool names_regulation(View text) {
  constexpr std::array<View, 31> endings{
      U"方針", U"規程",   U"要綱",         U"規則",     U"条例",       U"基準",     U"要領",
      U"規定", U"手順",   U"ガイドライン", U"ポリシー", U"マニュアル", U"計画",     U"指針",
      U"細則", U"規約",   U"憲章",         U"宣言",     U"要項",       U"内規",     U"訓令",
      U"心得", U"手順書", U"綱領",         U"について", U"遵守事項",   U"特記事項", U"取扱い",
      U"手引", U"手引き", U"宣言書"};
  const View name = without_last_parens(text);
  return std::ranges::any_of(endings, [name](View each) { return name.ends_with(each); });
}

// みもり市, みもり広域連合: the name of a body alone on its line.
bool names_body(View text) {
  constexpr std::array<View, 14> endings{U"市",   U"町",     U"村", U"県", U"区",
                                         U"組合", U"連合",   U"会", U"局", U"委員会",
                                         U"議会", U"企業団", U"都", U"府"};
  if (text.size() > 24 || names_regulation(text)) return false;
  return std::ranges::any_of(endings, [text](View each) { return text.ends_with(each); });
}

bool may_be_title(const Line& line) {
  const View text = line.text;
  if (text.size() > title_length_max || text.contains(U'。') || !line.row.empty()) return false;
  if (line.list_mark() || is_date_line(text) || is_number_line(text)) return false;
  const MarkKind kind = mark_of(text).kind;
  return kind == MarkKind::none || (kind == MarkKind::bullet && is_title_mark(text.front()));
}

bool reads_like_title(const Line& line) {
  if (!may_be_title(line) || is_caption(line.text)) return false;
  const bool sign = is_title_mark(line.text.front()) && line.text.size() > 3;
  const View bare = View(line.text).substr(sign ? 1 : 0);
  const bool marked = sign && !is_blank(bare.front());  // ○ 庭の手入れ is an entry of a list
  return marked || names_regulation(bare) || (bare.ends_with(U"(案)") || bare.ends_with(U"（案）"));
}

bool is_number(const Line& line, const Mark& mark) {
  return mark && !is_reference(mark, line.text) && !is_counted(mark, line.text) &&
         !begins_with_date(View(line.text).substr(mark.rest));
}

// 目次, 第1章, 第1条, 1 …: where a text begins to be numbered.
bool begins_numbering(const Line& line) {
  const Mark mark = mark_of(line.text);
  if (mark.kind == MarkKind::contents) return true;
  const bool numbered = is_division(mark.kind) || mark.kind == MarkKind::article ||
                        mark.kind == MarkKind::ordinal || mark.kind == MarkKind::number ||
                        mark.kind == MarkKind::roman || mark.kind == MarkKind::kanji_number;
  return numbered && mark.value == 1 && mark.branch_of == 0 && !line.list_mark() &&
         is_number(line, mark);
}

bool is_structure(const Line& line, const Line* next) {
  const Mark mark = mark_of_line(line);
  if (mark.kind == MarkKind::appendix && mark.rest == line.text.size()) {
    return next == nullptr || !is_title_line(*next);
  }
  if (mark && mark.kind != MarkKind::bullet) return is_number(line, mark);
  if (!is_caption(line.text) || next == nullptr) return false;
  const Mark below = mark_of_line(*next);
  const bool point = below.kind == MarkKind::ordinal || below.kind == MarkKind::number;
  const bool sentence = View(next->text).contains(U'。') || next->text.size() > sentence_length_min;
  return below.kind == MarkKind::article || (point && starts(below) && sentence);
}

// 目的 without brackets over 第1条.
bool stands_above(const Line& line, const Line* next) {
  return next != nullptr && mark_of(next->text).kind == MarkKind::article &&
         is_bare_title(line.text) && !is_date_line(line.text) && !is_number_line(line.text);
}

// The text that begins under the title: a number 1 or a 目次 before any other number.
bool numbering_follows(std::span<const Line> lines, std::size_t at) {
  const auto end = std::min(lines.size(), at + front_lines_max);
  for (auto next = at + 1; next < end; ++next) {
    if (begins_numbering(lines[next])) return true;
    const Line* after = next + 1 < lines.size() ? &lines[next + 1] : nullptr;
    if (is_structure(lines[next], after)) {
      const bool captioned = is_caption(lines[next].text) && !mark_of(lines[next].text);
      return captioned && begins_numbering(*after);
    }
    if (next > at + 1 && is_title_line(lines[next]) && lines[next].blank_before) return false;
  }
  return false;
}

View bare_title(const Line& line) {
  const View text = line.text;
  return is_title_mark(text.front()) ? text.substr(1) : text;
}

// Two texts of one body: their titles begin alike.
bool begin_alike(View a, View b) {
  constexpr std::size_t alike_min = 3;
  const auto length = std::ranges::mismatch(a, b).in1 - a.begin();
  return static_cast<std::size_t>(length) >= alike_min;
}

// Finds where one text of a file ends and the next begins.
class Splitter {
 public:
  explicit Splitter(std::span<const Line> lines) : lines_(lines) {}

  std::vector<Range> split() {
    for (std::size_t at = 0; at < lines_.size(); ++at) {
      if ((numbered_ || spoken_) && new_text_at(at)) begin_text(at);
      const Mark mark = mark_of(lines_[at].text);
      if (mark.kind == MarkKind::contents) {
        at += std::max<std::size_t>(contents_length(lines_.subspan(at)), 1) - 1;
        continue;
      }
      appended_ = appended_ || mark.kind == MarkKind::appendix;
      numbered_ = numbered_ || begins_numbering(lines_[at]);
      spoken_ = spoken_ || View(lines_[at].text).contains(U'。');
      if (title_.empty() && is_title_line(lines_[at])) title_ = bare_title(lines_[at]);
    }
    if (begin_ < lines_.size()) texts_.push_back({begin_, lines_.size()});
    return std::move(texts_);
  }

 private:
  bool new_text_at(std::size_t at) const {
    const Line& line = lines_[at];
    if (!is_title_line(line) || mark_of(lines_[at - 1].text).kind == MarkKind::appendix) {
      return false;
    }
    const bool sign = is_title_mark(line.text.front()) && names_regulation(bare_title(line));
    const bool marked = sign || line.prefix == U"#";
    const bool sister = line.blank_before && begin_alike(title_, bare_title(line));
    if (appended_ && !marked && !sister) return false;
    if (numbered_ && numbering_follows(lines_, at)) return true;
    return (marked || sister) && sentence_follows(at);
  }

  // A text without numbers: words follow the title, and no number that goes on counting.
  bool sentence_follows(std::size_t at) const {
    const auto end = std::min(lines_.size(), at + front_lines_max);
    bool sentence = false;
    for (auto next = at + 1; next < end; ++next) {
      const Mark mark = mark_of_line(lines_[next]);
      if (mark && mark.kind != MarkKind::bullet && is_number(lines_[next], mark)) {
        return sentence && (mark.value == 1 || !numbered_);
      }
      sentence = sentence || View(lines_[next].text).contains(U'。');
    }
    return sentence;
  }

  // A number or （案） on the line before the title belongs to the new text.
  void begin_text(std::size_t at) {
    const View before = lines_[at - 1].text;
    const auto begin = is_number_line(before) || before == U"（案）" ? at - 1 : at;
    texts_.push_back({begin_, begin});
    begin_ = begin;
    numbered_ = spoken_ = appended_ = false;
    title_ = {};
  }

  std::span<const Line> lines_;
  std::vector<Range> texts_;
  std::size_t begin_ = 0;
  View title_;
  bool numbered_ = false;  // the text has begun to be numbered
  bool spoken_ = false;    // it has a sentence
  bool appended_ = false;  // it has come to its forms and tables
};

// The length of a date at the beginning: 令和3年8月1日, 令和3年8月; 0 when there is none.
std::size_t date_length(View text) {
  constexpr std::array<View, 6> eras{U"令和", U"平成", U"昭和", U"大正", U"明治", U"西暦"};
  std::size_t at = 0;
  for (const View era : eras) {
    if (text.starts_with(era)) at = era.size();
  }
  const bool era = at > 0;
  std::size_t end = 0;
  for (const char32_t unit : View(U"年月日")) {
    while (at < text.size() && is_blank(text[at])) ++at;
    auto length = numeral_at(text, at);
    if (!length && unit == U'年' && text.substr(at).starts_with(U"元")) length = Numeral{1, 1};
    if (!length || (unit == U'年' && !era && length->value < 1900)) return end;
    at += length->length;
    while (at < text.size() && is_blank(text[at])) ++at;
    if (at >= text.size() || text[at] != unit) return end;
    ++at;
    if (unit != U'年') end = at;
  }
  return end;
}

constexpr std::array<View, 14> uses_of_dates{U"制定", U"施行", U"適用", U"改正", U"公布",
                                             U"改定", U"策定", U"決定", U"廃止", U"決裁",
                                             U"改訂", U"作成", U"更新", U"公表"};

// 制定日：, 最終改正, 施行期日 before a date; how long that is.
std::size_t use_length(View text) {
  std::size_t at = 0;
  for (const View first : {U"最終", U"一部", U"全部"}) {
    if (text.starts_with(first)) at = 2;
  }
  const auto use = std::ranges::find_if(
      uses_of_dates, [&](View each) { return text.substr(at).starts_with(each); });
  if (use == uses_of_dates.end()) return 0;
  at += use->size();
  for (const View last : {View(U"年月日"), View(U"期日"), View(U"日")}) {
    if (text.substr(at).starts_with(last)) at += last.size();
  }
  while (at < text.size() && (is_blank(text[at]) || View(U":：").contains(text[at]))) ++at;
  return at;
}

bool is_amendment(View text) {
  return text.contains(U"改正") || text.contains(U"改定") || text.contains(U"改訂");
}

void note_line(const Line& line, Front& front) {
  front.notes.push_back({.kind = NodeKind::text,
                         .label = utf8(line.prefix),
                         .text = utf8(line.text),
                         .line = line.number});
}

// A date, a number, or both on one line; false when the front has them already.
bool take_date_or_number(const Line& line, Front& front, Report& report) {
  const View text = without_parens(line.text);
  const auto length = date_length(text);
  const View rest = trimmed(utf8(text.substr(length))).empty() ? View{} : text.substr(length);
  const bool numbered = is_number_line(rest) && front.number.empty();
  const bool dated = length > 0 || is_date_line(line.text);
  if (dated ? !front.date.empty() : !numbered) return false;
  if (dated && !rest.empty() && !numbered && !is_date_line(line.text)) return false;
  if (is_amendment(text)) return false;
  if (numbered) {
    if (length > 0) front.date = trimmed(utf8(text.substr(0, length)));
    front.number = trimmed(utf8(rest));
  } else {
    front.date = trimmed(utf8(text));
  }
  if (text.size() != line.text.size()) report.discard(line.number, 2, "日付や番号の括弧");
  report.discard(line.number, utf8(line.prefix), "見出しの記号");
  return true;
}

// みもり町端末要綱（平成15年5月1日要綱第9号）: what stands behind the name is no part of it.
void part_date_and_number(View& title, const Line& line, Front& front, Report& report) {
  const View name = without_last_parens(title);
  if (name.size() == title.size() || !names_regulation(name)) return;
  Line behind{.number = line.number, .text = std::u32string(title.substr(name.size()))};
  const auto begin = behind.text.find_first_not_of(U" \u3000");
  behind.text.erase(0, begin);
  if (take_date_or_number(behind, front, report)) title = name;
}

void take_title(const Line& line, Front& front, Report& report) {
  View text = line.text;
  if (!line.prefix.empty()) report.discard(line.number, utf8(line.prefix), "表題の記号");
  if (is_title_mark(text.front())) {
    report.discard(line.number, 1, "表題の記号");
    text.remove_prefix(1);
  }
  part_date_and_number(text, line, front, report);
  front.title = trimmed(utf8(text));
}

}  // namespace

bool begins_with_date(View text) {
  return date_length(text) > 0;
}

bool is_title_line(const Line& line) {
  return reads_like_title(line);
}

bool is_date_line(View line) {
  View text = without_parens(line);
  text = text.substr(use_length(text));
  const auto length = date_length(text);
  if (length == 0 || text.size() - length > 16) return false;
  View rest = text.substr(length);
  while (!rest.empty() && is_blank(rest.front())) rest.remove_prefix(1);
  if (rest.empty()) return true;
  return std::ranges::any_of(uses_of_dates, [rest](View each) { return rest.ends_with(each); });
}

bool is_number_line(View line) {
  const View text = without_parens(line);
  if (text.size() > 40 || !text.ends_with(U"号") || text.contains(U'。')) return false;
  const auto ordinal = text.rfind(U'第');
  if (ordinal == View::npos || ordinal == 0) return false;
  auto at = ordinal + 1;
  while (at < text.size() && is_blank(text[at])) ++at;
  const auto numeral = numeral_at(text, at);
  if (!numeral) return false;
  constexpr std::array<View, 14> names{U"条例", U"規則", U"告示", U"訓令", U"要綱",
                                       U"規程", U"訓",   U"公告", U"要領", U"内規",
                                       U"通達", U"甲",   U"乙",   U"規約"};
  View name = text.substr(0, ordinal);
  while (!name.empty() && is_blank(name.back())) name.remove_suffix(1);
  return std::ranges::any_of(names, [name](View each) { return name.ends_with(each); });
}

std::vector<Range> split_documents(std::span<const Line> lines) {
  return Splitter(lines).split();
}

namespace {

// The front of a text: title, date, number and notes up to its first number, heading or sentence;
// where a 目次 follows, everything up to that.
class FrontReader {
 public:
  FrontReader(std::span<const Line> lines, std::span<const int> headings, Report& report)
      : lines_(lines), headings_(headings), report_(report) {}

  Front read() {
    end_ = end_of_front();
    title_ = line_of_title();
    for (; at_ < end_; ++at_) {
      const Line& line = lines_[at_];
      if (at_ == title_) {
        read_title(line);
      } else if (!line.row.empty()) {
        add_row(line);
      } else if (is_ruled_line(line)) {
        report_.discard(line.number, utf8(line.prefix) + utf8(line.text), "罫線");
      } else if (!take_date_or_number(line, front_, report_)) {
        note_line(line, front_);
      }
    }
    front_.used = end_;
    return std::move(front_);
  }

 private:
  const Line* next_of(std::size_t at) const {
    return at + 1 < lines_.size() ? &lines_[at + 1] : nullptr;
  }

  std::size_t end_of_front() const {
    const bool titles_above = habits_of(lines_).title_above_line;
    bool ended = false;
    std::size_t end = 0;
    for (std::size_t at = 0; at < lines_.size() && at < contents_lines_max; ++at) {
      const Line& line = lines_[at];
      if (mark_of(line.text).kind == MarkKind::contents) return at;
      const bool title = may_be_title(line) && (at == 0 || is_title_line(line));
      if (!title && line.row.empty() && is_structure(line, next_of(at))) break;
      ended = ended || (!title && headings_[at] != 0);
      ended = ended || ends_front(line, at) || caption_at(lines_, at, Over::articles) ||
              (titles_above && stands_above(line, next_of(at)));
      if (!ended) end = at + 1;
    }
    return end;
  }

  // みもり市端末規程を次のように定める。: announces the text, and stands before its title.
  static bool announces_text(View text) {
    constexpr std::array<View, 6> endings{U"を次のように定める。",   U"を次のとおり定める。",
                                          U"をここに公布する。",     U"を公布する。",
                                          U"を次のように公布する。", U"を次のように制定する。"};
    return std::ranges::any_of(endings, [text](View each) { return text.ends_with(each); });
  }

  bool ends_front(const Line& line, std::size_t at) const {
    if (announces_text(line.text)) return false;
    if (!line.row.empty()) return !follows_history(at);
    const bool bullet = mark_of_line(line).kind == MarkKind::bullet && !is_title_line(line);
    const Line* next = next_of(at);  // a sentence that goes on in the next line
    const bool torn = next != nullptr && next->before == Reach::full && next->text.ends_with(U'。');
    return View(line.text).contains(U'。') || torn || (bullet && !is_ruled_line(line));
  }

  // A table of versions stands in the front.
  bool follows_history(std::size_t at) const {
    while (at > 0 && !lines_[at].row.empty()) --at;
    const View text = lines_[at].text;
    return text.contains(U"履歴") || text.contains(U"版") || text.contains(U"文書");
  }

  std::size_t line_of_title() const {
    for (std::size_t at = 0; at < end_; ++at) {
      if (is_title_line(lines_[at])) return at;
    }
    const bool first = end_ > 0 && may_be_title(lines_[0]) && !is_caption(lines_[0].text);
    return first ? 0 : lines_.size();
  }

  // みもり市 / 情報セキュリティ基本方針: a title on two lines.
  void read_title(const Line& line) {
    const bool body = at_ > 0 && at_ == front_.notes.size() && at_ == 1 &&
                      names_body(lines_[0].text) &&
                      !View(line.text).starts_with(View(lines_[0].text));
    take_title(line, front_, report_);
    if (!body || is_title_mark(line.text.front())) return;
    front_.title = front_.notes.back().text + front_.title;
    report_.discard(lines_[0].number, utf8(lines_[0].prefix), "表題の記号");
    front_.notes.pop_back();
  }

  void add_row(const Line& line) {
    if (front_.notes.empty() || front_.notes.back().kind != NodeKind::table) {
      front_.notes.push_back(
          {.kind = NodeKind::table, .text = utf8(line.row), .line = line.number});
      return;
    }
    Node& table = front_.notes.back();
    table.text += '\n';
    table.breaks.push_back({static_cast<int>(table.text.size()), line.number});
    table.text += utf8(line.row);
  }

  std::span<const Line> lines_;
  std::span<const int> headings_;
  Report& report_;
  Front front_;
  std::size_t end_ = 0;
  std::size_t title_ = 0;
  std::size_t at_ = 0;
};

}  // namespace

Front read_front(std::span<const Line> lines, std::span<const int> headings, Report& report) {
  return FrontReader(lines, headings, report).read();
}

}  // namespace mamori::regulation
