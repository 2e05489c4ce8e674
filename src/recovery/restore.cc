#include <algorithm>
#include <fstream>

#include "base/files.h"
#include "base/text.h"
#include "body/projections.h"
#include "identity/sessions.h"
#include "ledger/journal.h"
#include "recovery/backup.h"
#include "recovery/loading.h"
#include "recovery/records.h"
#include "store/staging.h"

namespace mamori::recovery {
namespace {

using store::Connection;

// That it was restored stands in the ledger, where its key is at hand to sign it; and nobody is
// signed in.
Result<void> begin_anew(Connection& restored, const Content& content, std::string_view file_name,
                        const Clock& clock) {
  restored.begin(store::Transaction::writing);
  identity::revoke_everybodys_sessions(restored);
  const auto key = std::ranges::find(content.files, content.meta.body + ".key", &KeptFile::name);
  if (key != content.files.end()) {
    auto signer = ledger::NoteSigner::parse(trimmed(key->bytes));
    if (!signer) return fail(signer.error());
    ledger::Journal journal(content.meta.body, clock, *std::move(signer));
    body::register_projections(journal);
    if (auto opened = journal.open(restored); !opened) return opened;
    journal.record(restored, restored_act(file_name, content.meta.made));
    journal.seal(restored);
  }
  restored.commit();
  return {};
}

// The keys first: data without them could not be opened, keys without data do no harm.
Result<void> put_keys(const Place& place, const Content& content) {
  for (const KeptFile& file : content.files) {
    const auto path = place.folder / file.name;
    const auto there = read_small(path, true);
    if (there && *there == file.bytes) continue;
    if (auto written = write_private(path, file.bytes); !written) return written;
  }
  return {};
}

Result<Content> restore_into(store::Staging& staging, SealedReader& sealed, const Place& place,
                             std::string_view file_name, const Clock& clock) {
  auto content = load(sealed, staging.connection());
  if (!content) return content;
  if (content->meta.body != place.body) {
    return fail(Fault::corrupt, "backup_malformed", "控えの見出しと中身で、団体が違います。",
                "別の控えを使ってください。");
  }
  if (auto proved = prove(staging.connection(), *content, place.folder); !proved) {
    return fail(proved.error());
  }
  if (auto begun = begin_anew(staging.connection(), *content, file_name, clock); !begun) {
    return fail(begun.error());
  }
  return content;
}

Result<void> check_place(const Header& header, const Place& place) {
  if (header.body != place.body) {
    return fail(Fault::conflict, "backup_of_other_body",
                "この控えは、団体「" + header.body + "」のものです。",
                "--body " + header.body + " を指定してください。");
  }
  if (!store::holds_data(place.location)) return {};
  return fail(Fault::conflict, "body_exists",
              "データが既にあります: " + store::name_of(place.location),
              "上書きはしません。戻す先に、空の --data か別の --database を指定してください。");
}

// Whether it had to be made.
Result<bool> make_folder(const std::filesystem::path& folder) {
  std::error_code error;
  const bool made = std::filesystem::create_directories(folder, error);
  if (made) std::filesystem::permissions(folder, std::filesystem::perms::owner_all, error);
  if (error) return fail(file_not_written(folder, error.value()));
  return made;
}

// Everything in a staging place; the last steps give key and data their names.
Result<Restored> restore_unlocked(SealedReader& sealed, const Place& place,
                                  std::string_view file_name, const Clock& clock) {
  store::Staging staging(place.location);
  const auto content = restore_into(staging, sealed, place, file_name, clock);
  if (!content) return fail(content.error());
  const auto checkpoint = checkpoint_of(content->meta);
  if (!checkpoint) return fail(checkpoint.error());
  if (auto kept = put_keys(place, *content); !kept) return fail(kept.error());
  if (auto named = staging.put_in_place(); !named) return fail(named.error());
  return Restored{sealed.header(), checkpoint->size, content->rows, content->meta.checkpoint};
}

}  // namespace

Result<Header> header_of(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) return fail(file_unreadable(file));
  const auto sealed = SealedReader::open(in);
  return sealed ? Result<Header>(sealed->header()) : fail(sealed.error());
}

Result<Restored> restore(const std::filesystem::path& file, const Unlocking& unlocking,
                         const Place& place, const Clock& clock) {
  std::ifstream in(file, std::ios::binary);
  if (!in) return fail(file_unreadable(file));
  auto sealed = SealedReader::open(in);
  if (!sealed) return fail(sealed.error());
  try {
    if (auto free = check_place(sealed->header(), place); !free) return fail(free.error());
    if (auto opened = sealed->unlock(unlocking); !opened) return fail(opened.error());
    const auto made = make_folder(place.folder);
    if (!made) return fail(made.error());
    auto restored = restore_unlocked(*sealed, place, file.filename().string(), clock);
    std::error_code not_empty;
    if (!restored && *made) std::filesystem::remove(place.folder, not_empty);
    return restored;
  } catch (const store::Failure& failure) {
    return fail(error_of(failure));
  }
}

}  // namespace mamori::recovery
