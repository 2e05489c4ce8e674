// Headers of each kind of Office file. Inside this room only.
#pragma once

#include "labels/archive.h"
#include "labels/marking.h"

namespace mamori::labels {

// The relationships and content types of a file (ECMA-376 part 2).
struct Relationship {
  std::string id;
  std::string target;  // name of the part
};
// Those of `part` ("" for the file) whose type ends in this word, in order.
Result<std::vector<Relationship>> relationships(Archive& archive, const std::string& part,
                                                std::string_view type);
// Makes one, and says what the target is; returns its id.
Result<std::string> relate(Archive& archive, const std::string& part, const std::string& target,
                           std::string_view type, std::string_view content_type);

// What stands on the pages: `text` for a mark of before.
Result<void> mark_document(Archive& archive, const std::string& main, const std::string& text);
Result<void> mark_workbook(Archive& archive, const std::string& main, const std::string& text);
Result<void> mark_presentation(Archive& archive, const std::string& main, const std::string& text);

}  // namespace mamori::labels
