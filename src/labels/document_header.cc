// .docx: the mark is a paragraph of its own in every header, in a content control that tells it
// from what people wrote.
#include "labels/office.h"

namespace mamori::labels {
namespace {

using pugi::xml_node;

constexpr std::string_view own_tag = "mamori-label";
constexpr const char* own_part = "word/header_mamori.xml";
constexpr std::string_view header_type =
    "application/vnd.openxmlformats-officedocument.wordprocessingml.header+xml";
constexpr const char* relationships_namespace =
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

xml_node first_below(const xml_node& root, std::string_view name) {
  return root.find_node([&](const xml_node& node) { return local_name(node.name()) == name; });
}

bool is_own(const xml_node& control) {
  if (local_name(control.name()) != "sdt") return false;
  const xml_node tag = child_named(child_named(control, "sdtPr"), "tag");
  return attribute_named(tag, "val") == own_tag;
}

void remove_own(xml_node header) {
  for (xml_node child = header.first_child(); child;) {
    const xml_node next = child.next_sibling();
    if (is_own(child)) header.remove_child(child);
    child = next;
  }
}

void prepend_text(xml_node header, const std::string& text) {
  remove_own(header);
  const std::string w = prefix_of(header);
  const auto add = [&](xml_node parent, const char* name) {
    return parent.append_child((w + name).c_str());
  };
  xml_node control = header.prepend_child((w + "sdt").c_str());
  add(add(control, "sdtPr"), "tag").append_attribute((w + "val").c_str()) =
      std::string(own_tag).c_str();
  xml_node paragraph = add(add(control, "sdtContent"), "p");
  add(add(paragraph, "pPr"), "jc").append_attribute((w + "val").c_str()) = "right";
  add(add(paragraph, "r"), "t").text() = text.c_str();
}

// The first section's headers are those of all sections that have none of their own.
Result<void> add_missing_headers(Archive& archive, const std::string& main,
                                 pugi::xml_document& document, const std::string& text) {
  const xml_node root = document.document_element();
  const std::string w = prefix_of(root);
  xml_node section = first_below(root, "sectPr");
  if (!section) section = child_named(root, "body").append_child((w + "sectPr").c_str());
  std::string missing;
  for (const char* type : {"default", "first", "even"}) {
    bool there = false;
    for (const xml_node& child : section.children()) {
      there = there || (local_name(child.name()) == "headerReference" &&
                        attribute_named(child, "type") == type);
    }
    if (!there) missing += std::string(type) + " ";
  }
  if (missing.empty()) return {};

  pugi::xml_document header;
  xml_node made = header.append_child((w + "hdr").c_str());
  const std::string name = "xmlns" + (w.empty() ? "" : ":" + w.substr(0, w.size() - 1));
  made.append_attribute(name.c_str()) = root.attribute(name.c_str()).value();
  prepend_text(made, text);
  made.append_child((w + "p").c_str());  // a header ends with a paragraph
  archive.put(own_part, header);
  auto id = relate(archive, main, own_part, "header", header_type);
  if (!id) return fail(id.error());
  for (const char* type : {"default", "first", "even"}) {
    if (!missing.contains(type)) continue;
    xml_node reference = section.prepend_child((w + "headerReference").c_str());
    reference.append_attribute("xmlns:r") = relationships_namespace;
    reference.append_attribute((w + "type").c_str()) = type;
    reference.append_attribute("r:id") = id->c_str();
  }
  archive.put(main, document);
  return {};
}

}  // namespace

Result<void> mark_document(Archive& archive, const std::string& main, const std::string& text) {
  const auto headers = relationships(archive, main, "header");
  if (!headers) return fail(headers.error());
  for (const Relationship& header : *headers) {
    auto part = archive.part(header.target);
    if (!part) return fail(part.error());
    if (!part->document_element()) continue;
    prepend_text(part->document_element(), text);
    archive.put(header.target, *part);
  }
  auto document = archive.part(main);
  if (!document) return fail(document.error());
  return add_missing_headers(archive, main, *document, text);
}

}  // namespace mamori::labels
