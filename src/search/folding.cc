#include "search/folding.h"

#include <algorithm>
#include <cstring>
#include <unicode/normalizer2.h>
#include <unicode/utf8.h>

#include "base/text.h"

namespace mamori::search {
namespace {

constexpr std::size_t excerpt_before = 20;  // characters shown before the first hit
constexpr std::size_t excerpt_length = 80;

const icu::Normalizer2& compatibility_form() {
  UErrorCode status = U_ZERO_ERROR;
  static const icu::Normalizer2* const form = icu::Normalizer2::getNFKCCasefoldInstance(status);
  return *form;
}

char32_t hiragana(char32_t c) {
  const bool has_twin = (c >= U'ァ' && c <= U'ヶ') || c == U'ヽ' || c == U'ヾ';
  return has_twin ? c - (U'ァ' - U'ぁ') : c;
}

// Most of a Japanese text: what no form changes, and what joins nothing before it.
bool is_plain(char32_t c) {
  return (c >= U'a' && c <= U'z') || (c >= U'0' && c <= U'9') || (c >= U'ぁ' && c <= U'ん') ||
         (c >= U'ァ' && c <= U'ン') || (c >= 0x4E00 && c <= 0x9FFF);
}

struct Character {
  char32_t code_point = 0;
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
};

std::vector<Character> characters_of(std::string_view text) {
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
  const auto size = static_cast<std::int32_t>(text.size());
  std::vector<Character> characters;
  characters.reserve(text.size() / 2);
  for (std::int32_t at = 0; at < size;) {
    const auto begin = static_cast<std::uint32_t>(at);
    UChar32 c = 0;
    U8_NEXT(bytes, at, size, c);
    characters.push_back({c < 0 ? char32_t{0xFFFD} : static_cast<char32_t>(c), begin,
                          static_cast<std::uint32_t>(at)});
  }
  return characters;
}

// Whether the form never joins it to what stands before it.
bool begins_anew(char32_t c) {
  return is_plain(c) || compatibility_form().hasBoundaryBefore(static_cast<UChar32>(c));
}

// Whether what follows is not joined to what stands before it: something new, or the end.
bool begins_anew(std::string_view rest) {
  constexpr std::size_t longest_character = 4;
  const auto next = characters_of(rest.substr(0, longest_character));
  return next.empty() || begins_anew(next.front().code_point);
}

// The first character from `at` on before which the form never joins anything.
std::size_t end_of_cluster(const std::vector<Character>& characters, std::size_t at) {
  for (++at; at < characters.size() && !begins_anew(characters[at].code_point);) ++at;
  return at;
}

void append(Folded& folded, char32_t c, std::uint32_t begin, std::uint32_t end) {
  folded.text.push_back(hiragana(c));
  folded.begins.push_back(begin);
  folded.ends.push_back(end);
}

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (true) {
    const auto end = text.find('\n');
    lines.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return lines;
    text.remove_prefix(end + 1);
  }
}

struct Range {
  std::size_t begin = 0;
  std::size_t end = 0;
};

// Where words stand in the text, as bytes of the original, in order and not overlapping.
std::vector<Range> hits_in(const Folded& folded, const Words& words) {
  std::vector<Range> hits;
  for (const std::u32string& word : words) {
    for (auto at = folded.text.find(word); at != std::u32string::npos;
         at = folded.text.find(word, at + 1)) {
      hits.push_back({folded.begins[at], folded.ends[at + word.size() - 1]});
    }
  }
  std::ranges::sort(hits, {}, [](const Range& hit) { return std::pair(hit.begin, hit.end); });
  std::vector<Range> joined;
  for (const Range& hit : hits) {
    if (!joined.empty() && hit.begin <= joined.back().end) {
      joined.back().end = std::max(joined.back().end, hit.end);
    } else {
      joined.push_back(hit);
    }
  }
  return joined;
}

void add_piece(std::vector<Piece>& pieces, std::string_view text, bool is_marked) {
  if (!text.empty()) pieces.push_back({std::string(text), is_marked});
}

}  // namespace

Folded fold(std::string_view text) {
  const std::vector<Character> characters = characters_of(text);
  Folded folded;
  folded.text.reserve(characters.size());
  folded.begins.reserve(characters.size());
  folded.ends.reserve(characters.size());
  for (std::size_t at = 0; at < characters.size();) {
    const std::size_t end = end_of_cluster(characters, at);
    const std::uint32_t first_byte = characters[at].begin;
    const std::uint32_t last_byte = characters[end - 1].end;
    const char32_t c = characters[at].code_point;
    if (end == at + 1 && (c == U'\n' || is_plain(c))) {
      append(folded, c, first_byte, last_byte);
    } else {
      for (const char32_t key :
           code_points(text_key(text.substr(first_byte, last_byte - first_byte)))) {
        append(folded, key == U'ー' ? U'-' : key, first_byte, last_byte);
      }
    }
    at = end;
  }
  return folded;
}

Words words_of(std::string_view question) {
  Words words;
  for (const std::string& word : words_in(question)) {
    std::u32string folded = fold(word).text;
    std::erase(folded, U'\n');
    folded.resize(std::min(folded.size(), word_characters_max));
    if (!folded.empty() && words.size() < words_max) words.push_back(std::move(folded));
  }
  return words;
}

bool fits(std::u32string_view folded, const Words& words) {
  return std::ranges::all_of(words,
                             [&](const std::u32string& word) { return folded.contains(word); });
}

TypedWord::TypedWord(std::string word)
    : word_(std::move(word)),
      begins_anew_(!word_.empty() && begins_anew(std::string_view(word_))) {}

// Folding goes cluster by cluster: where one begins with the word and another behind it, what
// stands between them folds to what the word folds to.
bool TypedWord::stands_in(std::string_view text) const {
  if (!begins_anew_) return false;
  while (true) {
    // Several times as quick as std::string_view::find among characters that begin alike.
    const void* found = memmem(text.data(), text.size(), word_.data(), word_.size());
    if (!found) return false;
    text.remove_prefix(static_cast<std::size_t>(static_cast<const char*>(found) - text.data()));
    if (begins_anew(text.substr(word_.size()))) return true;
    text.remove_prefix(1);
  }
}

std::vector<Piece> marked(std::string_view text, const Words& words) {
  std::vector<Piece> pieces;
  std::size_t at = 0;
  for (const Range& hit : hits_in(fold(text), words)) {
    add_piece(pieces, text.substr(at, hit.begin - at), false);
    add_piece(pieces, text.substr(hit.begin, hit.end - hit.begin), true);
    at = hit.end;
  }
  add_piece(pieces, text.substr(at), false);
  return pieces;
}

std::vector<Piece> excerpt(std::string_view text, const Words& words) {
  for (const std::string_view line : lines_of(text)) {
    const std::vector<Range> hits = hits_in(fold(line), words);
    if (hits.empty()) continue;
    const std::vector<Character> characters = characters_of(line);
    const auto hit = static_cast<std::size_t>(
        std::ranges::lower_bound(characters, hits.front().begin, {}, &Character::begin) -
        characters.begin());
    const std::size_t first = hit > excerpt_before ? hit - excerpt_before : 0;
    const std::size_t last = std::min(characters.size(), first + excerpt_length);
    const std::size_t begin = characters[first].begin;
    const std::size_t end = last == characters.size() ? line.size() : characters[last].begin;
    std::vector<Piece> pieces = marked(line.substr(begin, end - begin), words);
    if (begin > 0) pieces.insert(pieces.begin(), {"…", false});
    if (end < line.size()) pieces.push_back({"…", false});
    return pieces;
  }
  return {};
}

}  // namespace mamori::search
