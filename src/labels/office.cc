#include "labels/office.h"

#include <algorithm>

#include "labels/marking_parts.h"

namespace mamori::labels {
namespace {

using pugi::xml_node;

constexpr const char* types_part = "[Content_Types].xml";
constexpr std::string_view types_of_relationships =
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships/";
constexpr const char* custom_namespace =
    "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties";
constexpr const char* variant_namespace =
    "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes";
constexpr const char* user_properties = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}";
constexpr const char* custom_part = "docProps/custom.xml";
constexpr std::string_view custom_type =
    "application/vnd.openxmlformats-officedocument.custom-properties+xml";

std::string folder_of(const std::string& part) {
  const auto slash = part.rfind('/');
  return slash == std::string::npos ? "" : part.substr(0, slash + 1);
}

std::string relationships_part(const std::string& part) {
  const std::string folder = folder_of(part);
  return folder + "_rels/" + part.substr(folder.size()) + ".rels";
}

// word/../docProps/x → docProps/x
std::string resolved(const std::string& folder, std::string_view target) {
  if (target.starts_with('/')) return std::string(target.substr(1));
  std::string base = folder;
  while (target.starts_with("../") && !base.empty()) {
    target.remove_prefix(3);
    base = folder_of(base.substr(0, base.size() - 1));
  }
  return base + std::string(target);
}

// The name of the custom properties in the file; where they will be when there are none.
Result<std::string> custom_properties(Archive& archive) {
  const auto found = relationships(archive, "", "custom-properties");
  if (!found) return fail(found.error());
  return found->empty() ? custom_part : found->front().target;
}

std::string value_of(const xml_node& properties, std::string_view name) {
  for (const xml_node& property : properties.children()) {
    if (attribute_named(property, "name") == name) return property.first_child().child_value();
  }
  return "";
}

void set_property(xml_node properties, const char* name, const std::string& value) {
  long newest = 1;  // 0 and 1 are taken (MS-OLEPS)
  xml_node found;
  for (xml_node& property : properties) {
    newest = std::max(newest, static_cast<long>(property.attribute("pid").as_int()));
    if (attribute_named(property, "name") == name) found = property;
  }
  if (found) properties.remove_child(found);
  if (value.empty()) return;
  xml_node property = properties.append_child((prefix_of(properties) + "property").c_str());
  property.append_attribute("fmtid") = user_properties;
  property.append_attribute("pid") = newest + 1;
  property.append_attribute("name") = name;
  xml_node text = property.append_child("vt:lpwstr");
  text.append_attribute("xmlns:vt") = variant_namespace;
  text.text() = value.c_str();
}

Result<void> write_properties(Archive& archive, const Mark& mark) {
  const auto name = custom_properties(archive);
  if (!name) return fail(name.error());
  auto document = archive.part(*name);
  if (!document) return fail(document.error());
  if (!document->document_element()) {
    xml_node root = document->append_child("Properties");
    root.append_attribute("xmlns") = custom_namespace;
    auto related = relate(archive, "", *name, "custom-properties", custom_type);
    if (!related) return fail(related.error());
  }
  set_property(document->document_element(), level_property, mark.level);
  set_property(document->document_element(), number_property, mark.number);
  archive.put(*name, *document);
  return {};
}

struct Main {
  std::string part;
  FileKind kind = FileKind::docx;
};

Result<Main> main_of(Archive& archive) {
  const auto found = relationships(archive, "", "officeDocument");
  if (!found) return fail(found.error());
  if (found->empty() || !archive.has(found->front().target)) return unknown_kind();
  const std::string& part = found->front().target;
  auto document = archive.part(part);
  if (!document) return fail(document.error());
  const std::string_view root = local_name(document->document_element().name());
  if (root == "document") return Main{part, FileKind::docx};
  if (root == "workbook") return Main{part, FileKind::xlsx};
  if (root == "presentation") return Main{part, FileKind::pptx};
  return unknown_kind();
}

}  // namespace

Result<std::vector<Relationship>> relationships(Archive& archive, const std::string& part,
                                                std::string_view type) {
  const auto document = archive.part(relationships_part(part));
  if (!document) return fail(document.error());
  std::vector<Relationship> list;
  for (const xml_node& each : document->document_element().children()) {
    const std::string_view full = attribute_named(each, "Type");
    if (full.substr(full.rfind('/') + 1) != type) continue;
    list.push_back({std::string(attribute_named(each, "Id")),
                    resolved(folder_of(part), attribute_named(each, "Target"))});
  }
  return list;
}

Result<std::string> relate(Archive& archive, const std::string& part, const std::string& target,
                           std::string_view type, std::string_view content_type) {
  auto document = archive.part(relationships_part(part));
  if (!document) return fail(document.error());
  xml_node root = document->document_element();
  if (!root) {
    root = document->append_child("Relationships");
    root.append_attribute("xmlns") = "http://schemas.openxmlformats.org/package/2006/relationships";
  }
  const std::string id = "rIdMamori" + std::string(type.substr(0, 1)) +
                         std::to_string(std::distance(root.begin(), root.end()) + 1);
  xml_node relation = root.append_child((prefix_of(root) + "Relationship").c_str());
  relation.append_attribute("Id") = id.c_str();
  relation.append_attribute("Type") =
      (std::string(types_of_relationships) + std::string(type)).c_str();
  relation.append_attribute("Target") = ("/" + target).c_str();
  archive.put(relationships_part(part), *document);

  auto types = archive.part(types_part);
  if (!types) return fail(types.error());
  xml_node list = types->document_element();
  if (!list) return malformed_file(types_part);
  xml_node override_ = list.append_child((prefix_of(list) + "Override").c_str());
  override_.append_attribute("PartName") = ("/" + target).c_str();
  override_.append_attribute("ContentType") = std::string(content_type).c_str();
  archive.put(types_part, *types);
  return id;
}

Result<Marked> mark_office(std::string_view bytes, const Mark& mark) {
  auto archive = Archive::open(bytes);
  if (!archive) return fail(archive.error());
  if (archive->has_folder("_xmlsignatures/")) return signed_file();
  const auto main = main_of(*archive);
  if (!main) return fail(main.error());
  const std::string text = header_text(mark);
  const auto headed = main->kind == FileKind::docx ? mark_document(*archive, main->part, text)
                      : main->kind == FileKind::xlsx
                          ? mark_workbook(*archive, main->part, text)
                          : mark_presentation(*archive, main->part, text);
  if (!headed) return fail(headed.error());
  if (auto written = write_properties(*archive, mark); !written) return fail(written.error());
  auto packed = archive->packed();
  if (!packed) return fail(packed.error());
  return Marked{main->kind, *std::move(packed)};
}

Result<std::optional<Mark>> read_office(std::string_view bytes) {
  auto archive = Archive::open(bytes);
  if (!archive) return fail(archive.error());
  if (const auto main = main_of(*archive); !main) return fail(main.error());
  const auto name = custom_properties(*archive);
  if (!name) return fail(name.error());
  const auto document = archive->part(*name);
  if (!document) return fail(document.error());
  const xml_node properties = document->document_element();
  Mark mark{value_of(properties, level_property), value_of(properties, number_property)};
  if (mark.level.empty()) return std::nullopt;
  return mark;
}

}  // namespace mamori::labels
