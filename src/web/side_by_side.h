// The source of a regulation and what was read from it, side by side: see
// src/web/pages/examples/draft.json. Large texts are shown part by part. Pure; safe from any
// thread.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "regulation/document.h"
#include "regulation/source.h"
#include "web/site.h"

namespace mamori::web {

class SideBySide {
 public:
  // Both must outlive this.
  SideBySide(const regulation::SourceText& source, const regulation::Reading& reading);

  std::size_t part_count() const { return parts_.size(); }
  // The lines of a part, from 1, both included. `part` is from 0.
  struct Lines {
    int first = 1;
    int last = 0;
    bool hold(int line) const { return first <= line && line <= last; }
  };
  Lines lines_of(std::size_t part) const;
  std::size_t part_with_line(int line) const;

  // {"parts", "lines", "nodes", "line_count"}. `href` is the page's address, without a query.
  JsonObject model(std::size_t part, const std::string& href) const;

 private:
  // A node of the tree, or the head of a document.
  struct Entry {
    const regulation::Node* node = nullptr;
    const regulation::Document* document = nullptr;
    int depth = 0;
    int first_line = 0;
    int last_line = 0;  // of its own words
  };
  struct Part {
    std::size_t begin = 0;
    std::size_t end = 0;
  };

  void collect(const regulation::Document& document);
  void divide();
  bool may_begin_part(const Entry& entry, std::size_t size) const;
  std::string label_of(std::size_t part) const;
  JsonArray part_links(std::size_t current, const std::string& href) const;
  JsonArray line_parts(std::size_t part) const;
  JsonArray node_parts(std::size_t part) const;
  // The entry of the part that each line belongs to; a line of no entry is missing.
  std::vector<std::string> owners(std::size_t part) const;

  const regulation::SourceText& source_;
  const regulation::Reading& reading_;
  std::vector<Entry> entries_;
  std::vector<Part> parts_;
};

// A repair or an observation, and what was left out, of one part.
struct RepairForms {
  std::string action;  // address that takes {line, kind, take_back}; "" where nobody may
  std::int64_t revision = 0;
};
JsonArray repair_parts(const regulation::Reading& reading, const SideBySide::Lines& lines,
                       const RepairForms& forms);
JsonArray discarded_parts(const regulation::Reading& reading, const SideBySide::Lines& lines);
// What was repaired in the whole text: {"text", "count"}, the most frequent first.
JsonArray repair_summary(const regulation::Reading& reading);
// 8章 28節 122条 …: {"label", "count"} of what there is.
JsonArray count_parts(const regulation::Counts& counts);
// The pieces of a difference: {"text", "is_same" or "is_removed" or "is_added"}.
JsonArray difference_parts(std::string_view before, std::string_view after);

}  // namespace mamori::web
