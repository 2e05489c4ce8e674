// Small zip files, made of their parts. For tests only, of this room and those above it.
#pragma once

#include <map>
#include <string>
#include <zip.h>

namespace mamori::imports::testing {

using Parts = std::map<std::string, std::string>;

// A zip with these files in it; "" when that fails.
inline std::string zipped(const Parts& parts) {
  zip_error_t error;
  zip_error_init(&error);
  zip_source_t* memory = zip_source_buffer_create(nullptr, 0, 0, &error);
  zip_source_keep(memory);
  zip_t* archive = zip_open_from_source(memory, ZIP_CREATE | ZIP_TRUNCATE, &error);
  for (const auto& [name, content] : parts) {
    zip_source_t* file = zip_source_buffer(archive, content.data(), content.size(), 0);
    zip_file_add(archive, name.c_str(), file, ZIP_FL_ENC_UTF_8);
  }
  std::string bytes;
  zip_stat_t status;
  if (zip_close(archive) == 0 && zip_source_stat(memory, &status) == 0) {
    bytes.resize(status.size);
    zip_source_open(memory);
    zip_source_read(memory, bytes.data(), bytes.size());
    zip_source_close(memory);
  }
  zip_source_free(memory);
  zip_error_fini(&error);
  return bytes;
}

}  // namespace mamori::imports::testing
