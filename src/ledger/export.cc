#include "ledger/export.h"

#include <fstream>

#include "ledger/stored.h"

namespace mamori::ledger {
namespace {

namespace fs = std::filesystem;

std::unexpected<Error> not_written(const fs::path& path) {
  return fail(Fault::unavailable, "export_not_written",
              "書き出しのファイルを作れません: " + path.string(),
              "フォルダの権限と空き容量を確かめてください。");
}

Result<void> make_folder(const fs::path& folder) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) return not_written(folder);
  if (!fs::is_empty(folder, error) || error) {
    return fail(Fault::conflict, "export_folder_in_use",
                "書き出し先のフォルダが空ではありません: " + folder.string(),
                "空のフォルダか、まだないフォルダを指定してください。");
  }
  return {};
}

bool write_file(const fs::path& path, std::string_view bytes) {
  std::error_code error;
  fs::create_directories(path.parent_path(), error);
  std::ofstream out(path, std::ios::binary);
  out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  out.close();
  return !error && !out.fail();
}

// The checkpoint as stored, to know the size by; the verifier checks its signature.
Result<Checkpoint> unverified(const std::optional<StoredHead>& head) {
  if (!head) {
    return fail(Fault::not_found, "ledger_empty", "台帳にはまだ記録がありません。");
  }
  const Result<Note> note = parse_note(head->checkpoint);
  return note ? decode_checkpoint(note->text) : fail(note.error());
}

}  // namespace

Result<Checkpoint> write_export(store::Connection& connection, const fs::path& folder) {
  const Result<Checkpoint> checkpoint = unverified(stored_head(connection));
  if (!checkpoint) return checkpoint;
  if (const Result<void> made = make_folder(folder); !made) return fail(made.error());
  const StoredFiles files(connection, body_of(checkpoint->origin));
  for (const LedgerFile& file : files_of(checkpoint->size)) {
    const std::optional<std::string> bytes = files.read(file);
    if (!bytes) continue;  // missing in the tables: missing in the export, and named by its check
    const fs::path path = folder / path_of(file);
    if (!write_file(path, *bytes)) return not_written(path);
  }
  return checkpoint;
}

}  // namespace mamori::ledger
