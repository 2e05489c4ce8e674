// 書き出し: a document of the regulation in the formats of others (row A8).
#pragma once

#include "web/site.h"

namespace mamori::web {

// What the page of a document offers: {"href", "label", "about"} for each format.
JsonArray export_parts(const Visit& visit, int document);

}  // namespace mamori::web
