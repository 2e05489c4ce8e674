// The parsed page (Gumbo), and what may be asked of its elements. Inside this room only.
#pragma once

#include <gumbo.h>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"

namespace mamori::regulation {

// The tree holds as long as the object and the text it was parsed from.
class HtmlTree {
 public:
  // Fails with `source_malformed` when memory or depth would grow out of proportion to the text.
  static Result<HtmlTree> parse(std::string_view text);

  // The error for a page that is a burden to read.
  static Error burdensome();

  HtmlTree(HtmlTree&&) noexcept;
  HtmlTree& operator=(HtmlTree&&) noexcept;
  ~HtmlTree();

  const GumboNode& root() const { return *root_; }

 private:
  struct Memory;
  HtmlTree(std::unique_ptr<Memory> memory, const GumboNode& root);

  std::unique_ptr<Memory> memory_;
  const GumboNode* root_;
};

// Elements, templates among them.
bool is_element(const GumboNode& node);
GumboTag tag_of(const GumboNode& node);  // GUMBO_TAG_UNKNOWN for what is no element
// "" when there is none.
std::string_view attribute(const GumboNode& element, const char* name);
bool has_attribute(const GumboNode& element, const char* name);
// The value of a property in the style attribute, lower case: "center" of text-align.
std::string style_of(const GumboNode& element, std::string_view property);
std::string lower_ascii(std::string_view text);

// The nodes inside an element, in order; none of what is no element.
class Children {
 public:
  explicit Children(const GumboNode& node);
  const GumboNode* const* begin() const { return begin_; }
  const GumboNode* const* end() const { return end_; }

 private:
  const GumboNode* const* begin_ = nullptr;
  const GumboNode* const* end_ = nullptr;
};

}  // namespace mamori::regulation
