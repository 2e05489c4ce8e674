// Writes the class of information into the properties and the header of a file, and reads it back
// (S2 第12条; row C3). Pure; safe from any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "labels/wording.h"

namespace mamori::labels {

inline constexpr std::size_t file_bytes_max = std::size_t{7} << 20;

enum class FileKind { docx, xlsx, pptx, pdf };

std::string_view extension_of(FileKind kind);  // .docx
std::string_view media_type_of(FileKind kind);

struct Marked {
  FileKind kind = FileKind::pdf;
  std::string bytes;
};

// The file with the mark in its properties and at the head of every page, sheet or slide; a mark of
// before is replaced. Refused with
//   file_kind_unknown  neither Word, Excel, PowerPoint nor PDF, or locked with a password
//   file_malformed     broken
//   file_too_large     larger than file_bytes_max, or unpacks to too much
//   file_signed        whoever signed it would no longer be seen to have
Result<Marked> mark_file(std::string_view bytes, const Mark& mark);

// The mark in its properties; nothing in a file without. Refused as mark_file(), but for signed
// ones.
Result<std::optional<Mark>> read_mark(std::string_view bytes);

}  // namespace mamori::labels
