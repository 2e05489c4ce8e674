#include "labels/archive.h"

#include <array>
#include <sstream>
#include <zip.h>

#include "labels/marking_parts.h"

namespace mamori::labels {
namespace {

constexpr std::size_t read_bytes_max = std::size_t{48} << 20;       // of the parts that are parsed
constexpr std::size_t unpacked_bytes_max = std::size_t{512} << 20;  // of all
constexpr zip_int64_t parts_max = 20'000;

struct CloseEntry {
  void operator()(zip_file_t* file) const { zip_fclose(file); }
};

// A bomb says how large it gets, or lies and is stopped where it is read.
Result<void> check_sizes(zip_t* archive) {
  const zip_int64_t count = zip_get_num_entries(archive, 0);
  if (count > parts_max) return too_large_file();
  std::size_t sum = 0;
  for (zip_int64_t index = 0; index < count; ++index) {
    zip_stat_t stat;
    zip_stat_init(&stat);
    const auto at = static_cast<zip_uint64_t>(index);
    if (zip_stat_index(archive, at, 0, &stat) != 0) return malformed_file("zipの目次");
    if (stat.size > unpacked_bytes_max - sum) return too_large_file();
    sum += stat.size;
  }
  return {};
}

Result<std::string> content_of(zip_source_t* source) {
  zip_stat_t stat;
  zip_stat_init(&stat);
  if (zip_source_stat(source, &stat) != 0 || zip_source_open(source) != 0) {
    return malformed_file("書き込めません");
  }
  std::string bytes(stat.size, '\0');
  const auto length = zip_source_read(source, bytes.data(), bytes.size());
  zip_source_close(source);
  if (length < 0 || static_cast<std::size_t>(length) != bytes.size()) {
    return malformed_file("書き込めません");
  }
  return bytes;
}

}  // namespace

void Archive::Discard::operator()(zip* archive) const {
  zip_discard(archive);
}

void Archive::Free::operator()(zip_source* source) const {
  zip_source_free(source);
}

Result<Archive> Archive::open(std::string_view bytes) {
  zip_error_t error;
  zip_error_init(&error);
  std::unique_ptr<zip_source, Free> source(
      zip_source_buffer_create(bytes.data(), bytes.size(), 0, &error));
  zip_t* archive = nullptr;
  if (source) {
    zip_source_keep(source.get());  // one hold is the archive's
    archive = zip_open_from_source(source.get(), 0, &error);
    if (archive == nullptr) zip_source_free(source.get());
  }
  zip_error_fini(&error);
  if (archive == nullptr) return malformed_file("zipとして壊れています");
  Archive opened(std::move(source), std::unique_ptr<zip, Discard>(archive));
  if (auto sound = check_sizes(archive); !sound) return fail(sound.error());
  return opened;
}

bool Archive::has(const std::string& name) const {
  return put_.contains(name) || zip_name_locate(archive_.get(), name.c_str(), 0) >= 0;
}

bool Archive::has_folder(std::string_view folder) const {
  const zip_int64_t count = zip_get_num_entries(archive_.get(), 0);
  for (zip_int64_t index = 0; index < count; ++index) {
    const char* name = zip_get_name(archive_.get(), static_cast<zip_uint64_t>(index), 0);
    if (name != nullptr && std::string_view(name).starts_with(folder)) return true;
  }
  return false;
}

Result<std::string> Archive::read(const std::string& name) {
  if (const auto put = put_.find(name); put != put_.end()) return put->second;
  const auto index = zip_name_locate(archive_.get(), name.c_str(), 0);
  if (index < 0) return std::string{};
  const std::unique_ptr<zip_file_t, CloseEntry> file(
      zip_fopen_index(archive_.get(), static_cast<zip_uint64_t>(index), 0));
  if (!file) return malformed_file("中の " + name);
  std::string content;
  std::array<char, 1 << 16> buffer{};
  while (true) {
    const auto length = zip_fread(file.get(), buffer.data(), buffer.size());
    if (length < 0) return malformed_file("中の " + name);
    if (length == 0) return content;
    bytes_read_ += static_cast<std::size_t>(length);
    if (bytes_read_ > read_bytes_max) return too_large_file();
    content.append(buffer.data(), static_cast<std::size_t>(length));
  }
}

Result<pugi::xml_document> Archive::part(const std::string& name) {
  const auto content = read(name);
  if (!content) return fail(content.error());
  pugi::xml_document document;
  if (content->empty()) return document;
  const auto parsed = document.load_buffer(content->data(), content->size(),
                                           pugi::parse_full | pugi::parse_ws_pcdata);
  if (!parsed) return malformed_file("中の " + name);
  return document;
}

void Archive::put(const std::string& name, const pugi::xml_document& document) {
  std::ostringstream out;
  document.save(out, "", pugi::format_raw, pugi::encoding_utf8);
  put_[name] = std::move(out).str();
}

Result<std::string> Archive::packed() {
  for (const auto& [name, content] : put_) {
    zip_source_t* source = zip_source_buffer(archive_.get(), content.data(), content.size(), 0);
    const zip_flags_t flags = ZIP_FL_OVERWRITE | ZIP_FL_ENC_UTF_8;
    if (zip_file_add(archive_.get(), name.c_str(), source, flags) < 0) {
      zip_source_free(source);
      return malformed_file("書き込めません");
    }
  }
  zip_t* archive = archive_.release();
  if (zip_close(archive) != 0) {
    zip_discard(archive);
    return malformed_file("書き込めません");
  }
  return content_of(source_.get());
}

std::string_view local_name(std::string_view name) {
  return name.substr(name.rfind(':') + 1);
}

std::string prefix_of(const pugi::xml_node& node) {
  const std::string_view name = node.name();
  const auto colon = name.rfind(':');
  return colon == std::string_view::npos ? "" : std::string(name.substr(0, colon + 1));
}

pugi::xml_node child_named(const pugi::xml_node& node, std::string_view name) {
  for (const pugi::xml_node& child : node.children()) {
    if (local_name(child.name()) == name) return child;
  }
  return {};
}

std::string_view attribute_named(const pugi::xml_node& node, std::string_view name) {
  for (const pugi::xml_attribute& attribute : node.attributes()) {
    if (local_name(attribute.name()) == name) return attribute.value();
  }
  return {};
}

}  // namespace mamori::labels
