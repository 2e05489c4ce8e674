#include "anchoring/witness.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <unistd.h>

#include "base/bytes.h"
#include "ledger/note.h"

namespace mamori::anchoring {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view ending = ".checkpoint";

std::unexpected<Error> unavailable(const fs::path& path, const std::string& why) {
  return fail(
      Fault::unavailable, "witness_unavailable",
      "控えのフォルダに書けないか、読めません: " + path.string(),
      "フォルダ（共有）がつながっているか、権限と空き容量を確かめてください。（" + why + "）");
}

std::string reason() {
  return std::strerror(errno);
}

bool write_synced(const fs::path& file, int flags, std::string_view bytes) {
  const int out = ::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | flags, 0644);
  if (out < 0) return false;
  const bool written =
      ::write(out, bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()) &&
      ::fsync(out) == 0;
  return ::close(out) == 0 && written;
}

// A file system without hard links (many shares) gets the file itself, made anew or not at all.
bool place(const fs::path& fresh, const fs::path& file, std::string_view bytes) {
  if (::link(fresh.c_str(), file.c_str()) == 0 || errno == EEXIST) return true;
  const bool no_links = errno == EPERM || errno == EOPNOTSUPP || errno == ENOSYS;
  return no_links && (write_synced(file, 0, bytes) || errno == EEXIST);
}

Result<void> write_once(const fs::path& file, std::string_view bytes) {
  std::error_code ignored;
  if (fs::exists(file, ignored)) return {};
  const fs::path fresh =
      file.parent_path() / ("." + file.filename().string() + "." + hex(random_bytes(8)));
  if (!write_synced(fresh, O_NOFOLLOW, bytes)) return unavailable(fresh, reason());
  const bool placed = place(fresh, file, bytes);
  const std::string why = reason();
  ::unlink(fresh.c_str());
  if (!placed) return unavailable(file, why);
  return {};
}

}  // namespace

std::string witness_name(std::string_view body, Day day) {
  return std::string(body) + "-" + iso_day(day) + std::string(ending);
}

Result<std::vector<std::string>> witnessed(const fs::path& folder, std::string_view body) {
  std::vector<fs::path> files;
  std::error_code error;
  const std::size_t length = witness_name(body, Day{}).size();
  for (fs::directory_iterator entry(folder, error), end; !error && entry != end;
       entry.increment(error)) {
    const std::string name = entry->path().filename().string();
    const bool ours = name.starts_with(std::string(body) + "-") && name.ends_with(ending);
    if (ours && name.size() == length) files.push_back(entry->path());
  }
  if (error) return unavailable(folder, error.message());
  std::ranges::sort(files);
  std::vector<std::string> notes;
  for (const fs::path& file : files) {
    std::ifstream in(file, std::ios::binary);
    std::string bytes(ledger::note_bytes_max + 1, '\0');
    in.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    bytes.resize(static_cast<std::size_t>(in.gcount()));
    notes.push_back(std::move(bytes));
  }
  return notes;
}

Result<void> write_witness(const fs::path& folder, std::string_view body, Day day,
                           std::string_view note, std::string_view vkey) {
  std::error_code error;
  if (!fs::is_directory(folder, error)) return unavailable(folder, "フォルダがありません");
  const auto key = write_once(folder / (std::string(body) + ".key"), std::string(vkey) + '\n');
  if (!key) return key;
  return write_once(folder / witness_name(body, day), note);
}

}  // namespace mamori::anchoring
