// A document as the tree of 法令標準XML v3, from which both the XML and the Lawtext are written.
// Inside this room only.
#pragma once

#include <pugixml.hpp>

#include "regulation/document.h"

namespace mamori::regulation {

// Valid against the schema whatever the document holds; see README.md on how each node is mapped.
pugi::xml_document law_tree(const Document& document);

// Adds the 目次 as TOC: its lines as written, a 節 below the 章 before it.
void add_contents(pugi::xml_node law_body, const Node& contents);

// Number and date of a law as the attributes of Law want them.
struct LawNumber {
  std::string text;  // 令和3年要綱第1号
  std::string era = "Reiwa";
  int year = 1;
  int number = 1;
  int month = 0;  // of promulgation; 0 when not known
  int day = 0;
  bool known = false;  // the document says year and number; otherwise those above stand in
};
LawNumber law_number_of(const Document& document);

}  // namespace mamori::regulation
