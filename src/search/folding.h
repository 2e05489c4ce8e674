// When two texts are the same to somebody who looks for one of them. Pure; safe from any thread.
//
// Folded are: width and compatibility forms (NFKC: ㈱ is (株), ﾊﾟ is パ), case, カタカナ to
// ひらがな, every dash, wave and ー to '-', variation selectors (葛 with any is 葛). Blanks go, so
// that 山田 太郎 and 山田太郎 are the same; the end of a line stays: nothing is found across it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace mamori::search {

struct Folded {
  std::u32string text;
  // Of each character of `text`: the bytes of the original it came from.
  std::vector<std::uint32_t> begins;
  std::vector<std::uint32_t> ends;
};

Folded fold(std::string_view utf8);

// The words of a question, folded: each must stand somewhere in a text that fits. At most
// `words_max` of `word_characters_max` each; what is longer is cut.
inline constexpr std::size_t words_max = 8;
inline constexpr std::size_t word_characters_max = 64;
using Words = std::vector<std::u32string>;
Words words_of(std::string_view question);
bool fits(std::u32string_view folded, const Words& words);

// A word as it was typed. Most texts that fit hold it just so, and need not be folded.
class TypedWord {
 public:
  explicit TypedWord(std::string word);

  // Whether it stands there as it was typed, with nothing beside it that would fold together with
  // it: then the text fits. Otherwise it may or may not.
  bool stands_in(std::string_view utf8) const;

 private:
  std::string word_;
  bool begins_anew_;
};

// A text in pieces, those that fit a word marked. Joined they are the text.
struct Piece {
  std::string text;
  bool marked = false;
  bool operator==(const Piece&) const = default;
};
std::vector<Piece> marked(std::string_view utf8, const Words& words);
// The same of the first line in which a word stands, cut to what is near it; empty when none does.
std::vector<Piece> excerpt(std::string_view utf8, const Words& words);

}  // namespace mamori::search
