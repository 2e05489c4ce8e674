#include "regulation/export/lawtext_words.h"

#include <algorithm>

#include "base/text.h"
#include "regulation/export/law_text.h"
#include "regulation/markers.h"
#include "regulation/numerals.h"

namespace mamori::regulation {
namespace {

using View = std::u32string_view;

std::string reference(char32_t c) {
  return "&#" + std::to_string(static_cast<unsigned>(c)) + ";";
}

bool is_parenthesis(char32_t c) {
  return View(U"()（）[]［］{}｛｝「」").contains(c);
}

bool is_lawtext_blank(char32_t c) {
  return c == U' ' || c == U'\u3000' || c == U'\t';
}

bool is_latin(char32_t c) {
  return (c >= U'a' && c <= U'z') || (c >= U'A' && c <= U'Z') || (c >= U'ａ' && c <= U'ｚ') ||
         (c >= U'Ａ' && c <= U'Ｚ');
}

bool is_lawtext_kanji(char32_t c) {
  return View(U"〇一二三四五六七八九十百千").contains(c);
}

template <class Of>
std::size_t run(View text, Of of) {
  return static_cast<std::size_t>(std::ranges::find_if_not(text, of) - text.begin());
}

// The length of 10, ア, 十一, ab, ① or ⑴ at the beginning; 0 when there is none.
std::size_t bare_number(View text) {
  if (text.empty()) return 0;
  if (const auto length = run(text, is_digit)) return length;
  if (const auto length = run(text, is_lawtext_kanji)) return length;
  if (const auto length = run(text, is_latin)) return length;
  const bool parenthesised = text.front() >= U'⑴' && text.front() <= U'⒇';
  return iroha_value(text.front()) > 0 || circled_value(text.front()) > 0 || parenthesised ? 1 : 0;
}

// The same in parentheses, or followed by a dot.
std::size_t number_fragment(View text) {
  if (!text.empty() && View(U"(（").contains(text.front())) {
    const std::size_t inner = bare_number(text.substr(1));
    const bool closed =
        inner > 0 && text.size() > inner + 1 && View(U")）").contains(text[inner + 1]);
    return closed ? inner + 2 : 0;
  }
  const std::size_t length = bare_number(text);
  const bool dotted = length > 0 && text.size() > length && View(U".．").contains(text[length]) &&
                      (is_digit(text.front()) || is_latin(text.front()));
  return dotted ? length + 1 : length;
}

// 第15条の2 at the beginning.
std::size_t article_fragment(View text) {
  if (!text.starts_with(U'第')) return 0;
  const auto figures = [](View words) {
    const auto digits = run(words, is_digit);
    return digits > 0 ? digits : run(words, is_lawtext_kanji);
  };
  std::size_t length = 1 + figures(text.substr(1));
  if (length == 1 || !text.substr(length).starts_with(U'条')) return 0;
  ++length;
  while (text.substr(length).starts_with(U'の')) {
    const std::size_t branch = figures(text.substr(length + 1));
    if (branch == 0) return 0;
    length += 1 + branch;
  }
  return length;
}

// What would be read as a mark becomes a reference; blanks do where they would part columns.
std::string escaped(std::string_view words, bool blanks) {
  const std::u32string text = code_points(words);
  const auto fellows = fellows_of_parentheses(text);
  std::string out;
  std::size_t inside_up_to = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char32_t c = text[at];
    inside_up_to = std::max(inside_up_to, fellows[at]);
    const bool alone = is_parenthesis(c) && fellows[at] == at;
    const bool blank = blanks && is_lawtext_blank(c) && at >= inside_up_to;
    const bool at_front = at == 0 && View(U"[:*#-").contains(c);
    if (alone || blank || at_front || View(U"&<>").contains(c)) {
      out += reference(c);
    } else {
      append_utf8(out, c);
    }
  }
  return out;
}

}  // namespace

std::string lawtext_sentence(std::string_view sentence) {
  return escaped(sentence, true);
}

std::string lawtext_title(std::string_view title) {
  return escaped(title, false);
}
std::string lawtext_caption(std::string_view caption) {
  const std::u32string text = code_points(caption);
  if (text.size() < 2 || fellows_of_parentheses(text).front() != text.size() - 1) {
    return ":caption:" + lawtext_sentence(caption);
  }
  if (!is_lawtext_number(caption)) return lawtext_sentence(caption);
  return utf8(View(text).substr(0, 1)) + reference(text[1]) + utf8(View(text).substr(2));
}

std::string lawtext_appendix_title(std::string_view title) {
  std::string out;
  for (const char32_t c : code_points(title)) {
    append_utf8(out, View(U"&<>").contains(c) ? c - U'&' + U'＆' : c);
  }
  return out;
}

bool is_lawtext_number(std::string_view label) {
  const std::u32string text = code_points(label);
  std::size_t at = number_fragment(text);
  while (at > 0 && at < text.size()) {
    const std::size_t branch =
        View(U"のノ").contains(text[at]) ? number_fragment(View(text).substr(at + 1)) : 0;
    if (branch == 0) return false;
    at += 1 + branch;
  }
  return at > 0;
}

bool is_lawtext_article(std::string_view label) {
  constexpr View from = U"から";
  constexpr View to = U"まで";
  const std::u32string text = code_points(label);
  std::size_t at = article_fragment(text);
  if (at > 0 && View(text).substr(at).starts_with(from)) {
    const std::size_t last = article_fragment(View(text).substr(at + from.size()));
    const std::size_t end = at + from.size() + last;
    at = last > 0 && View(text).substr(end) == to ? text.size() : 0;
  }
  return at > 0 && at == text.size();
}

bool looks_like_a_mark(std::string_view sentence) {
  const std::u32string text = code_points(sentence);
  const bool label = static_cast<bool>(mark_of(text)) || is_lawtext_number(sentence);
  return label || text.empty() || View(U"目附付").contains(text.front());
}

}  // namespace mamori::regulation
