// Putting together again what page and line breaks tore apart. Inside this room only.
#pragma once

#include <string>
#include <string_view>

#include "regulation/lines.h"

namespace mamori::regulation {

// The last code points of the text, without decoding all of it.
std::u32string tail_of(std::string_view text, std::size_t count);

// The sentence is over: it ends in 。, perhaps inside 」. After （…をいう。） it goes on.
bool is_finished(std::string_view text);
// It ends like a sentence (…ない, …する) but has no 。.
bool lacks_full_stop(std::string_view text);
// The words open a sentence that belongs to the 項 before: また、 ただし、 なお、 この場合…
bool continues_paragraph(std::u32string_view text);
// The words cannot begin a sentence: を, に, は …
bool begins_in_sentence(std::u32string_view text);

// Appends the words of `line` to the own text of `node`. What the break repeated is left out and
// reported as discarded; the seam is reported as `kind`, unless that is empty.
void join(Node& node, const Line& line, Report& report, std::string_view kind);

// How many characters at the end of `before` stand again at the beginning of `after`, when that
// can only be a repetition by the page break: two 漢字 or カタカナ, four with ひらがな among them.
std::size_t overlap(std::u32string_view before, std::u32string_view after);

}  // namespace mamori::regulation
