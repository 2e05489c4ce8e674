#include "web/multipart.h"

#include <algorithm>

#include "base/text.h"

namespace mamori::web {
namespace {

constexpr std::string_view line_end = "\r\n";
constexpr std::size_t boundary_characters_max = 70;  // RFC 2046 §5.1.1
constexpr std::size_t part_header_bytes_max = 4096;
constexpr std::size_t file_name_bytes_max = 400;

std::unexpected<Error> malformed() {
  return fail(Fault::invalid, "form_malformed", "送られた内容を読み取れません。",
              "画面を開き直して、もう一度送ってください。");
}

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool starts_with_name(std::string_view text, std::string_view name) {
  return text.size() >= name.size() &&
         std::ranges::equal(text.substr(0, name.size()), name, {}, lower, lower);
}

bool is_boundary_character(char c) {
  const bool letter = (lower(c) >= 'a' && lower(c) <= 'z') || (c >= '0' && c <= '9');
  return letter || std::string_view("'()+_,-./:=? ").contains(c);
}

bool is_text(std::string_view text) {
  return !text.contains('\0') && is_utf8(text);
}

// Browsers write a quotation mark and line ends in a name as %22, %0D and %0A (HTML Standard), and
// nothing else.
std::string unescaped(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    if (text.starts_with("%22")) {
      out += '"';
      text.remove_prefix(3);
    } else if (text.starts_with("%0D") || text.starts_with("%0A")) {
      out += ' ';
      text.remove_prefix(3);
    } else {
      out += text.front();
      text.remove_prefix(1);
    }
  }
  return out;
}

// The value of `; name="…"` in a header line.
std::optional<std::string> parameter(std::string_view line, std::string_view name) {
  const std::string mark = "; " + std::string(name) + "=\"";
  const auto begin = line.find(mark);
  if (begin == std::string_view::npos) return std::nullopt;
  const std::string_view rest = line.substr(begin + mark.size());
  const auto end = rest.find('"');
  if (end == std::string_view::npos) return std::nullopt;
  return unescaped(rest.substr(0, end));
}

// The name alone, without a path some programs send along.
std::string base_name(const std::string& name) {
  const auto slash = name.find_last_of("/\\");
  return slash == std::string::npos ? name : name.substr(slash + 1);
}

struct PartHeader {
  std::string name;
  std::optional<std::string> file;
  std::string content_type;
};

Result<PartHeader> parse_header(std::string_view header) {
  PartHeader part;
  bool named = false;
  while (!header.empty()) {
    const auto end = header.find(line_end);
    const std::string_view line = header.substr(0, end);
    header =
        end == std::string_view::npos ? std::string_view{} : header.substr(end + line_end.size());
    if (starts_with_name(line, "content-type:")) {
      part.content_type = trimmed(line.substr(line.find(':') + 1));
    }
    if (!starts_with_name(line, "content-disposition:")) continue;
    const auto name = parameter(line, "name");
    if (!name || !line.contains("form-data")) return malformed();
    named = true;
    part.name = *name;
    part.file = parameter(line, "filename");
  }
  if (!named || !is_text(part.name) || !is_text(part.file.value_or(""))) return malformed();
  return part;
}

Result<void> add_part(Multipart& form, std::string_view part, const FieldLimits& limits) {
  const auto border = part.find("\r\n\r\n");
  if (border == std::string_view::npos || border > part_header_bytes_max) return malformed();
  auto header = parse_header(part.substr(0, border));
  if (!header) return fail(header.error());
  const std::string_view content = part.substr(border + 4);
  if (form.fields.size() + form.uploads.size() >= limits.count_max ||
      header->name.size() > limits.name_bytes_max) {
    return fail(Fault::limit, "fields_too_many", "送られた項目の数が多すぎます。",
                "分けて送ってください。");
  }
  if (!header->file) {
    if (!is_text(content)) return malformed();
    form.fields.add(std::move(header->name), std::string(content));
    return {};
  }
  if (header->file->empty() && content.empty()) return {};
  if (header->file->size() > file_name_bytes_max) return malformed();
  form.uploads.push_back({std::move(header->name), base_name(*header->file),
                          std::move(header->content_type), std::string(content)});
  return {};
}

}  // namespace

std::optional<std::string> multipart_boundary(std::string_view content_type) {
  if (!starts_with_name(content_type, "multipart/form-data")) return std::nullopt;
  const auto at = content_type.find("boundary=");
  if (at == std::string_view::npos) return std::nullopt;
  std::string_view value = content_type.substr(at + std::string_view("boundary=").size());
  if (value.starts_with('"')) {
    value = value.substr(1, value.find('"', 1) - 1);
  } else {
    value = value.substr(0, value.find(';'));
  }
  const bool allowed = !value.empty() && value.size() <= boundary_characters_max &&
                       std::ranges::all_of(value, is_boundary_character) && value.back() != ' ';
  return allowed ? std::optional(std::string(value)) : std::nullopt;
}

Result<Multipart> parse_multipart(std::string_view body, std::string_view boundary,
                                  const FieldLimits& limits) {
  const std::string opening = "--" + std::string(boundary);
  const std::string between = "\r\n" + opening;
  if (!body.starts_with(opening)) return malformed();
  body.remove_prefix(opening.size());
  Multipart form;
  while (!body.starts_with("--")) {
    if (!body.starts_with(line_end)) return malformed();
    body.remove_prefix(line_end.size());
    const auto end = body.find(between);
    if (end == std::string_view::npos) return malformed();
    if (auto added = add_part(form, body.substr(0, end), limits); !added) {
      return fail(added.error());
    }
    body.remove_prefix(end + between.size());
  }
  return form;
}

}  // namespace mamori::web
