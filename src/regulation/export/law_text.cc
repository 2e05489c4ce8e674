#include "regulation/export/law_text.h"

#include <algorithm>
#include <array>
#include <numeric>

#include "base/text.h"
#include "regulation/lines.h"

namespace mamori::regulation {
namespace {

using View = std::u32string_view;

// Half-width and full-width parentheses of one shape close each other.
constexpr std::array<View, 5> opening{U"(（", U"[［", U"{｛", U"「", U"<"};
constexpr std::array<View, 5> closing{U")）", U"]］", U"}｝", U"」", U">"};

int shape_in(const std::array<View, 5>& shapes, char32_t c) {
  const auto found = std::ranges::find_if(shapes, [c](View shape) { return shape.contains(c); });
  return found == shapes.end() ? -1 : static_cast<int>(found - shapes.begin());
}

bool is_figure(char c) {
  return c >= '0' && c <= '9';
}

// A blank between two of these is one that typesetting left: CISO 及び, 第 3 条.
bool is_half_width(char32_t c) {
  return c < 0x3000 || (c >= 0xFF01 && c <= 0xFF5E);
}

}  // namespace

std::string law_label(const Node& node) {
  std::u32string label;
  const std::u32string written = code_points(node.label);
  auto begin = std::ranges::find_if_not(
      written, [](char32_t c) { return is_blank(c) || View(U"#-*+").contains(c); });
  if (written.end() - begin > 1 && is_ornament(*begin)) ++begin;
  std::copy_if(begin, written.end(), std::back_inserter(label),
               [](char32_t c) { return !is_blank(c); });
  return utf8(label);
}

std::string law_caption(const Node& node) {
  return node.caption.empty() ? std::string() : "（" + node.caption + "）";
}

std::string law_title(const Node& node) {
  const std::string label = law_label(node);
  return label + (label.empty() || node.caption.empty() ? "" : "　") + node.caption;
}

std::vector<std::size_t> fellows_of_parentheses(View text) {
  std::vector<std::size_t> fellows(text.size());
  std::iota(fellows.begin(), fellows.end(), std::size_t{0});
  std::vector<std::size_t> open;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (shape_in(opening, text[at]) >= 0) open.push_back(at);
    const int shape = shape_in(closing, text[at]);
    if (shape < 0 || open.empty() || shape_in(opening, text[open.back()]) != shape) continue;
    fellows[at] = open.back();
    fellows[open.back()] = at;
    open.pop_back();
  }
  return fellows;
}

std::vector<std::string> law_sentences(std::string_view written) {
  const std::u32string text = code_points(written);
  const auto fellows = fellows_of_parentheses(text);
  std::vector<std::string> sentences;
  std::size_t begin = 0;
  const auto finish = [&](std::size_t end) {
    std::string sentence = trimmed(utf8(View(text).substr(begin, end - begin)));
    if (!sentence.empty()) sentences.push_back(std::move(sentence));
    begin = end;
  };
  for (std::size_t at = 0; at < text.size(); ++at) {
    at = std::max(at, fellows[at]);  // over what stands in parentheses
    if (text[at] == U'。') finish(at + 1);
  }
  finish(text.size());
  return sentences;
}

bool is_proviso(std::string_view sentence) {
  return sentence.starts_with("ただし、") || sentence.starts_with("但し、");
}

std::vector<std::string> law_columns(std::string_view written) {
  const std::u32string text = code_points(written);
  const auto fellows = fellows_of_parentheses(text);
  for (std::size_t at = 0; at + 1 < text.size(); ++at) {
    at = std::max(at, fellows[at]);  // over what stands in parentheses
    if (at == 0 || at + 1 >= text.size() || !is_blank(text[at])) continue;
    const bool parts =
        text[at] == U'\u3000' || (!is_half_width(text[at - 1]) && !is_half_width(text[at + 1]));
    if (text[at - 1] == U'。') break;
    if (!parts) continue;
    return {trimmed(utf8(View(text).substr(0, at))), trimmed(utf8(View(text).substr(at)))};
  }
  return {std::string(written)};
}

std::string xml_characters(std::string_view text) {
  std::u32string kept;
  for (const char32_t c : code_points(text)) {
    if (c == U'\t' || c == U'\n' || c == U'\r') {
      kept.push_back(U' ');
    } else if (c >= 0x20 && c != 0xFFFE && c != 0xFFFF) {
      kept.push_back(c);
    }
  }
  return utf8(kept);
}

std::string law_number(std::string_view number, int otherwise) {
  constexpr std::string_view branch = "の";
  std::string written;
  while (!number.empty()) {
    if (is_figure(number.front())) {
      written += number.front();
      number.remove_prefix(1);
    } else if (number.starts_with(branch)) {
      written += '_';
      number.remove_prefix(branch.size());
    } else if (number.starts_with('-')) {
      written += ':';
      number.remove_prefix(1);
    } else {
      return std::to_string(otherwise);
    }
  }
  const bool whole = !written.empty() && is_figure(written.front()) && is_figure(written.back());
  return whole ? written : std::to_string(otherwise);
}

}  // namespace mamori::regulation
