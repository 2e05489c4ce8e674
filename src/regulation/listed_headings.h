// The 目次 of a text without 条 as a checksum of its headings. Inside this room only.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "regulation/contents.h"

namespace mamori::regulation {

// Where the first entry of the 目次 comes again word for word, before any sentence; the lines begin
// with the entry. 0 when it does not.
std::size_t first_entry_again(std::span<const Line> lines);

// Reports numbered entries of the 目次 that the body does not have, or has under another name or
// number: contents_missing_in_body, contents_title, contents_number. Entries without a number and
// 章 are left to compare_contents.
void compare_listed_headings(const Contents& contents, const std::vector<Node>& body,
                             Report& report);

}  // namespace mamori::regulation
