#include "regulation/page_furniture.h"

#include <algorithm>
#include <map>
#include <optional>

#include "base/text.h"
#include "regulation/markers.h"
#include "regulation/numerals.h"

namespace mamori::regulation {
namespace {

using View = std::u32string_view;

constexpr std::size_t torn_line_length_min = 10;
constexpr std::size_t head_length_max = 50;
constexpr std::size_t head_length_min = 4;
constexpr std::size_t first_lines = 3;  // where the title stands
constexpr int page_indent_min = 20;     // columns in front of a page number

struct PageNumber {
  int value = 0;
  bool certain = false;  // written as one: - 12 -, 12 / 40, P.12, 12ページ
};

std::optional<PageNumber> page_number(View text) {
  const bool dashed = !text.empty() && View(U"-－–—―").contains(text.front());
  const bool lettered = !text.empty() && (text.front() == U'P' || text.front() == U'p');
  if (text.size() > 16) return std::nullopt;
  while (!text.empty() && (View(U"-－–—―Pp.").contains(text.front()) || is_blank(text.front()))) {
    text.remove_prefix(1);
  }
  const auto numeral = text.empty() || !is_digit(text.front()) ? std::nullopt : numeral_at(text, 0);
  if (!numeral) return std::nullopt;
  View rest = trimmed(text.substr(numeral->length));
  if (rest.empty()) return PageNumber{numeral->value, lettered};
  if (rest == U"ページ" || rest == U"頁") return PageNumber{numeral->value, true};
  if (dashed && rest.size() == 1 && View(U"-－–—―").contains(rest.front())) {
    return PageNumber{numeral->value, true};
  }
  if (rest.front() != U'/' && rest.front() != U'／') return std::nullopt;
  rest = trimmed(rest.substr(1));
  const auto total = numeral_at(rest, 0);
  if (!total || total->length != rest.size() || total->value < numeral->value) return std::nullopt;
  return PageNumber{numeral->value, true};
}

bool is_bare_figure(const Line& line) {
  const auto page = page_number(line.text);
  return page && !page->certain && line.prefix.empty();
}

// A sentence breaks off in this line.
bool breaks_off(const Line& line) {
  return line.row.empty() && line.text.size() >= torn_line_length_min &&
         !line.text.ends_with(U'。');
}

bool begins_with_hiragana(const std::vector<Line>& lines, std::size_t at) {
  return at < lines.size() && !lines[at].text.empty() && is_hiragana(lines[at].text.front());
}

// Figures on lines of their own that count 1, 2, 3 and of which one stands in a torn sentence, with
// or without a running head below it.
bool figures_tear_sentences(const std::vector<Line>& lines) {
  int last = 0;
  int found = 0;
  bool torn = false;
  for (std::size_t at = 1; at < lines.size(); ++at) {
    if (!is_bare_figure(lines[at])) continue;
    const int value = page_number(lines[at].text)->value;
    if (found > 0 && value != last + 1) return false;
    const bool goes_on = begins_with_hiragana(lines, at + 1) || begins_with_hiragana(lines, at + 2);
    torn = torn || (breaks_off(lines[at - 1]) && goes_on);
    last = value;
    ++found;
  }
  return found >= 2 && torn;
}

// Figures on lines of their own are page numbers when they rise with much text between them.
bool figures_stand_far_apart(const std::vector<Line>& lines) {
  int found = 0;
  int last_value = 0;
  int last_line = 0;
  for (const Line& line : lines) {
    if (!is_bare_figure(line)) continue;
    const int value = page_number(line.text)->value;
    if (found > 0 && (value <= last_value || line.number - last_line < 15)) return false;
    last_value = value;
    last_line = line.number;
    ++found;
  }
  return found >= 2;
}

// Figures alone in the middle or at the right of their lines that count 1, 2, 3.
bool figures_stand_apart_from_edge(const std::vector<Line>& lines) {
  int last = 0;
  for (const Line& line : lines) {
    if (!is_bare_figure(line) || line.indent < page_indent_min) continue;
    const int value = page_number(line.text)->value;
    if (last > 0 && value != last + 1) return false;
    last = value;
  }
  return last > 0;
}

std::vector<bool> mark_pages(const std::vector<Line>& lines) {
  const bool centred = figures_stand_apart_from_edge(lines);
  const bool bare = figures_stand_far_apart(lines) || figures_tear_sentences(lines);
  std::vector<bool> pages(lines.size());
  for (std::size_t at = 0; at < lines.size(); ++at) {
    View text = lines[at].text;
    std::u32string whole;
    if (lines[at].prefix == U"-") text = whole = U"- " + lines[at].text;  // "- 12 -"
    const auto page = page_number(text);
    const bool apart = centred && lines[at].indent >= page_indent_min;
    pages[at] = page && (page->certain || ((bare || apart) && lines[at].prefix.empty()));
  }
  return pages;
}

bool is_beside_page(const std::vector<bool>& pages, std::size_t at) {
  return (at > 0 && pages[at - 1]) || (at + 1 < pages.size() && pages[at + 1]);
}

// A short line that comes again beside page numbers, three times at least, or always beside them,
// is a running head. The first one is the title unless it stands at a page number, too.
void mark_repeated(const std::vector<Line>& lines, const std::vector<bool>& pages,
                   std::vector<bool>& heads) {
  struct Seen {
    int at_pages = 0;
    std::vector<std::size_t> places;
  };
  std::map<View, Seen> seen;
  for (std::size_t at = 0; at < lines.size(); ++at) {
    const View text = lines[at].text;
    const bool words = lines[at].row.empty() && !pages[at];
    if (!words || text.size() > head_length_max || text.contains(U'。')) continue;
    Seen& entry = seen[text];
    entry.places.push_back(at);
    if (is_beside_page(pages, at)) ++entry.at_pages;
  }
  for (const auto& [text, entry] : seen) {
    const bool always = entry.at_pages == static_cast<int>(entry.places.size());
    if (entry.at_pages < 2 || (entry.places.size() < 3 && !always)) continue;
    const bool title =
        entry.places.front() < first_lines || !is_beside_page(pages, entry.places[0]);
    for (std::size_t index = title ? 1 : 0; index < entry.places.size(); ++index) {
      heads[entry.places[index]] = true;
    }
  }
}

View without_ornament(View text) {
  while (!text.empty() && View(U"○◎●◯〇").contains(text.front())) text = text.substr(1);
  return trimmed(text);
}

// みもり市鐘の規程 3, みもり市鐘の規程 - 3 -: the words before the number of the page.
View without_page_number(View text) {
  const auto blank = text.find_last_not_of(U"0123456789０１２３４５６７８９-－ \u3000");
  const View words = trimmed(text.substr(0, blank == View::npos ? 0 : blank + 1));
  const View rest = trimmed(text.substr(words.size()));
  const bool parted = words.size() < text.size() && is_blank(text[words.size()]);
  return parted && page_number(rest) ? words : text;
}

// The name of the text comes again in the middle of a sentence or beside the number of a page.
void mark_names(const std::vector<Line>& lines, const std::vector<bool>& pages,
                std::vector<bool>& heads) {
  std::vector<View> names;
  bool sentences = false;
  for (std::size_t at = 0; at < lines.size(); ++at) {
    const Line& line = lines[at];
    const View text = without_ornament(line.text);
    if (sentences && line.row.empty() && text.size() <= head_length_max && !pages[at]) {
      const View words = without_page_number(text);
      const bool torn = line.blank_before && breaks_off(lines[at - 1]);
      const bool turn = is_beside_page(pages, at) || torn || words.size() < text.size();
      heads[at] = heads[at] || (turn && std::ranges::find(names, words) != names.end());
    }
    sentences = sentences || text.contains(U'。');
    const bool name = at < first_lines && !sentences && !mark_of(text);
    if (!name || text.size() < head_length_min) continue;
    names.push_back(text);
    if (without_page_number(text).size() < text.size()) names.push_back(without_page_number(text));
  }
}

std::vector<bool> mark_running_heads(const std::vector<Line>& lines,
                                     const std::vector<bool>& pages) {
  std::vector<bool> heads(lines.size());
  mark_repeated(lines, pages, heads);
  mark_names(lines, pages, heads);
  return heads;
}

// The title of the first page has the number of the page behind it, as the running heads have.
void drop_page_of_title(std::vector<Line>& lines, const std::vector<bool>& heads, Report& report) {
  const auto head = std::ranges::find(heads, true) - heads.begin();
  if (static_cast<std::size_t>(head) == heads.size()) return;
  const View again = without_page_number(lines[static_cast<std::size_t>(head)].text);
  Line& title = lines.front();
  const View words = without_page_number(title.text);
  if (words != again || words.size() == title.text.size()) return;
  if (!report.repairs(title.number, "page_number")) return;
  const std::string page = utf8(View(title.text).substr(words.size()));
  report.discard(title.number, page, "ページ番号");
  report.note(title.number, "page_number", "ページ番号とみて、本文から外しました。", trimmed(page));
  title.text.resize(words.size());
}

}  // namespace

void drop_page_furniture(std::vector<Line>& lines, Report& report) {
  const std::vector<bool> pages = mark_pages(lines);
  const std::vector<bool> heads = mark_running_heads(lines, pages);
  drop_page_of_title(lines, heads, report);
  std::vector<Line> kept;
  kept.reserve(lines.size());
  bool blank = false;
  for (std::size_t at = 0; at < lines.size(); ++at) {
    Line& line = lines[at];
    const std::string_view kind = pages[at] ? "page_number" : "running_head";
    if ((!pages[at] && !heads[at]) || !report.repairs(line.number, kind)) {
      line.blank_before = line.blank_before || blank;
      blank = false;
      kept.push_back(std::move(line));
      continue;
    }
    blank = true;
    const std::string words = utf8(line.prefix) + " " + utf8(line.text);
    report.discard(line.number, words, pages[at] ? "ページ番号" : "ページの柱");
    report.note(line.number, std::string(kind),
                pages[at] ? "ページ番号とみて、本文から外しました。"
                          : "ページの上下に繰り返し現れる行とみて、本文から外しました。",
                trimmed(words));
  }
  lines = std::move(kept);
}

}  // namespace mamori::regulation
