// Lawtext, the plain text form of 法令標準XML (the npm package `lawtext` reads it). Pure functions.
#pragma once

#include <string>

#include "regulation/document.h"

namespace mamori::regulation {

// The document as Lawtext, UTF-8 with a line end after each line: the same tree as to_law_xml
// writes. A document without title gets （題名なし）, for Lawtext takes the first line as one. What
// Lawtext cannot say (a division without title, a number it does not know) is written without a
// mark; no word is left out.
std::string to_lawtext(const Document& document);

}  // namespace mamori::regulation
