#include "base/files.h"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <iterator>
#include <sys/stat.h>
#include <unistd.h>

namespace mamori {
namespace {

constexpr std::size_t small_bytes_max = std::size_t{64} << 10;

void sync_folder(const std::filesystem::path& folder) {
  const int descriptor = ::open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return;  // some file systems do not let a folder be opened
  ::fsync(descriptor);
  ::close(descriptor);
}

}  // namespace

Error file_exists(const std::filesystem::path& file) {
  return {Fault::conflict, "file_exists", "同じ名前のファイルが既にあります: " + file.string(),
          "別の名前を指定してください。上書きはしません。"};
}

Error file_unreadable(const std::filesystem::path& file) {
  return {Fault::not_found, "file_unreadable", "ファイルを読めません: " + file.string(),
          "ファイルの場所と権限を確かめてください。"};
}

Error file_not_written(const std::filesystem::path& file, int system_error) {
  const bool full = system_error == ENOSPC || system_error == EDQUOT;
  return {Fault::unavailable, "file_not_written",
          std::string("ファイルを書けませんでした") +
              (full ? "（ディスクの空きがありません）: " : ": ") + file.string(),
          full ? "空きを作ってから、もう一度行ってください。書きかけのものは残っていません。"
               : "フォルダの場所と権限を確かめてください（" +
                     std::string(std::strerror(system_error)) + "）。"};
}

Result<void> rename_to_new(const std::filesystem::path& from, const std::filesystem::path& to) {
  // A second name, which fails where one is taken; some file systems know only the plain way.
  if (::link(from.c_str(), to.c_str()) == 0) {
    ::unlink(from.c_str());
  } else if (errno == EEXIST || std::filesystem::exists(to)) {
    return fail(file_exists(to));
  } else if (::rename(from.c_str(), to.c_str()) != 0) {
    return fail(file_not_written(to, errno));
  }
  sync_folder(to.parent_path());
  return {};
}

Result<void> write_private(const std::filesystem::path& file, std::string_view bytes) {
  const int descriptor =
      ::open(file.c_str(), O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (descriptor < 0) {
    return fail(errno == EEXIST ? file_exists(file) : file_not_written(file, errno));
  }
  const bool whole =
      ::write(descriptor, bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()) &&
      ::fsync(descriptor) == 0;
  const int why = errno;
  ::close(descriptor);
  if (!whole) {
    ::unlink(file.c_str());
    return fail(file_not_written(file, why));
  }
  sync_folder(file.parent_path());
  return {};
}

Result<std::string> read_small(const std::filesystem::path& file, bool is_secret) {
  struct stat about{};
  if (::stat(file.c_str(), &about) != 0 || !S_ISREG(about.st_mode))
    return fail(file_unreadable(file));
  if (is_secret && (about.st_mode & 077) != 0) {
    return fail(Fault::invalid, "file_exposed",
                "ほかの利用者も読めるファイルです: " + file.string(),
                "本人だけが読めるように権限を変えてください（chmod 600）。");
  }
  if (static_cast<std::size_t>(about.st_size) > small_bytes_max) {
    return fail(Fault::limit, "file_too_large", "ファイルが大きすぎます: " + file.string(),
                "指定したファイルを確かめてください。");
  }
  std::ifstream in(file, std::ios::binary);
  if (!in) return fail(file_unreadable(file));
  return std::string(std::istreambuf_iterator<char>(in), {});
}

}  // namespace mamori
