#include "regulation/listed_headings.h"

#include <algorithm>
#include <map>
#include <optional>

#include "base/text.h"
#include "regulation/numerals.h"

namespace mamori::regulation {
namespace {

using View = std::u32string_view;

// A numbered line of the 目次, or a heading of the body: 2.1 組織.
struct Heading {
  int line = 0;
  std::string number;
  std::string title;  // as a key for comparing
  std::string written;
};

constexpr View leaders = U"…‥・.．･─―";

// Dots, blanks or a tab and the page number behind a title.
View without_page(View text) {
  View words = text;
  while (!words.empty() && (is_digit(words.back()) || is_blank(words.back()))) {
    words.remove_suffix(1);
  }
  const bool parted =
      words.size() < text.size() &&
      (is_blank(text[words.size()]) || (!words.empty() && leaders.contains(words.back())));
  if (!parted) return text;
  while (!words.empty() && (leaders.contains(words.back()) || is_blank(words.back()))) {
    words.remove_suffix(1);
  }
  return words;
}

std::vector<Heading> listed(const Contents& contents) {
  std::vector<Heading> found;
  for (const Node& line : contents.node.children) {
    const std::u32string text = code_points(line.text);
    const Mark mark = mark_of(text);
    if (mark.kind < MarkKind::ordinal || mark.kind == MarkKind::bullet) continue;
    found.push_back({.line = line.line,
                     .number = mark.number,
                     .title = text_key(utf8(without_page(View(text).substr(mark.rest)))),
                     .written = line.text});
  }
  return found;
}

void collect(const std::vector<Node>& nodes, std::vector<Heading>& found) {
  for (const Node& node : nodes) {
    const bool heading = node.kind == NodeKind::heading || node.kind == NodeKind::item ||
                         node.kind == NodeKind::subitem;
    if (heading && !node.number.empty() && !node.caption.empty()) {
      found.push_back({.line = node.line,
                       .number = node.number,
                       .title = text_key(node.caption),
                       .written = node.label + " " + node.caption});
    }
    collect(node.children, found);
  }
}

class Comparison {
 public:
  Comparison(std::vector<Heading> body, Report& report) : body_(std::move(body)), report_(report) {
    for (std::size_t at = 0; at < body_.size(); ++at) by_title_[body_[at].title].push_back(at);
  }

  void compare(const Heading& entry) {
    if (const auto same = next_named(entry)) {
      if (body_[*same].number != entry.number) note("contents_number", "番号", entry, body_[*same]);
      from_ = *same + 1;
      return;
    }
    if (from_ < body_.size() && body_[from_].number == entry.number) {
      note("contents_title", "名称", entry, body_[from_]);
      ++from_;
      return;
    }
    report_.note(entry.line, "contents_missing_in_body", "目次にあるものが本文に見つかりません。",
                 entry.written);
  }

 private:
  // The next heading of that name, best with the same number.
  std::optional<std::size_t> next_named(const Heading& entry) const {
    const auto named = by_title_.find(entry.title);
    if (named == by_title_.end()) return std::nullopt;
    std::optional<std::size_t> next;
    for (auto at = std::ranges::lower_bound(named->second, from_); at != named->second.end();
         ++at) {
      if (body_[*at].number == entry.number) return *at;
      if (!next) next = *at;
    }
    return next;
  }

  void note(std::string kind, const std::string& what, const Heading& entry, const Heading& found) {
    report_.note(entry.line, std::move(kind),
                 "目次の" + what + "が本文（" + std::to_string(found.line) + "行目）と違います。",
                 entry.written, found.written);
  }

  std::vector<Heading> body_;
  Report& report_;
  std::map<std::string, std::vector<std::size_t>> by_title_;
  std::size_t from_ = 0;  // the first heading behind the last that was found
};

}  // namespace

std::size_t first_entry_again(std::span<const Line> lines) {
  if (lines.empty()) return 0;
  const auto key = [](const Line& line) { return text_key(utf8(without_page(line.text))); };
  const std::string first = key(lines.front());
  for (std::size_t at = 1; at < lines.size(); ++at) {
    const View text = lines[at].text;
    if (text.contains(U'。')) return 0;
    if (text.size() == without_page(text).size() && key(lines[at]) == first) return at;
  }
  return 0;
}

void compare_listed_headings(const Contents& contents, const std::vector<Node>& body,
                             Report& report) {
  const std::vector<Heading> entries = listed(contents);
  if (entries.empty()) return;
  std::vector<Heading> headings;
  collect(body, headings);
  if (headings.empty()) return;
  Comparison comparison(std::move(headings), report);
  for (const Heading& entry : entries) comparison.compare(entry);
}

}  // namespace mamori::regulation
