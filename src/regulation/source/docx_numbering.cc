#include "regulation/source/docx_numbering.h"

#include <algorithm>

#include "base/text.h"
#include "imports/package.h"
#include "regulation/source/number_formats.h"

namespace mamori::regulation {
namespace {

using imports::attribute_of;
using imports::child_of;
using imports::is_on;
using imports::name_of;
using imports::number_of;

bool is_private(char32_t c) {
  return c >= 0xE000 && c <= 0xF8FF;
}

// Bullets come as characters of fonts for signs: what only such a font can show is a plain dot.
std::string bullet(std::string_view text) {
  const std::u32string points = code_points(text);
  const bool shown = !points.empty() && std::ranges::none_of(points, is_private);
  return shown ? utf8(points) : "・";
}

std::string enclosed(int number, char32_t first) {
  if (number < 1 || number > 20) return {};
  std::string out;
  append_utf8(out, first + static_cast<char32_t>(number - 1));
  return out;
}

std::string in_stems(int number) {
  constexpr std::u32string_view stems = U"甲乙丙丁戊己庚辛壬癸";
  if (number < 1 || number > 10) return {};
  return utf8(stems.substr(static_cast<std::size_t>(number) - 1, 1));
}

// "" for a format that is written in plain figures.
std::string in_format(int number, std::string_view format) {
  if (format == "decimalZero" && number < 10) return "0" + std::to_string(number);
  if (format == "decimalFullWidth" || format == "decimalFullWidth2") return in_full_width(number);
  if (format.starts_with("decimalEnclosedCircle")) return in_circle(number);
  if (format == "decimalEnclosedParen") return enclosed(number, U'⑴');
  if (format == "decimalEnclosedFullstop") return enclosed(number, U'⒈');
  if (format == "upperRoman") return in_roman(number, true);
  if (format == "lowerRoman") return in_roman(number, false);
  if (format == "upperLetter") return in_letters(number, U'A');
  if (format == "lowerLetter") return in_letters(number, U'a');
  if (format.starts_with("aiueo")) return in_aiueo(number);
  if (format.starts_with("iroha")) return in_iroha(number);
  if (format == "ideographTraditional") return in_stems(number);
  if (format == "japaneseDigitalTenThousand" || format == "ideographDigital") {
    return in_kanji_digits(number);
  }
  const bool kanji = format == "japaneseCounting" || format == "japaneseLegal" ||
                     format.starts_with("chinese") || format.starts_with("taiwanese");
  return kanji ? in_kanji(number) : std::string{};
}

std::string formatted(int number, std::string_view format) {
  if (format == "none") return {};
  const std::string special = in_format(number, format);
  return special.empty() ? std::to_string(number) : special;
}

std::optional<std::size_t> level_index(const pugi::xml_node& node, std::size_t levels) {
  const int index = number_of(attribute_of(node, "ilvl"), -1);
  if (index < 0 || index >= static_cast<int>(levels)) return std::nullopt;
  return static_cast<std::size_t>(index);
}

}  // namespace

DocxNumbering::Level DocxNumbering::level_from(const pugi::xml_node& node) {
  Level level;
  level.start = number_of(attribute_of(child_of(node, "start"), "val"), 0);
  if (const auto format = child_of(node, "numFmt")) level.format = attribute_of(format, "val");
  level.text = attribute_of(child_of(node, "lvlText"), "val");
  level.after = attribute_of(child_of(node, "suff"), "val") == "nothing" ? "" : "　";
  level.style = attribute_of(child_of(node, "pStyle"), "val");
  level.restart = number_of(attribute_of(child_of(node, "lvlRestart"), "val"), -1);
  level.figures_only = is_on(node, "isLgl");
  return level;
}

DocxNumbering::List DocxNumbering::list_from(const pugi::xml_node& node,
                                             const pugi::xml_node& abstract) {
  List list;
  list.counter = attribute_of(abstract, "abstractNumId");
  const auto take_level = [&list](const pugi::xml_node& level) {
    if (const auto at = level_index(level, levels_max)) list.levels.at(*at) = level_from(level);
  };
  for (const pugi::xml_node& child : abstract.children()) {
    if (name_of(child) == "lvl") take_level(child);
  }
  for (const pugi::xml_node& child : node.children()) {
    if (name_of(child) != "lvlOverride") continue;
    if (const auto level = child_of(child, "lvl")) take_level(level);
    const auto at = level_index(child, levels_max);
    const auto start = child_of(child, "startOverride");
    if (at && start) list.start_overrides[*at] = number_of(attribute_of(start, "val"), 1);
  }
  return list;
}

DocxNumbering::DocxNumbering(const pugi::xml_node& numbering) {
  std::map<std::string_view, pugi::xml_node> abstracts;
  for (const pugi::xml_node& child : numbering.children()) {
    if (name_of(child) == "abstractNum") abstracts[attribute_of(child, "abstractNumId")] = child;
  }
  for (const pugi::xml_node& child : numbering.children()) {
    if (name_of(child) != "num") continue;
    const auto abstract = abstracts.find(attribute_of(child_of(child, "abstractNumId"), "val"));
    if (abstract == abstracts.end()) continue;
    lists_.emplace(attribute_of(child, "numId"), list_from(child, abstract->second));
  }
}

void DocxNumbering::count(List& list, const std::string& id, Counter& counter, std::size_t level) {
  if (begun_.insert(id).second) {
    for (const auto& [at, start] : list.start_overrides) {
      list.levels.at(at).start = start;
      for (std::size_t below = at; below < levels_max; ++below) counter.values.at(below).reset();
    }
  }
  for (std::size_t above = 0; above < level; ++above) {
    auto& value = counter.values.at(above);
    if (!value) value = list.levels.at(above).start;
  }
  auto& value = counter.values.at(level);
  value = value ? *value + 1 : list.levels.at(level).start;
  for (std::size_t below = level + 1; below < levels_max; ++below) {
    const int restart = list.levels.at(below).restart;
    if (restart < 0 || static_cast<int>(level) < restart) counter.values.at(below).reset();
  }
}

std::string DocxNumbering::written(const List& list, const Counter& counter, std::size_t level) {
  const Level& own = list.levels.at(level);
  if (own.format == "bullet") return bullet(own.text) + own.after;
  std::string out;
  for (std::size_t at = 0; at < own.text.size(); ++at) {
    const bool figure = own.text[at] == '%' && at + 1 < own.text.size() &&
                        own.text[at + 1] >= '1' && own.text[at + 1] <= '9';
    if (!figure) {
      out += own.text[at];
      continue;
    }
    const auto shown = static_cast<std::size_t>(own.text[++at] - '1');
    const std::string_view format =
        own.figures_only ? std::string_view("decimal") : list.levels.at(shown).format;
    out += formatted(counter.values.at(shown).value_or(list.levels.at(shown).start), format);
  }
  return out.empty() ? out : out + own.after;
}

std::string DocxNumbering::next(const std::string& list, std::optional<int> level,
                                std::string_view style) {
  const auto found = lists_.find(list);
  if (found == lists_.end()) return {};
  std::size_t at = static_cast<std::size_t>(std::clamp(level.value_or(0), 0, 8));
  if (!level && !style.empty()) {
    const auto& all = found->second.levels;
    const auto* const own = std::ranges::find(all, style, &Level::style);
    if (own != all.end()) at = static_cast<std::size_t>(own - all.begin());
  }
  Counter& counter = counters_[found->second.counter];
  count(found->second, list, counter, at);
  return written(found->second, counter, at);
}

}  // namespace mamori::regulation
