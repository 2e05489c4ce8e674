#include <iostream>

#include "base/date.h"
#include "base/files.h"
#include "base/json.h"
#include "mamori/commands.h"
#include "mamori/data.h"
#include "mamori/passphrase.h"
#include "recovery/backup.h"
#include "recovery/move.h"

namespace mamori::command {
namespace {

recovery::Place place_of(const DataOptions& data, const store::Location& location) {
  return {location, data.folder, data.body};
}

Result<recovery::Unlocking> unlocking_of(const RestoreOptions& options) {
  if (!options.key.empty()) {
    const auto pem = read_small(options.key, true);
    if (!pem) return fail(pem.error());
    auto key = recovery::RecipientKey::parse(*pem);
    if (!key) return fail(key.error());
    return *std::move(key);
  }
  const auto header = recovery::header_of(options.file);
  if (!header) return fail(header.error());
  if (header->kind == recovery::Header::Kind::recipient) {
    return fail(Fault::invalid, "backup_key_other_kind", "この控えは、合言葉ではなく鍵で開きます。",
                "--key に、控えを開く鍵のファイルを指定してください。");
  }
  auto typed = passphrase(options.passphrase_file, Asking::once);
  if (!typed) return fail(typed.error());
  return *std::move(typed);
}

}  // namespace

Result<recovery::Lock> lock_of(const LockOptions& options) {
  if (options.recipient.empty()) {
    auto typed = passphrase(options.passphrase_file, Asking::twice);
    if (!typed) return fail(typed.error());
    return *std::move(typed);
  }
  const auto pem = read_small(options.recipient, false);
  if (!pem) return fail(pem.error());
  auto recipient = recovery::Recipient::parse(*pem);
  if (!recipient) return fail(recipient.error());
  return *std::move(recipient);
}

Result<int> backup(const BackupOptions& options) {
  const auto location = existing_location(options.data);
  if (!location) return fail(location.error());
  const auto lock = lock_of(options.lock);
  if (!lock) return fail(lock.error());
  recovery::Place place = place_of(options.data, *location);
  place.key_in_token = options.key_in_token;
  const auto made = recovery::make_backup(place, *lock, options.file, SystemClock());
  if (!made) return fail(made.error());
  if (options.json) {
    std::cout << Json(JsonObject{{"file", made->file.string()},
                                 {"bytes", made->bytes},
                                 {"sha256", made->digest},
                                 {"records", made->records},
                                 {"root", made->root},
                                 {"rows", made->rows}})
              << '\n';
    return 0;
  }
  std::cout << "控えを取りました: " << made->file.string() << "\n"
            << made->records << " 件の記録と " << made->rows
            << " 行の表が入っています。書いた後に読み戻し、元のデータに戻せることを確かめました。\n"
            << "大きさ: " << made->bytes << " バイト\nSHA-256: " << made->digest << '\n';
  return 0;
}

Result<int> restore(const RestoreOptions& options) {
  const auto location = location_of(options.data);
  if (!location) return fail(location.error());
  const auto unlocking = unlocking_of(options);
  if (!unlocking) return fail(unlocking.error());
  const auto restored =
      recovery::restore(options.file, *unlocking, place_of(options.data, *location), SystemClock());
  if (!restored) return fail(restored.error());
  std::cout << "控えから戻しました: " << store::name_of(*location) << "\n"
            << wareki_instant(restored->header.made) << " に取った控えです。" << restored->records
            << " 件の記録と " << restored->rows
            << " 行の表が、取ったときのままであることを確かめました。\n"
            << "戻したことは、記録に残りました。控えの後に行われたことは、入っていません。\n";
  return 0;
}

Result<int> move(const MoveOptions& options) {
  const auto location = existing_location(options.data);
  if (!location) return fail(location.error());
  const auto destination = store::location_of(options.to, options.data.folder, options.data.body);
  if (!destination) return fail(destination.error());
  const recovery::Place from = place_of(options.data, *location);
  if (options.cancel) {
    if (auto done = recovery::cancel_move(from, *destination); !done) return fail(done.error());
    std::cout << "引っ越しを取りやめました。これまでどおり使えます: " << store::name_of(*location)
              << '\n';
    return 0;
  }
  const auto moved = recovery::move_body(from, *destination, [](std::string_view table) {
    std::cerr << "写しています: " << table << '\n';
  });
  if (!moved) return fail(moved.error());
  std::cout << "引っ越しました: " << store::name_of(*destination) << "\n"
            << moved->records << " 件の記録と " << moved->rows
            << " 行の表が、元と同じであることを確かめました。\n"
            << "元のデータ（" << store::name_of(*location)
            << "）は残っていますが、もう開けません。要らなくなったら消してください。\n";
  return 0;
}

Result<int> backup_key(const std::filesystem::path& file) {
  const auto key = recovery::RecipientKey::generate();
  std::filesystem::path public_file = file;
  public_file += ".pub";
  if (auto written = write_private(file, key.private_pem()); !written) {
    return fail(written.error());
  }
  if (auto written = write_private(public_file, key.public_pem()); !written) {
    return fail(written.error());
  }
  std::cout
      << "控えを開く鍵: " << file.string()
      << "\n  別の場所に、本人だけが使えるようにしまってください。なくすと控えは開けません。\n"
      << "控えを取るときに使う公開鍵: " << public_file.string()
      << "\n  --recipient に指定します。秘密ではありません。\n";
  return 0;
}

}  // namespace mamori::command
