// What the elements of a page are: blocks, hidden ones, what belongs to the site and not to the
// text. Inside this room only.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "regulation/source/html_tree.h"

namespace mamori::regulation {

using Tags = std::span<const GumboTag>;

constexpr int html_depth_max = 1500;
constexpr std::string_view about_site = "サイトの案内";
constexpr std::string_view outside_main = "本文の枠の外";

bool is_one_of(GumboTag tag, Tags tags);
bool is_block(GumboTag tag);
// Never shown as words.
bool is_wordless(GumboTag tag);
bool is_hidden(const GumboNode& element);
int heading_level(GumboTag tag);  // 0 for what is no heading
// The element or one below it has one of the tags.
bool holds(const GumboNode& node, Tags tags, int depth = 0);
// Appends the words of the node and of all below it.
void append_text(const GumboNode& node, std::string& text, int depth);

// Why the words of the element are no part of the text; "" when they are.
std::string_view furniture_reason(const GumboNode& element);
// Words of links that lead about the site: 「このページの先頭へ」「印刷」
bool is_site_link(std::string_view text);
// A link to another page, and not to a 様式 or another provision, nor a caption.
bool is_name_of_page(std::string_view text);
// Nothing but links, and none that is a line of a 目次.
bool is_site_list(const GumboNode& list);

}  // namespace mamori::regulation
