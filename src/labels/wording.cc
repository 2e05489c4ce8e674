#include "labels/wording.h"

#include <algorithm>

namespace mamori::labels {
namespace {

constexpr std::string_view opening = "【分類：";
constexpr std::string_view closing = "】";
constexpr std::string_view blank = "　";

void remove(std::string& text, std::string_view what) {
  for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at)) {
    text.erase(at, what.size());
  }
}

}  // namespace

std::string header_text(const Mark& mark) {
  std::string text = std::string(opening) + mark.level;
  if (!mark.number.empty()) text += std::string(blank) + mark.number;
  return text + std::string(closing);
}

std::string without_header_text(std::string_view text) {
  std::string rest(text);
  while (true) {
    const auto begin = rest.find(opening);
    const auto end = begin == std::string::npos ? begin : rest.find(closing, begin);
    if (end == std::string::npos) return rest;
    rest.erase(begin, end + closing.size() - begin);
  }
}

std::string file_name_text(const Mark& mark, std::string_view name) {
  std::string number = mark.number;
  remove(number, " ");
  std::string text = "【" + mark.level + "】" + number + (number.empty() ? "" : "_");
  for (const char character : name) {
    const bool refused = std::string_view("\\/:*?\"<>|").contains(character) ||
                         static_cast<unsigned char>(character) < 0x20;
    text += refused ? '_' : character;
  }
  return text;
}

}  // namespace mamori::labels
