#include "mamori/files.h"

#include <fstream>
#include <sstream>

namespace mamori::command {

Result<std::string> read_file(const std::filesystem::path& path, std::size_t bytes_max) {
  std::error_code error;
  const auto size = std::filesystem::file_size(path, error);
  std::ifstream file(path, std::ios::binary);
  if (error || !file) {
    return fail(Fault::not_found, "file_unreadable", "ファイルを読めません: " + path.string(),
                "ファイルの場所と権限を確かめてください。");
  }
  if (size > bytes_max) {
    return fail(Fault::limit, "file_too_large", "ファイルが大きすぎます: " + path.string(),
                "規程のファイルを指定しているか確かめてください。");
  }
  std::ostringstream bytes;
  bytes << file.rdbuf();
  return bytes.str();
}

}  // namespace mamori::command
