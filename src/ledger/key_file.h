// The signing key as a file: one line, readable by its owner only (docs/ledger-format.md).
//
// Functions of this file are for one thread at a time and one program at a time.
#pragma once

#include <filesystem>
#include <string_view>

#include "ledger/note.h"

namespace mamori::ledger {

// Reads the key from `file`, or makes one there (mode 0600) when nothing is there; never replaces
// one. Fails with "key_exposed" when others than the owner may read it, "key_malformed",
// "key_of_other_body" when it carries another name, "key_unavailable".
Result<NoteSigner> load_or_create_key(const std::filesystem::path& file, std::string_view name);
// The same for a file that must be there.
Result<NoteSigner> load_key(const std::filesystem::path& file, std::string_view name);

// A new key that is to follow the one in `file` lies beside it, in <file>.next, until the ledger
// has recorded it; then adopt_next_key() puts it in the place of the old one, which is gone. So at
// any moment one of the two files holds the key the newest checkpoint is signed with, and
// settle_next_key() finds out which.
Result<NoteSigner> make_next_key(const std::filesystem::path& file, std::string_view name);
Result<void> adopt_next_key(const std::filesystem::path& file);
// After a start: adopts the next key when `vkey`, which signed the newest checkpoint, is that one;
// takes away a next key that was never used.
Result<void> settle_next_key(const std::filesystem::path& file, std::string_view name,
                             std::string_view vkey);

// Takes the file away, for a key that now lies elsewhere. Nothing there is fine.
Result<void> forget_key(const std::filesystem::path& file);

}  // namespace mamori::ledger
