#include "mamori/pins.h"

#include <algorithm>

#include "base/text.h"
#include "mamori/files.h"

namespace mamori::command {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view checkpoint_ending = ".checkpoint";

Result<std::vector<fs::path>> checkpoints_in(const fs::path& folder) {
  std::vector<fs::path> found;
  std::error_code error;
  for (fs::directory_iterator entry(folder, error), end; !error && entry != end;
       entry.increment(error)) {
    if (entry->path().extension() == checkpoint_ending) found.push_back(entry->path());
  }
  std::ranges::sort(found);
  if (!error && !found.empty()) return found;
  return fail(Fault::not_found, "folder_without_checkpoints",
              "控えの検証値（.checkpoint）がないフォルダです: " + folder.string(),
              "mamoriが控えを書いているフォルダを指定してください。");
}

}  // namespace

Result<ledger::VerifyOptions> pinned(const VerifyOptions& options) {
  ledger::VerifyOptions pins;
  std::error_code error;
  if (!options.key.empty()) {
    const bool is_file = fs::is_regular_file(options.key, error);
    const auto key = is_file ? read_file(options.key) : Result<std::string>(options.key);
    if (!key) return fail(key.error());
    pins.vkey = trimmed(*key);
  }
  for (const fs::path& path : options.against) {
    const bool folder = fs::is_directory(path, error);
    const auto files = folder ? checkpoints_in(path) : Result<std::vector<fs::path>>({path});
    if (!files) return fail(files.error());
    for (const fs::path& file : *files) {
      auto checkpoint = read_file(file);
      if (!checkpoint) return fail(checkpoint.error());
      pins.older_checkpoints.push_back(*std::move(checkpoint));
    }
  }
  return pins;
}

}  // namespace mamori::command
