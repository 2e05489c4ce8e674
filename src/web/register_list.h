// The list of a register as a person asked for it: search, filters, order, pages, and the same rows
// as files. Works for any register definition.
#pragma once

#include <string>

#include "registers/register.h"
#include "web/list_parts.h"
#include "web/site.h"

namespace mamori::web {

// The application that holds an entry now, e.g. 持ち出し中; null when none does.
Json holding_of(const Visit& visit, store::Connection& connection, std::string_view entry_id);

// The `list` of the page; the `fields` of the definition decide columns and filters.
JsonObject register_list(const Visit& visit, store::Connection& connection,
                         const registers::Definition& definition, bool may_add);

// The rows that fit what was asked, or of them those chosen by ?entry=12&entry=13, in that order,
// with all fields; as an Excel file, or as CSV.
Result<Response> register_file(const Visit& visit, store::Connection& connection,
                               const registers::Definition& definition, ListFile file);

}  // namespace mamori::web
