#include <algorithm>
#include <array>
#include <iterator>
#include <optional>

#include "base/text.h"
#include "regulation/export/law_items.h"
#include "regulation/export/law_shape.h"
#include "regulation/export/law_text.h"
#include "regulation/export/law_tree.h"
#include "regulation/markers.h"

namespace mamori::regulation {
namespace {

using pugi::xml_node;
using View = std::u32string_view;

constexpr std::array toc_tags{"TOCPart", "TOCChapter", "TOCSection", "TOCSubsection",
                              "TOCDivision"};
constexpr std::array title_tags{"PartTitle", "ChapterTitle", "SectionTitle", "SubsectionTitle",
                                "DivisionTitle"};

int level_of(MarkKind kind) {
  switch (kind) {
    case MarkKind::part:
      return 0;
    case MarkKind::chapter:
      return 1;
    case MarkKind::section:
      return 2;
    case MarkKind::subsection:
      return 3;
    case MarkKind::division:
      return 4;
    default:
      return -1;
  }
}

// A line of the 目次: 第2節　研修(第42条—第45条).
struct Entry {
  Mark mark;
  std::string title;  // 第2節　研修
  std::string range;  // (第42条—第45条), or ""
};

Entry entry_of(std::string_view line) {
  const std::u32string text = code_points(trimmed(line));
  Entry entry{.mark = mark_of(text), .title = {}, .range = {}};
  View words = View(text).substr(entry.mark.rest);
  const auto open = words.find_last_of(U"(（");
  if (open != View::npos && paren_length(words.substr(open)) == words.size() - open) {
    entry.range = utf8(words.substr(open));
    words = words.substr(0, open);
  }
  const std::string name = trimmed(utf8(words));
  entry.title = utf8(View(text).substr(0, entry.mark.length));
  if (level_of(entry.mark.kind) >= 0) {
    std::u32string number(View(text).substr(0, entry.mark.length));
    std::erase_if(number, is_blank);
    entry.title = utf8(number);
  }
  if (!entry.title.empty() && !name.empty()) entry.title += "　";
  entry.title += name;
  return entry;
}

class Contents {
 public:
  Contents(xml_node toc, int top) : toc_(toc), top_(top) {}

  void add(const Entry& entry) {
    const int level = level_of(entry.mark.kind);
    if (entry.mark.kind == MarkKind::preamble && !toc_.child("TOCPreambleLabel")) {
      add_text(toc_, "TOCPreambleLabel", entry.title + entry.range);
    } else if (entry.mark.kind == MarkKind::supplementary ||
               entry.mark.kind == MarkKind::appendix) {
      tail_.push_back(&entry);
    } else if (level >= 0) {
      add_division(entry, level);
    } else {
      add_other(entry);
    }
  }

  // 附則 and 別表 stand at the end of a 目次; the schema has room for one 附則, so all stand in it.
  void finish() {
    if (!toc_.last_child() || !has_entry()) add_empty();
    add_supplementary();
    for (const Entry* entry : tail_) {
      if (entry->mark.kind == MarkKind::appendix) {
        add_text(toc_, "TOCAppdxTableLabel", entry->title + entry->range);
      }
    }
  }

 private:
  bool has_entry() const {
    return std::ranges::any_of(toc_.children(), [](const xml_node& child) {
      return std::string_view(child.name()) != "TOCLabel" &&
             std::string_view(child.name()) != "TOCPreambleLabel";
    });
  }

  void add_empty() {
    xml_node entry = toc_.append_child("TOCArticle");
    entry.append_attribute("Num") = 1;
    entry.append_child("ArticleTitle");
    entry.append_child("ArticleCaption");
  }

  void add_supplementary() {
    std::vector<const Entry*> listed;
    std::ranges::copy_if(tail_, std::back_inserter(listed), [](const Entry* entry) {
      return entry->mark.kind == MarkKind::supplementary;
    });
    if (listed.empty()) return;
    xml_node added = toc_.append_child("TOCSupplProvision");
    const bool sole = listed.size() == 1;
    std::string label;
    for (const Entry* entry : listed) {
      label += (label.empty() ? "" : "　") + entry->title + (sole ? "" : entry->range);
    }
    add_text(added, "SupplProvisionLabel", label);
    if (sole && !listed.front()->range.empty())
      add_text(added, "ArticleRange", listed.front()->range);
  }

  // A level left out is filled by an entry without title.
  void add_division(const Entry& entry, int level) {
    xml_node parent = toc_;
    for (int above = top_; above < level; ++above) {
      xml_node found = last_of(parent, above);
      if (!found) found = append(parent, above, "", 1);
      parent = found;
    }
    xml_node added = append(parent, std::max(level, top_), entry.title, ++count_);
    added.attribute("Num") = law_number(entry.mark.number, count_).c_str();
    if (!entry.range.empty()) add_text(added, "ArticleRange", entry.range);
  }

  static xml_node last_of(xml_node parent, int level) {
    const xml_node last = parent.last_child();
    const char* tag = toc_tags[static_cast<std::size_t>(level)];
    return std::string_view(last.name()) == tag ? last : xml_node();
  }

  static xml_node append(xml_node parent, int level, const std::string& title, int number) {
    xml_node entry = parent.append_child(toc_tags[static_cast<std::size_t>(level)]);
    entry.append_attribute("Num") = number;
    add_text(entry, title_tags[static_cast<std::size_t>(level)], title);
    return entry;
  }

  // 条 listed one by one, and whatever else stands in a 目次.
  void add_other(const Entry& entry) {
    if (top_ <= lowest_level) return add_division(entry, top_);
    xml_node added = toc_.append_child("TOCArticle");
    added.append_attribute("Num") = law_number(entry.mark.number, ++count_).c_str();
    const auto blank = entry.title.find("　");
    const bool named = blank != std::string::npos;
    add_text(added, "ArticleTitle", entry.title.substr(0, blank));
    add_text(
        added, "ArticleCaption",
        (named ? entry.title.substr(blank + std::string_view("　").size()) : "") + entry.range);
  }

  xml_node toc_;
  int top_;
  int count_ = 0;
  std::vector<const Entry*> tail_;
};

void collect(const Node& node, std::vector<Entry>& entries) {
  for (const Node& child : node.children) {
    entries.push_back(entry_of(law_title(child) + child.text));
    collect(child, entries);
  }
}

}  // namespace

void add_contents(xml_node law_body, const Node& contents) {
  std::vector<Entry> entries;
  collect(contents, entries);
  int top = lowest_level + 1;
  for (const Entry& entry : entries) {
    const int level = level_of(entry.mark.kind);
    if (level >= 0) top = std::min(top, std::min(level, 2));  // at least a 節 stands on top
  }
  xml_node toc = law_body.append_child("TOC");
  const std::string label = law_label(contents);
  add_text(toc, "TOCLabel", label.empty() ? "目次" : label);
  Contents writer(toc, top);
  for (const Entry& entry : entries) writer.add(entry);
  writer.finish();
}

}  // namespace mamori::regulation
