// Forms with files: multipart/form-data (RFC 7578, RFC 2046 §5.1). Pure; safe from any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "web/http.h"

namespace mamori::web {

struct Multipart {
  Fields fields;
  std::vector<Upload> uploads;  // a file box left empty gives none
};

// The boundary of a Content-Type header that says multipart/form-data; nothing for another type or
// a boundary that RFC 2046 does not allow.
std::optional<std::string> multipart_boundary(std::string_view content_type);

// Strict like parse_form: a part without a name, a line end or a boundary that is missing, text
// that is not UTF-8 or has a NUL in it refuse the whole. Fails with "form_malformed" or
// "fields_too_many".
Result<Multipart> parse_multipart(std::string_view body, std::string_view boundary,
                                  const FieldLimits& limits = {});

}  // namespace mamori::web
