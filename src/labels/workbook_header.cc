// .xlsx: the mark stands at the right of the header of every sheet, as it is printed.
#include <algorithm>
#include <array>

#include "labels/office.h"

namespace mamori::labels {
namespace {

using pugi::xml_node;

// What may follow headerFooter in a sheet (ECMA-376 part 1, 18.3.1.99).
constexpr std::array<std::string_view, 14> behind_header{
    "rowBreaks", "colBreaks",  "customProperties", "cellWatches",     "ignoredErrors",
    "smartTags", "drawing",    "legacyDrawing",    "legacyDrawingHF", "drawingHF",
    "picture",   "oleObjects", "controls",         "webPublishItems"};
constexpr std::array<std::string_view, 2> far_behind_header{"tableParts", "extLst"};

bool stands_behind(std::string_view name) {
  return std::ranges::find(behind_header, name) != behind_header.end() ||
         std::ranges::find(far_behind_header, name) != far_behind_header.end();
}

xml_node header_footer(xml_node sheet) {
  if (const xml_node found = child_named(sheet, "headerFooter")) return found;
  const std::string name = prefix_of(sheet) + "headerFooter";
  for (const xml_node& child : sheet.children()) {
    if (stands_behind(local_name(child.name()))) {
      return sheet.insert_child_before(name.c_str(), child);
    }
  }
  return sheet.append_child(name.c_str());
}

// "&" begins a code of the header.
std::string escaped(std::string_view text) {
  std::string result;
  for (const char character : text) result += character == '&' ? "&&" : std::string(1, character);
  return result;
}

// The right part begins with &R; what stands there stays behind the mark.
std::string with_mark(const std::string& header, const std::string& text) {
  std::string rest = without_header_text(header);
  const auto right = rest.find("&R");
  if (right == std::string::npos) return rest + "&R" + escaped(text);
  return rest.insert(right + 2, escaped(text));
}

// In the order the schema asks for.
void set_header(xml_node list, const char* name, const std::string& text) {
  constexpr std::array<std::string_view, 6> order{"oddHeader",  "oddFooter",   "evenHeader",
                                                  "evenFooter", "firstHeader", "firstFooter"};
  const auto rank_of = [&](std::string_view one) { return std::ranges::find(order, one); };
  xml_node header = child_named(list, name);
  if (!header) {
    xml_node behind;
    for (const xml_node& child : list.children()) {
      if (rank_of(local_name(child.name())) > rank_of(name)) {
        behind = child;
        break;
      }
    }
    const std::string full = prefix_of(list) + name;
    header =
        behind ? list.insert_child_before(full.c_str(), behind) : list.append_child(full.c_str());
  }
  const std::string marked = with_mark(header.text().get(), text);
  header.text() = marked.c_str();
}

}  // namespace

Result<void> mark_workbook(Archive& archive, const std::string& main, const std::string& text) {
  const auto sheets = relationships(archive, main, "worksheet");
  if (!sheets) return fail(sheets.error());
  for (const Relationship& sheet : *sheets) {
    auto part = archive.part(sheet.target);
    if (!part) return fail(part.error());
    if (!part->document_element()) continue;
    xml_node list = header_footer(part->document_element());
    for (const char* name : {"oddHeader", "evenHeader", "firstHeader"}) {
      set_header(list, name, text);
    }
    archive.put(sheet.target, *part);
  }
  return {};
}

}  // namespace mamori::labels
