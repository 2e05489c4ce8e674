#include "regulation/source/html_elements.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "regulation/markers.h"

namespace mamori::regulation {
namespace {

bool names_furniture(std::string_view names) {
  constexpr std::array<std::string_view, 36> words{
      "nav",      "navi",        "gnav",       "gnavi",       "globalnav", "global-nav",
      "localnav", "local-nav",   "lnav",       "navigation",  "navbar",    "menu",
      "sidemenu", "sidebar",     "breadcrumb", "breadcrumbs", "topicpath", "pankuzu",
      "footer",   "site-footer", "pagetop",    "page-top",    "page_top",  "totop",
      "backtop",  "skip",        "skiplink",   "print",       "toolbar",   "sns",
      "share",    "contact",     "inquiry",    "toiawase",    "otoiawase", "search"};
  const std::string text = lower_ascii(names);
  for (std::size_t at = 0; at < text.size();) {
    const auto end = std::min(text.find_first_of(" \t\n\r\f", at), text.size());
    const auto word = std::string_view(text).substr(at, end - at);
    if (std::ranges::find(words, word) != words.end()) return true;
    at = end + 1;
  }
  return false;
}

// A banner with links; one with a heading may hold the title of the text.
bool is_banner(const GumboNode& element) {
  const bool header = tag_of(element) == GUMBO_TAG_HEADER ||
                      lower_ascii(attribute(element, "id")) == "header" ||
                      lower_ascii(attribute(element, "class")) == "header";
  if (!header) return false;
  constexpr std::array headings{GUMBO_TAG_H1, GUMBO_TAG_H2, GUMBO_TAG_MAIN, GUMBO_TAG_ARTICLE};
  constexpr std::array links{GUMBO_TAG_A};
  return !holds(element, headings) && holds(element, links);
}

bool only_links(const GumboNode& node, std::string& text, int depth) {
  if (node.type == GUMBO_NODE_TEXT) return trimmed(node.v.text.text).empty();
  if (tag_of(node) == GUMBO_TAG_A) {
    append_text(node, text, depth);
    return has_attribute(node, "href");
  }
  return depth < html_depth_max &&
         std::ranges::all_of(
             Children(node),
             [&](const GumboNode* child) { return only_links(*child, text, depth + 1); });
}

}  // namespace

bool is_one_of(GumboTag tag, Tags tags) {
  return std::ranges::find(tags, tag) != tags.end();
}

bool is_block(GumboTag tag) {
  constexpr std::array tags{
      GUMBO_TAG_ADDRESS, GUMBO_TAG_ARTICLE,  GUMBO_TAG_ASIDE,      GUMBO_TAG_BLOCKQUOTE,
      GUMBO_TAG_BODY,    GUMBO_TAG_CAPTION,  GUMBO_TAG_CENTER,     GUMBO_TAG_DD,
      GUMBO_TAG_DETAILS, GUMBO_TAG_DIR,      GUMBO_TAG_DIV,        GUMBO_TAG_DL,
      GUMBO_TAG_DT,      GUMBO_TAG_FIELDSET, GUMBO_TAG_FIGCAPTION, GUMBO_TAG_FIGURE,
      GUMBO_TAG_FOOTER,  GUMBO_TAG_FORM,     GUMBO_TAG_H1,         GUMBO_TAG_H2,
      GUMBO_TAG_H3,      GUMBO_TAG_H4,       GUMBO_TAG_H5,         GUMBO_TAG_H6,
      GUMBO_TAG_HEADER,  GUMBO_TAG_HGROUP,   GUMBO_TAG_LI,         GUMBO_TAG_MAIN,
      GUMBO_TAG_MENU,    GUMBO_TAG_NAV,      GUMBO_TAG_OL,         GUMBO_TAG_P,
      GUMBO_TAG_PRE,     GUMBO_TAG_SECTION,  GUMBO_TAG_SUMMARY,    GUMBO_TAG_TABLE,
      GUMBO_TAG_TD,      GUMBO_TAG_TH,       GUMBO_TAG_TR,         GUMBO_TAG_UL};
  return is_one_of(tag, tags);
}

bool is_wordless(GumboTag tag) {
  constexpr std::array tags{
      GUMBO_TAG_AUDIO, GUMBO_TAG_CANVAS,   GUMBO_TAG_EMBED,  GUMBO_TAG_HEAD,   GUMBO_TAG_IFRAME,
      GUMBO_TAG_INPUT, GUMBO_TAG_NOSCRIPT, GUMBO_TAG_OBJECT, GUMBO_TAG_SCRIPT, GUMBO_TAG_STYLE,
      GUMBO_TAG_SVG,   GUMBO_TAG_TEMPLATE, GUMBO_TAG_TITLE,  GUMBO_TAG_VIDEO,  GUMBO_TAG_NOFRAMES};
  return is_one_of(tag, tags);
}

bool is_hidden(const GumboNode& element) {
  if (has_attribute(element, "hidden")) return true;
  if (!has_attribute(element, "style")) return false;
  return style_of(element, "display") == "none" || style_of(element, "visibility") == "hidden" ||
         style_of(element, "mso-hide") == "all";
}

int heading_level(GumboTag tag) {
  const bool heading = tag >= GUMBO_TAG_H1 && tag <= GUMBO_TAG_H6;
  return heading ? static_cast<int>(tag) - static_cast<int>(GUMBO_TAG_H1) + 1 : 0;
}

bool holds(const GumboNode& node, Tags tags, int depth) {
  if (is_one_of(tag_of(node), tags)) return true;
  if (depth > html_depth_max) return false;
  return std::ranges::any_of(
      Children(node), [&](const GumboNode* child) { return holds(*child, tags, depth + 1); });
}

void append_text(const GumboNode& node, std::string& text, int depth) {
  if (node.type == GUMBO_NODE_TEXT) text += node.v.text.text;
  if (depth > html_depth_max) return;
  for (const GumboNode* child : Children(node)) append_text(*child, text, depth + 1);
}

std::string_view furniture_reason(const GumboNode& element) {
  constexpr std::array controls{GUMBO_TAG_BUTTON, GUMBO_TAG_SELECT, GUMBO_TAG_TEXTAREA};
  const GumboTag tag = tag_of(element);
  if (tag == GUMBO_TAG_RT || tag == GUMBO_TAG_RP || tag == GUMBO_TAG_RTC) return "ふりがな";
  if (tag == GUMBO_TAG_DEL) return "取り消された文字";
  if (is_one_of(tag, controls)) return "ボタンや入力欄";
  const std::string_view role = attribute(element, "role");
  const bool site = tag == GUMBO_TAG_NAV || tag == GUMBO_TAG_FOOTER || role == "navigation" ||
                    role == "banner" || role == "contentinfo" || role == "search";
  if (site || is_banner(element)) return about_site;
  const bool named =
      names_furniture(attribute(element, "class")) || names_furniture(attribute(element, "id"));
  return named ? about_site : std::string_view{};
}

bool is_site_link(std::string_view text) {
  constexpr std::array<std::string_view, 15> words{
      "先頭へ",       "先頭に", "トップへ",   "トップページ",   "戻る",
      "印刷",         "閉じる", "前のページ", "次のページ",     "ホーム",
      "サイトマップ", "目次へ", "文字サイズ", "本文へスキップ", "一覧へ"};
  if (length_in_characters(text) > 30) return false;
  return std::ranges::any_of(words, [text](std::string_view word) { return text.contains(word); });
}

bool is_name_of_page(std::string_view text) {
  const std::u32string points = code_points(trimmed(text));
  return points.size() <= 20 && !points.ends_with(U'。') && !is_caption(points) &&
         mark_of(points).kind == MarkKind::none;
}

bool is_site_list(const GumboNode& list) {
  bool found = false;
  for (const GumboNode* child : Children(list)) {
    if (tag_of(*child) != GUMBO_TAG_LI) continue;
    std::string text;
    if (!only_links(*child, text, 0)) return false;
    if (mark_of(code_points(trimmed(text))).kind != MarkKind::none) return false;
    found = true;
  }
  return found;
}

}  // namespace mamori::regulation
