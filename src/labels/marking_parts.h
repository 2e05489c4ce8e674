// How each kind of file is marked. Inside this room only.
#pragma once

#include "labels/marking.h"

namespace mamori::labels {

// Names of the properties that carry a mark.
inline constexpr const char* level_property = "情報資産の分類";
inline constexpr const char* number_property = "管理番号";

std::unexpected<Error> unknown_kind();
std::unexpected<Error> malformed_file(std::string_view what);
std::unexpected<Error> too_large_file();
std::unexpected<Error> signed_file();

Result<Marked> mark_office(std::string_view bytes, const Mark& mark);
Result<std::optional<Mark>> read_office(std::string_view bytes);
Result<std::string> mark_pdf(std::string_view bytes, const Mark& mark);
Result<std::optional<Mark>> read_pdf(std::string_view bytes);

}  // namespace mamori::labels
