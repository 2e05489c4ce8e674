#include "regulation/source/html_lists.h"

#include <algorithm>
#include <cstdlib>
#include <optional>

#include "regulation/source/number_formats.h"

namespace mamori::regulation {
namespace {

constexpr long number_max = 1'000'000;

std::optional<long> number_in(std::string_view text) {
  const std::string digits(text);
  char* end = nullptr;
  const long value = std::strtol(digits.c_str(), &end, 10);
  if (end == digits.c_str()) return std::nullopt;
  return std::clamp(value, -number_max, number_max);
}

// The style the list declares, in the words of CSS; "" leaves it to the element.
std::string declared_style(const GumboNode& element) {
  if (std::string css = style_of(element, "list-style-type"); !css.empty()) return css;
  const std::string shorthand = style_of(element, "list-style");
  if (!shorthand.empty()) return shorthand.substr(0, shorthand.find(' '));
  const std::string_view type = attribute(element, "type");
  if (type == "a") return "lower-alpha";
  if (type == "A") return "upper-alpha";
  if (type == "i") return "lower-roman";
  if (type == "I") return "upper-roman";
  return type == "1" ? "decimal" : "";
}

std::string figures(long number, const std::string& style) {
  if (style == "lower-alpha" || style == "lower-latin") return in_letters(number, U'a');
  if (style == "upper-alpha" || style == "upper-latin") return in_letters(number, U'A');
  if (style == "lower-roman") return in_roman(number, false);
  if (style == "upper-roman") return in_roman(number, true);
  if (style == "katakana") return in_aiueo(number);
  if (style == "katakana-iroha") return in_iroha(number);
  if (style == "cjk-decimal") return in_kanji_digits(number);
  if (style == "japanese-informal" || style == "cjk-ideographic") return in_kanji(number);
  return {};
}

}  // namespace

ListNumbers::ListNumbers(const GumboNode& list) : style_(declared_style(list)) {
  const bool ordered = tag_of(list) == GUMBO_TAG_OL;
  if (style_.empty()) style_ = ordered ? "decimal" : "disc";
  const auto items = std::ranges::count_if(
      Children(list), [](const GumboNode* child) { return tag_of(*child) == GUMBO_TAG_LI; });
  const bool reversed = ordered && has_attribute(list, "reversed");
  if (reversed) step_ = -1;
  number_ = number_in(attribute(list, "start")).value_or(reversed ? items : 1);
}

std::string ListNumbers::next(const GumboNode& item) {
  if (const auto value = number_in(attribute(item, "value"))) number_ = *value;
  const long number = number_;
  number_ += step_;
  if (style_ == "none") return {};
  if (style_ == "disc" || style_ == "circle" || style_ == "square") return "・";
  const std::string written = figures(number, style_);
  const bool japanese =
      style_.starts_with("katakana") || style_.starts_with("cjk") || style_.starts_with("japanese");
  return (written.empty() ? std::to_string(number) : written) + (japanese ? "、" : ". ");
}

}  // namespace mamori::regulation
