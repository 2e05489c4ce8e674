// What the pages about a regulation share: opening a document by its address.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "body/body.h"
#include "web/parts.h"
#include "web/site.h"

namespace mamori::web {

// A document of the newest version, as asked for in the address.
struct OpenedDocument {
  int number = 0;
  std::shared_ptr<const body::Text> text;
};

// Fails with "not_found".
Result<OpenedDocument> open_document(const Visit& visit, store::Connection& connection);
std::unexpected<Error> no_such_in_regulation(std::string what);

std::string document_href(const Visit& visit, int number);
// {"id", "title", "href", "number", "version"}
JsonObject document_part(const Visit& visit, const OpenedDocument& opened);
// 第3版
std::string version_label(std::int64_t version);
// The node's title as a page shows it: 第3章 情報資産の管理.
std::string title_line(const regulation::Node& node);

// How far a person got with an alignment: a word and a shape. `code` is open, confirmed, none or
// review, or empty where nothing is even proposed.
std::string_view standing_code(const catalogue::Confirmation* confirmation);
Json standing_part(std::string_view code);

// How sure a proposal is, in a word: 高い, ふつう, 低い. From the figures in docs/alignment.md.
inline constexpr int sure_permille_min = 900;
Json confidence_part(int permille);

}  // namespace mamori::web
