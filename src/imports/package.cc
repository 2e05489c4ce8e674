#include "imports/package.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <zip.h>

namespace mamori::imports {
namespace {

constexpr std::size_t unpacked_bytes_max = std::size_t{64} << 20;  // of all parts that are read

std::unexpected<Error> malformed(const PackageWords& words, std::string_view what) {
  return fail(Fault::invalid, "source_malformed",
              std::string(words.thing) + "を開けません（" + std::string(what) + "）。",
              std::string(words.program) + "で開けることを確かめ、「" +
                  std::string(words.extension) + "」で保存し直してください。");
}

std::unexpected<Error> too_large(const PackageWords& words) {
  return fail(Fault::limit, "source_too_large", std::string(words.thing) + "の中身が大きすぎます。",
              std::string(words.smaller));
}

struct CloseEntry {
  void operator()(zip_file_t* file) const { zip_fclose(file); }
};

std::string folder_of(const std::string& part) {
  const auto slash = part.rfind('/');
  return slash == std::string::npos ? "" : part.substr(0, slash + 1);
}

// A target is relative to the folder of the part that names it, or begins with "/".
std::string resolved(const std::string& folder, std::string_view target) {
  if (target.starts_with('/')) return std::string(target.substr(1));
  return folder + std::string(target);
}

}  // namespace

void Package::Close::operator()(zip* archive) const {
  zip_discard(archive);
}

Result<Package> Package::open(std::string_view bytes, const PackageWords& words) {
  zip_error_t error;
  zip_error_init(&error);
  zip_source_t* source = zip_source_buffer_create(bytes.data(), bytes.size(), 0, &error);
  zip_t* archive = source == nullptr ? nullptr : zip_open_from_source(source, ZIP_RDONLY, &error);
  if (archive == nullptr && source != nullptr) zip_source_free(source);
  zip_error_fini(&error);
  if (archive == nullptr) return malformed(words, "ファイルが壊れています");
  return Package(std::unique_ptr<zip, Close>(archive), words);
}

Result<std::string> Package::read(const std::string& name) {
  const auto index = zip_name_locate(archive_.get(), name.c_str(), 0);
  if (index < 0) return std::string{};
  const std::unique_ptr<zip_file_t, CloseEntry> file(
      zip_fopen_index(archive_.get(), static_cast<zip_uint64_t>(index), 0));
  if (!file)
    return malformed(*words_, "中の " + name + " が読めないか、パスワードで守られています");
  std::string content;
  std::array<char, 1 << 16> buffer{};
  while (true) {
    const auto length = zip_fread(file.get(), buffer.data(), buffer.size());
    if (length < 0) return malformed(*words_, "中の " + name + " が壊れています");
    if (length == 0) return content;
    bytes_read_ += static_cast<std::size_t>(length);
    if (bytes_read_ > unpacked_bytes_max) return too_large(*words_);
    content.append(buffer.data(), static_cast<std::size_t>(length));
  }
}

Result<pugi::xml_document> Package::part(const std::string& name) {
  const auto content = read(name);
  if (!content) return fail(content.error());
  pugi::xml_document document;
  if (content->empty()) return document;
  const auto parsed = document.load_buffer(content->data(), content->size(),
                                           pugi::parse_default | pugi::parse_ws_pcdata);
  if (!parsed) return malformed(*words_, "中の " + name + " がXMLとして正しくありません");
  return document;
}

Result<std::string> Package::main_part() {
  auto parts = related("", "officeDocument");
  if (!parts) return fail(parts.error());
  return parts->empty() ? "" : parts->front();
}

Result<pugi::xml_document> Package::relations_of(const std::string& part) {
  const std::string folder = folder_of(part);
  return this->part(folder + "_rels/" + part.substr(folder.size()) + ".rels");
}

Result<std::string> Package::relation(const std::string& part, std::string_view id) {
  const auto relations = relations_of(part);
  if (!relations) return fail(relations.error());
  for (const pugi::xml_node& each : relations->document_element().children()) {
    if (attribute_of(each, "Id") == id) {
      return resolved(folder_of(part), attribute_of(each, "Target"));
    }
  }
  return std::string{};
}

Result<std::vector<std::string>> Package::related(const std::string& part, std::string_view type) {
  const auto relations = relations_of(part);
  if (!relations) return fail(relations.error());
  std::vector<std::string> names;
  for (const pugi::xml_node& each : relations->document_element().children()) {
    const std::string_view full_type = attribute_of(each, "Type");
    if (full_type.substr(full_type.rfind('/') + 1) != type) continue;
    const std::string name = resolved(folder_of(part), attribute_of(each, "Target"));
    if (std::ranges::find(names, name) == names.end()) names.push_back(name);
  }
  return names;
}

std::string_view local_name(std::string_view name) {
  return name.substr(name.rfind(':') + 1);
}

std::string_view name_of(const pugi::xml_node& node) {
  return local_name(node.name());
}

pugi::xml_node child_of(const pugi::xml_node& node, std::string_view name) {
  for (const pugi::xml_node& child : node.children()) {
    if (name_of(child) == name) return child;
  }
  return {};
}

std::string_view attribute_of(const pugi::xml_node& node, std::string_view name) {
  for (const pugi::xml_attribute& attribute : node.attributes()) {
    if (local_name(attribute.name()) == name) return attribute.value();
  }
  return {};
}

bool is_on(const pugi::xml_node& parent, std::string_view name, bool otherwise) {
  const pugi::xml_node node = child_of(parent, name);
  if (!node) return otherwise;
  const std::string_view value = attribute_of(node, "val");
  return value != "0" && value != "false" && value != "off";
}

int number_of(std::string_view value, int otherwise) {
  int number = 0;
  const auto read = std::from_chars(value.data(), value.data() + value.size(), number);
  return read.ec == std::errc() ? std::clamp(number, -1'000'000, 1'000'000) : otherwise;
}

}  // namespace mamori::imports
