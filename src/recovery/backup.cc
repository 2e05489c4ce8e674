#include "recovery/backup.h"

#include <fstream>

#include "base/files.h"
#include "base/text.h"
#include "ledger/journal.h"
#include "ledger/stored.h"
#include "recovery/loading.h"
#include "store/scratch.h"

namespace mamori::recovery {
namespace {

using store::Connection;

// The key file whose key signed the newest checkpoint. (While a new key takes over there are two.)
Result<std::vector<KeptFile>> kept_files(const Place& place, Connection& snapshot) {
  const auto head = ledger::stored_head(snapshot);
  if (!head || place.key_in_token) return std::vector<KeptFile>();
  for (const std::string_view tail : {".key", ".key.next"}) {
    const auto text = read_small(place.folder / (place.body + std::string(tail)), true);
    if (!text && text.error().code == "file_exposed") return fail(text.error());
    const auto signer = text ? ledger::NoteSigner::parse(trimmed(*text)) : fail(text.error());
    if (!signer || signer->verifier().vkey() != head->vkey) continue;
    return std::vector<KeptFile>{{place.body + ".key", *text}};
  }
  return fail(Fault::corrupt, "key_missing",
              "記録に署名した鍵（" + place.body + ".key）が、データのフォルダにありません。",
              "--data に、鍵のあるフォルダを指定してください。");
}

// The key of the sealed secrets (identity/vault.h), where there is one.
Result<void> add_vault(const Place& place, std::vector<KeptFile>& files) {
  const std::string name = place.body + ".vault";
  std::error_code ignored;
  if (!std::filesystem::exists(place.folder / name, ignored)) return {};
  const auto text = read_small(place.folder / name, true);
  if (!text) return fail(text.error());
  files.push_back({name, *text});
  return {};
}

struct Written {
  std::uint64_t rows = 0;
  Digest content{};
  ledger::Checkpoint checkpoint;
};

Result<Written> write_snapshot(const Place& place, Instant now, SealedWriter& writer) {
  const auto connection = store::connect(place.location, store::Access::read_only);
  connection->begin(store::Transaction::snapshot);
  const Meta meta{place.body, now, ledger::newest_checkpoint(*connection).value_or(""),
                  store::applied_migrations(*connection)};
  const auto tables = tables_of(meta);
  if (!tables) return fail(tables.error());
  auto files = kept_files(place, *connection);
  if (!files) return fail(files.error());
  if (auto added = add_vault(place, *files); !added) return fail(added.error());
  const auto checkpoint = checkpoint_of(meta);
  if (!checkpoint) return fail(checkpoint.error());
  DigestingSink counted([&](std::string_view bytes) { return writer.write(bytes); });
  const auto rows = write_content(*connection, meta, *files, *tables, counted.sink());
  if (!rows) return fail(rows.error());
  if (auto finished = writer.finish(); !finished) return fail(finished.error());
  return Written{*rows, counted.digest(), *checkpoint};
}

Result<void> prove_file(const SealedWriter& writer, const Digest& written,
                        const std::filesystem::path& folder) {
  std::ifstream in(writer.part(), std::ios::binary);
  auto sealed = SealedReader::open(in);
  if (!sealed) return fail(sealed.error());
  sealed->unlock(writer.key());
  store::Scratch scratch(folder);
  const auto content = load(*sealed, scratch.connection());
  if (!content) return fail(content.error());
  if (content->digest != written) return not_proved("読み戻した中身が違う");
  return prove(scratch.connection(), *content, folder);
}

Result<Backup> write_and_prove(const Place& place, const Lock& lock,
                               const std::filesystem::path& target, Instant now, const Cost& cost) {
  auto writer = SealedWriter::create(target, recovery::lock(place.body, now, lock, cost));
  if (!writer) return fail(writer.error());
  const auto written = write_snapshot(place, now, *writer);
  if (!written) return fail(written.error());
  if (auto proved = prove_file(*writer, written->content, place.folder); !proved) {
    return fail(proved.error());
  }
  if (auto named = writer->put_in_place(); !named) return fail(named.error());
  return Backup{.file = target,
                .bytes = writer->bytes(),
                .digest = hex(as_text(writer->digest())),
                .records = written->checkpoint.size,
                .root = base64(as_text(written->checkpoint.root)),
                .rows = written->rows};
}

}  // namespace

Result<Backup> make_backup(const Place& place, const Lock& lock,
                           const std::filesystem::path& target, const Clock& clock,
                           const Cost& cost) {
  try {
    return write_and_prove(place, lock, target, clock.now(), cost);
  } catch (const store::Failure& failure) {
    return fail(error_of(failure));
  }
}

}  // namespace mamori::recovery
