// .pptx: the mark is a shape at the upper right of every slide master, and so of every slide.
#include <algorithm>

#include "labels/office.h"

namespace mamori::labels {
namespace {

using pugi::xml_node;

constexpr const char* own_name = "mamori-label";
constexpr const char* drawing_namespace = "http://schemas.openxmlformats.org/drawingml/2006/main";
constexpr long width_emu = 4'320'000;  // 12 cm
constexpr long height_emu = 324'000;
constexpr long usual_slide_width_emu = 12'192'000;  // 16:9

long width_of_slides(const xml_node& presentation) {
  const long width = child_named(presentation, "sldSz").attribute("cx").as_int();
  return width > 0 ? width : usual_slide_width_emu;
}

// Below spTree: removes the shape of before, and says the largest id there is.
long prepare(xml_node tree) {
  long newest = 1;
  for (xml_node child = tree.first_child(); child;) {
    const xml_node next = child.next_sibling();
    const xml_node about = child_named(child.first_child(), "cNvPr");
    newest = std::max(newest, static_cast<long>(about.attribute("id").as_int()));
    if (attribute_named(about, "name") == own_name) tree.remove_child(child);
    child = next;
  }
  return newest;
}

xml_node add(xml_node parent, const std::string& name) {
  return parent.append_child(name.c_str());
}

void add_place(xml_node properties, long slide_width) {
  xml_node place = add(properties, "a:xfrm");
  xml_node offset = add(place, "a:off");
  offset.append_attribute("x") = std::max(0L, slide_width - width_emu);
  offset.append_attribute("y") = 0L;
  xml_node extent = add(place, "a:ext");
  extent.append_attribute("cx") = std::min(width_emu, slide_width);
  extent.append_attribute("cy") = height_emu;
  xml_node shape = add(properties, "a:prstGeom");
  shape.append_attribute("prst") = "rect";
  add(shape, "a:avLst");
  add(properties, "a:noFill");
}

void add_shape(xml_node tree, long slide_width, const std::string& text) {
  const long id = prepare(tree) + 1;
  const std::string p = prefix_of(tree);
  // Extensions come last (ECMA-376 Part 1, CT_GroupShape): what stands behind them is no shape, and
  // the file would be offered for repair.
  const xml_node extensions = child_named(tree, "extLst");
  xml_node shape =
      extensions ? tree.insert_child_before((p + "sp").c_str(), extensions) : add(tree, p + "sp");
  shape.append_attribute("xmlns:a") = drawing_namespace;
  xml_node about = add(shape, p + "nvSpPr");
  xml_node names = add(about, p + "cNvPr");
  names.append_attribute("id") = id;
  names.append_attribute("name") = own_name;
  add(about, p + "cNvSpPr").append_attribute("txBox") = "1";
  add(about, p + "nvPr").append_attribute("userDrawn") = "1";
  add_place(add(shape, p + "spPr"), slide_width);
  xml_node body = add(shape, p + "txBody");
  add(body, "a:bodyPr");
  add(body, "a:lstStyle");
  xml_node paragraph = add(body, "a:p");
  add(paragraph, "a:pPr").append_attribute("algn") = "r";
  xml_node run = add(paragraph, "a:r");
  xml_node style = add(run, "a:rPr");
  style.append_attribute("lang") = "ja-JP";
  style.append_attribute("sz") = 1000;
  add(run, "a:t").text() = text.c_str();
}

}  // namespace

Result<void> mark_presentation(Archive& archive, const std::string& main, const std::string& text) {
  const auto presentation = archive.part(main);
  if (!presentation) return fail(presentation.error());
  const long width = width_of_slides(presentation->document_element());
  const auto masters = relationships(archive, main, "slideMaster");
  if (!masters) return fail(masters.error());
  for (const Relationship& master : *masters) {
    auto part = archive.part(master.target);
    if (!part) return fail(part.error());
    xml_node tree = child_named(child_named(part->document_element(), "cSld"), "spTree");
    if (!tree) continue;
    add_shape(tree, width, text);
    archive.put(master.target, *part);
  }
  return {};
}

}  // namespace mamori::labels
