#include "regulation/front.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "regulation/builder.h"
#include "regulation/markers.h"
#include "regulation/numerals.h"
#include "regulation/repairs.h"

namespace mamori::regulation {
namespace {

using View = std::u32string_view;

constexpr std::size_t title_length_max = 60;
constexpr std::size_t front_lines_max = 16;

View without_parens(View text) {
  const bool whole = text.size() > 2 && paren_length(text) == text.size();
  return whole ? text.substr(1, text.size() - 2) : text;
}

bool is_title_mark(char32_t c) {
  return View(U"○◯〇◎").contains(c);
}

bool names_regulation(View text) {
  constexpr std::array<View, 24> endings{
      U"方針", U"規程",         U"要綱",     U"規則",       U"条例", U"基準", U"要領",   U"規定",
      U"手順", U"ガイドライン", U"ポリシー", U"マニュアル", U"計画", U"指針", U"細則",   U"規約",
      U"憲章", U"宣言",         U"要項",     U"内規",       U"訓令", U"心得", U"手順書", U"綱領"};
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
  const bool marked = is_title_mark(line.text.front()) && line.text.size() > 3;
  const View bare = View(line.text).substr(marked ? 1 : 0);
  return marked || names_regulation(bare) || (bare.ends_with(U"(案)") || bare.ends_with(U"（案）"));
}

// 目次, 第1章, 第1条, 1 …: where a text begins to be numbered.
bool begins_numbering(const Line& line) {
  const Mark mark = mark_of(line.text);
  if (mark.kind == MarkKind::contents) return true;
  const bool numbered = is_division(mark.kind) || mark.kind == MarkKind::article ||
                        mark.kind == MarkKind::ordinal || mark.kind == MarkKind::number ||
                        mark.kind == MarkKind::roman;
  return numbered && mark.value == 1 && mark.branch_of == 0 && !line.list_mark() &&
         !is_reference(mark, line.text) && !is_counted(mark, line.text);
}

bool is_structure(const Line& line, const Line* next) {
  const Mark mark = mark_of_line(line);
  if (mark && mark.kind != MarkKind::bullet) {
    return !is_reference(mark, line.text) && !is_counted(mark, line.text);
  }
  const bool captioned = is_caption(line.text) && next != nullptr;
  return captioned && mark_of_line(*next).kind == MarkKind::article;
}

bool new_document_at(std::span<const Line> lines, std::size_t at) {
  if (!reads_like_title(lines[at])) return false;
  const auto end = std::min(lines.size(), at + front_lines_max);
  for (auto next = at + 1; next < end; ++next) {
    if (begins_numbering(lines[next])) return true;
    const Line* after = next + 1 < lines.size() ? &lines[next + 1] : nullptr;
    if (is_structure(lines[next], after)) {
      const bool captioned = is_caption(lines[next].text) && !mark_of(lines[next].text);
      return captioned && begins_numbering(*after);
    }
    if (next > at + 1 && reads_like_title(lines[next]) && lines[next].blank_before) return false;
  }
  return false;
}

void take_title(const Line& line, Front& front, Report& report) {
  View text = line.text;
  if (!line.prefix.empty()) report.discard(line.number, utf8(line.prefix), "表題の記号");
  if (is_title_mark(text.front())) {
    report.discard(line.number, 1, "表題の記号");
    text.remove_prefix(1);
  }
  front.title = trimmed(utf8(text));
}

// The length of a date at the beginning: 令和3年8月1日; 0 when there is none.
std::size_t date_length(View text) {
  constexpr std::array<View, 6> eras{U"令和", U"平成", U"昭和", U"大正", U"明治", U"西暦"};
  std::size_t at = 0;
  for (const View era : eras) {
    if (text.starts_with(era)) at = era.size();
  }
  const bool era = at > 0;
  for (const char32_t unit : View(U"年月日")) {
    while (at < text.size() && is_blank(text[at])) ++at;
    auto length = numeral_at(text, at);
    if (!length && unit == U'年' && text.substr(at).starts_with(U"元")) length = Numeral{1, 1};
    if (!length || (unit == U'年' && !era && length->value < 1900)) return 0;
    at += length->length;
    while (at < text.size() && is_blank(text[at])) ++at;
    if (at >= text.size() || text[at] != unit) return 0;
    ++at;
  }
  return at;
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
  if (length > 0 ? !front.date.empty() : !numbered) return false;
  if (length > 0 && !rest.empty() && !numbered && !is_date_line(line.text)) return false;
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

}  // namespace

bool is_date_line(View line) {
  const View text = without_parens(line);
  const auto length = date_length(text);
  if (length == 0) return false;
  const std::string rest = trimmed(utf8(text.substr(length)));
  constexpr std::array<std::string_view, 12> uses{"",     "制定",     "施行",     "適用",
                                                  "改正", "一部改正", "全部改正", "公布",
                                                  "改定", "策定",     "決定",     "廃止"};
  return std::ranges::find(uses, rest) != uses.end();
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
  std::vector<Range> documents;
  std::size_t begin = 0;
  bool numbered = false;  // the document has begun
  for (std::size_t at = 0; at < lines.size(); ++at) {
    if (numbered && new_document_at(lines, at)) {
      documents.push_back({begin, at});
      begin = at;
      numbered = false;
    }
    numbered = numbered || begins_numbering(lines[at]);
  }
  if (begin < lines.size()) documents.push_back({begin, lines.size()});
  return documents;
}

Front read_front(std::span<const Line> lines, Report& report) {
  Front front;
  for (std::size_t at = 0; at < lines.size(); ++at) {
    const Line& line = lines[at];
    const Line* next = at + 1 < lines.size() ? &lines[at + 1] : nullptr;
    const bool titled = may_be_title(line) && front.title.empty();
    const bool first = at == 0 && !is_caption(line.text);
    if (titled && (first || reads_like_title(line))) {
      take_title(line, front, report);
    } else if (is_structure(line, next) || !line.row.empty() || View(line.text).contains(U'。')) {
      break;
    } else if (!take_date_or_number(line, front, report)) {
      note_line(line, front);
    }
    front.used = at + 1;
  }
  return front;
}

}  // namespace mamori::regulation
