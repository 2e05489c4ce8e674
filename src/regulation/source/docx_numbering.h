// The numbers Word makes for paragraphs (numbering.xml): they stand in no run. Inside this room
// only. ECMA-376 Part 1, 17.9.
#pragma once

#include <array>
#include <map>
#include <optional>
#include <pugixml.hpp>
#include <set>
#include <string>
#include <string_view>

namespace mamori::regulation {

class DocxNumbering {
 public:
  explicit DocxNumbering(const pugi::xml_node& numbering);

  // The number of the next paragraph of this list and level, with what stands after it: "第3条　".
  // Paragraphs are asked for in their order. `style` tells the level of a list that a style brings.
  std::string next(const std::string& list, std::optional<int> level, std::string_view style);

 private:
  static constexpr std::size_t levels_max = 9;

  struct Level {
    int start = 1;
    std::string format = "decimal";
    std::string text;   // 第%1条
    std::string after;  // between the number and the words
    std::string style;  // the paragraph style that brings this level
    int restart = -1;   // 0: never; otherwise the level whose next number starts it again
    bool figures_only = false;
  };
  struct Counter {
    std::array<std::optional<int>, levels_max> values;
  };
  struct List {
    std::string counter;  // lists made from one abstract list count on together
    std::array<Level, levels_max> levels;
    std::map<std::size_t, int> start_overrides;
  };

  static Level level_from(const pugi::xml_node& node);
  static List list_from(const pugi::xml_node& node, const pugi::xml_node& abstract);
  static std::string written(const List& list, const Counter& counter, std::size_t level);
  void count(List& list, const std::string& id, Counter& counter, std::size_t level);

  std::map<std::string, List, std::less<>> lists_;
  std::map<std::string, Counter, std::less<>> counters_;
  std::set<std::string, std::less<>> begun_;
};

}  // namespace mamori::regulation
