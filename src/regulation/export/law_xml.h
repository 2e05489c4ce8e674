// 法令標準XML (XMLSchemaForJapaneseLaw v3), the form in which e-Gov publishes laws. Pure functions.
#pragma once

#include <string>

#include "regulation/document.h"

namespace mamori::regulation {

// The document as a Law of LawType "Misc", UTF-8, indented by two blanks. Valid against the schema
// for every document the reader can give; characters that XML forbids are left out. How headings
// without 条 are written: README.md.
std::string to_law_xml(const Document& document);

}  // namespace mamori::regulation
