// A table as CSV (RFC 4180), as Excel opens it by a double click: UTF-8 with a byte order mark,
// days as 2026-04-01. Stateless; safe from any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "reports/xlsx.h"

namespace mamori::reports {

inline constexpr std::string_view csv_content_type = "text/csv; charset=utf-8";

// The header line and all rows. Excel takes a text that begins with = + - @ for a formula: such a
// text that is no number gets a ' before it.
std::string to_csv(const std::vector<Column>& columns, const RowSource& rows);

}  // namespace mamori::reports
