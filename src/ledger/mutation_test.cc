// A sound export is damaged in every way an accident or a forger could; the verifier must find each
// and name the first record that does not fit, which this harness knows because it did the damage.
//
// Each mutant has a seed of its own, told when it is not found. To repeat it, or to try more:
//   MAMORI_MUTATION_SEED=<seed> MAMORI_MUTANTS=1 ledger_test --gtest_filter='Mutations.*'
//   MAMORI_MUTATED_RECORDS=10000 MAMORI_MUTANTS=10000 ledger_test --gtest_filter='Mutations.*'
#include <algorithm>
#include <cstdlib>
#include <functional>
#include <iostream>
#include <random>

#include "ledger/ledger_fixture.h"
#include "ledger/verify.h"

namespace mamori::ledger {
namespace {

using testing::expected_records;
using testing::FilesInMemory;
using testing::framed;
using testing::split_entries;

std::uint64_t from_environment(const char* name, std::uint64_t otherwise) {
  const char* value = std::getenv(name);
  return value ? std::strtoull(value, nullptr, 10) : otherwise;
}

// Chance that can be repeated.
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : engine_(seed) {}

  std::uint64_t below(std::uint64_t limit) { return limit == 0 ? 0 : engine_() % limit; }
  std::uint64_t between(std::uint64_t least, std::uint64_t most) {
    return least + below(most - least + 1);
  }
  std::string bytes(std::uint64_t count) {
    std::string some(count, '\0');
    for (char& byte : some) byte = static_cast<char>(engine_());
    return some;
  }
  template <class T>
  const T& one_of(const std::vector<T>& things) {
    return things[below(things.size())];
  }

 private:
  std::mt19937_64 engine_;
};

// A path that has nothing is a file taken away.
using Changes = std::map<std::string, std::optional<std::string>>;

// The files of an export, some of them changed; nothing is copied.
class ChangedFiles final : public LedgerFiles {
 public:
  ChangedFiles(FilesInMemory& sound, const Changes& changes) : sound_(sound), changes_(changes) {}

  std::optional<std::string> read(const LedgerFile& file) const override {
    const auto changed = changes_.find(path_of(file));
    return changed == changes_.end() ? sound_.read(file) : changed->second;
  }
  std::optional<Stray> stray(std::uint64_t) const override {
    for (const auto& [path, bytes] : changes_) {
      if (bytes && !sound_.files().contains(path)) return Stray{path, std::nullopt};
    }
    return std::nullopt;
  }

 private:
  FilesInMemory& sound_;
  const Changes& changes_;
};

struct Mutant {
  std::string what;
  Changes changes;
  VerifyOptions options;
  std::optional<std::uint64_t> first_bad;  // what the verifier must say
  std::string code;                        // empty: any
};

// What an auditor may have kept at some moment.
struct Kept {
  std::uint64_t size;
  FilesInMemory files;
};

// A ledger of many acts with erasures, exported, and what was kept on the way.
class Mutations : public testing::LedgerTest {
 protected:
  void SetUp() override {
    const std::uint64_t records = from_environment("MAMORI_MUTATED_RECORDS", 1000);
    for (std::uint64_t part = 1; part <= 8; ++part) {
      grow_to(records * part / 8 - 1);
      if (part % 2 == 0) erase(records * (part - 1) / 8);
      kept_.push_back({record_count(connection()), exported()});
    }
    sound_ = exported();
    size_ = record_count(connection());
    for (const LedgerFile& file : files_of(size_)) kinds_[kind_of(file)].push_back(file);
  }

  void erase(std::uint64_t number) {
    erased_.push_back(number);
    payloads_before_[number] = payload_frames(bundle_of(number), exported())[place_of(number)];
    ASSERT_TRUE(journal_.erase(connection(), number, "p1", "保存期間の満了").has_value());
    journal_.seal(connection());
  }

  // --- places ---

  static std::uint64_t bundle_of(std::uint64_t number) { return (number - 1) / tile_width; }
  static std::uint64_t place_of(std::uint64_t number) { return (number - 1) % tile_width; }
  static std::string kind_of(const LedgerFile& file) {
    const std::string path = path_of(file);
    return path.substr(0, path.find_last_of('/', path.find(".p/")));
  }
  LedgerFile file_at(LedgerFile::Kind kind, std::uint64_t bundle) const {
    return {kind, 0, bundle, width_of(bundle, size_)};
  }
  LedgerFile any_file(Dice& dice) const {
    std::vector<std::string> kinds;
    for (const auto& [kind, files] : kinds_) kinds.push_back(kind);
    return dice.one_of(kinds_.at(dice.one_of(kinds)));
  }
  std::uint64_t any_record(Dice& dice) const { return dice.between(1, size_); }

  std::vector<std::string> leaves_of(std::uint64_t bundle) {
    return split_entries(sound_.read(file_at(LedgerFile::Kind::entries, bundle)).value());
  }
  std::vector<std::string> payload_frames(std::uint64_t bundle, const FilesInMemory& files) const {
    const std::uint64_t size = decode_size(files);
    const std::string bytes =
        files.read({LedgerFile::Kind::payloads, 0, bundle, width_of(bundle, size)}).value();
    std::vector<std::string> frames;
    for (std::string_view rest = bytes; !rest.empty();) {
      const std::string_view before = rest;
      if (!take_payload(rest)) break;
      frames.emplace_back(before.substr(0, before.size() - rest.size()));
    }
    return frames;
  }
  std::uint64_t decode_size(const FilesInMemory& files) const {
    const auto note = files.read({.kind = LedgerFile::Kind::checkpoint});
    return open_checkpoint(note.value(), signer_.verifier())->size;
  }

  // --- what must be said ---

  // A change of bytes is one of the record whose bytes are the first that differ.
  std::optional<std::uint64_t> first_different(const LedgerFile& file,
                                               const std::string& changed) const {
    const std::string bytes = sound_.read(file).value();
    const auto owners = expected_records(file, bytes);
    const auto same = std::ranges::mismatch(bytes, changed).in1 - bytes.begin();
    const auto place = std::min<std::size_t>(static_cast<std::size_t>(same), owners.size() - 1);
    return owners[place] == 0 ? std::nullopt : std::optional(owners[place]);
  }
  // Changes the bytes of a file; the lowest of the records concerned must be named.
  void change(Mutant& mutant, const LedgerFile& file, std::string changed) const {
    const auto record = first_different(file, changed);
    if (record) mutant.first_bad = std::min(mutant.first_bad.value_or(*record), *record);
    mutant.changes[path_of(file)] = std::move(changed);
  }
  bool changes_something(const Mutant& mutant) const {
    return std::ranges::any_of(mutant.changes, [&](const auto& change) {
      const auto before = files_.find(change.first);
      return before == files_.end() || change.second != before->second;
    });
  }

  std::vector<Kept> kept_;
  FilesInMemory sound_;
  const FilesInMemory::Files& files_ = sound_.files();
  std::uint64_t size_ = 0;
  std::map<std::string, std::vector<LedgerFile>> kinds_;
  std::vector<std::uint64_t> erased_;
  std::map<std::uint64_t, std::string> payloads_before_;

  // --- bytes of one file ---

  using Edit = std::function<void(std::string&, Dice&)>;
  Mutant edited(const LedgerFile& file, Dice& dice, const Edit& edit) const {
    std::string bytes = sound_.read(file).value();
    edit(bytes, dice);
    Mutant mutant{.what = path_of(file)};
    change(mutant, file, std::move(bytes));
    return mutant;
  }

  // --- records, as a forger would ---

  // Puts these records into a bundle, and their hashes beside them when `with_hashes`.
  void put(Mutant& mutant, std::uint64_t bundle, const std::vector<std::string>& leaves,
           bool with_hashes) const {
    change(mutant, file_at(LedgerFile::Kind::entries, bundle), framed(leaves));
    if (!with_hashes) return;
    std::string hashes;
    for (const std::string& leaf : leaves) hashes += as_text(leaf_hash(leaf));
    change(mutant, file_at(LedgerFile::Kind::tile, bundle), std::move(hashes));
  }
  // Record `number` says something else, which its payload bears out where there is one.
  void forge(Mutant& mutant, std::uint64_t number, Dice& dice) {
    const std::uint64_t bundle = bundle_of(number);
    auto leaves = leaves_of(bundle);
    auto frames = payload_frames(bundle, sound_);
    Leaf leaf = decode_leaf(leaves[place_of(number)]).value();
    leaf.actor = "system:evil";
    if (frames[place_of(number)].size() > 1) {
      const std::string salt = dice.bytes(salt_bytes);
      const std::string payload = R"({"name":"forged"})";
      leaf.commitment = commit_payload(salt, payload);
      frames[place_of(number)].clear();
      append_payload(frames[place_of(number)], salt, payload);
    }
    leaves[place_of(number)] = encode(leaf);
    put(mutant, bundle, leaves, true);
    std::string payloads;
    for (const std::string& frame : frames) payloads += frame;
    change(mutant, file_at(LedgerFile::Kind::payloads, bundle), std::move(payloads));
  }
  // All hashes above the changed ones are made to fit. Returns the new root.
  Hash retile(Mutant& mutant) const {
    std::vector<Hash> hashes;
    Tree tree;
    for (const LedgerFile& file : kinds_.at("tile/0")) {
      const auto changed = mutant.changes.find(path_of(file));
      for (const Hash& hash :
           split_hashes(changed == mutant.changes.end() ? *sound_.read(file) : *changed->second)) {
        hashes.push_back(hash);
        tree.append(hash);
      }
    }
    for (unsigned level = 1; kinds_.contains("tile/" + std::to_string(level)); ++level) {
      std::vector<Hash> above;
      for (std::size_t first = 0; first + tile_width <= hashes.size(); first += tile_width) {
        above.push_back(complete_root(std::span(hashes).subspan(first, tile_width)));
      }
      for (const LedgerFile& file : kinds_.at("tile/" + std::to_string(level))) {
        std::string bytes;
        for (const Hash& hash : std::span(above).subspan(file.index * tile_width, file.width)) {
          bytes += as_text(hash);
        }
        mutant.changes[path_of(file)] = bytes;
      }
      hashes = std::move(above);
    }
    return tree.root();
  }
  // Checkpoints that an auditor kept.
  void keep_some(Mutant& mutant, Dice& dice) const {
    for (const Kept& kept : kept_) {
      if (dice.below(2) == 0) mutant.options.older_checkpoints.push_back(checkpoint_of(kept));
    }
  }
  static std::string checkpoint_of(const Kept& kept) {
    return kept.files.read({.kind = LedgerFile::Kind::checkpoint}).value();
  }
  // What the kept checkpoints show of a change of `number`: the history parts after the newest of
  // them that is older; nothing, when none is as new as the record.
  std::optional<std::uint64_t> parting(const Mutant& mutant, std::uint64_t number) const {
    std::uint64_t agreed = 0;
    bool seen = false;
    for (const std::string& note : mutant.options.older_checkpoints) {
      const std::uint64_t size = open_checkpoint(note, signer_.verifier())->size;
      if (size < number) agreed = std::max(agreed, size);
      seen = seen || size >= number;
    }
    return seen ? std::optional(agreed + 1) : std::nullopt;
  }

  Mutant missing_file(Dice& dice);
  Mutant stray_file(Dice& dice);
  Mutant swapped_files(Dice& dice);
  Mutant two_files(Dice& dice);
  Mutant removed_record(Dice& dice);
  Mutant inserted_record(Dice& dice);
  Mutant reordered_records(Dice& dice);
  Mutant swapped_records(Dice& dice);
  Mutant replaced_record(Dice& dice);
  Mutant swapped_with_hashes(Dice& dice);
  Mutant cut_tail(Dice& dice);
  Mutant swapped_payloads(Dice& dice);
  Mutant silent_erasure(Dice& dice);
  Mutant undone_erasure(Dice& dice);
  Mutant forged_record(Dice& dice);
  Mutant forged_tree(Dice& dice);
  Mutant signed_again(Dice& dice);
  Mutant signed_by_another(Dice& dice);
  Mutant rolled_back(Dice& dice);

  struct Way {
    std::string name;
    std::function<Mutant(Dice&)> make;
  };
  std::vector<Way> ways();
  void expect_found(const std::string& way, const Mutant& mutant, std::uint64_t seed);
};

// --- bytes ---

void flip_bit(std::string& bytes, Dice& dice) {
  char& byte = bytes[dice.below(bytes.size())];
  byte = static_cast<char>(byte ^ 1 << dice.below(8));
}

void overwrite(std::string& bytes, Dice& dice) {
  const std::string noise = dice.bytes(dice.between(1, std::min<std::size_t>(bytes.size(), 64)));
  bytes.replace(dice.below(bytes.size() - noise.size() + 1), noise.size(), noise);
}

void zero_sector(std::string& bytes, Dice& dice) {
  const std::size_t from = dice.below(bytes.size()) / 512 * 512;
  const std::size_t count = std::min<std::size_t>(512, bytes.size() - from);
  bytes.replace(from, count, count, '\0');
}

void truncate(std::string& bytes, Dice& dice) {
  bytes.resize(dice.below(bytes.size()));
}

void append(std::string& bytes, Dice& dice) {
  bytes += dice.bytes(dice.between(1, 64));
}

void insert(std::string& bytes, Dice& dice) {
  bytes.insert(dice.below(bytes.size()), dice.bytes(dice.between(1, 64)));
}

void remove_bytes(std::string& bytes, Dice& dice) {
  bytes.erase(dice.below(bytes.size()), dice.between(1, 64));
}

void swap_pieces(std::string& bytes, Dice& dice) {
  const std::size_t length = std::min<std::size_t>(32, bytes.size() / 2);
  const std::size_t pieces = bytes.size() / length;
  const std::size_t one = dice.below(pieces) * length;
  const std::size_t other = dice.below(pieces) * length;
  std::swap_ranges(bytes.begin() + static_cast<std::ptrdiff_t>(one),
                   bytes.begin() + static_cast<std::ptrdiff_t>(one + length),
                   bytes.begin() + static_cast<std::ptrdiff_t>(other));
}

void repeat_bytes(std::string& bytes, Dice& dice) {
  const std::size_t from = dice.below(bytes.size());
  bytes.insert(from, bytes.substr(from, dice.between(1, 400)));
}

// --- files ---

Mutant Mutations::missing_file(Dice& dice) {
  const LedgerFile file = any_file(dice);
  Mutant mutant{.what = path_of(file), .code = file.width > 0 ? "file_missing" : ""};
  mutant.first_bad = first_different(file, "");
  mutant.changes[path_of(file)] = std::nullopt;
  return mutant;
}

Mutant Mutations::stray_file(Dice& dice) {
  const std::string path = path_of(any_file(dice)) + dice.one_of<std::string>({".bak", "~", "0"});
  return {.what = path, .changes = {{path, "?"}}, .code = "stray"};
}

Mutant Mutations::swapped_files(Dice& dice) {
  const LedgerFile one = any_file(dice);
  const LedgerFile other = dice.one_of(kinds_.at(kind_of(one)));
  Mutant mutant{.what = path_of(one) + " and " + path_of(other)};
  change(mutant, one, sound_.read(other).value());
  change(mutant, other, sound_.read(one).value());
  return mutant;
}

Mutant Mutations::two_files(Dice& dice) {
  const auto& tiles = kinds_.at("tile/0");
  const LedgerFile tile = dice.one_of(tiles);
  const LedgerFile entries = dice.one_of(kinds_.at("tile/entries"));
  Mutant mutant = edited(tile, dice, flip_bit);
  std::string bytes = sound_.read(entries).value();
  flip_bit(bytes, dice);
  change(mutant, entries, bytes);
  mutant.what = path_of(tile) + " and " + path_of(entries);
  return mutant;
}

// --- records ---

Mutant Mutations::removed_record(Dice& dice) {
  const std::uint64_t number = any_record(dice);
  auto leaves = leaves_of(bundle_of(number));
  leaves.erase(leaves.begin() + static_cast<std::ptrdiff_t>(place_of(number)));
  Mutant mutant{.what = std::to_string(number)};
  put(mutant, bundle_of(number), leaves, dice.below(2) == 0);
  return mutant;
}

Mutant Mutations::inserted_record(Dice& dice) {
  const std::uint64_t number = any_record(dice);
  auto leaves = leaves_of(bundle_of(number));
  const std::string copy = dice.one_of(leaves_of(bundle_of(any_record(dice))));
  leaves.insert(leaves.begin() + static_cast<std::ptrdiff_t>(place_of(number)), copy);
  Mutant mutant{.what = std::to_string(number)};
  put(mutant, bundle_of(number), leaves, dice.below(2) == 0);
  return mutant;
}

Mutant Mutations::reordered_records(Dice& dice) {
  const std::uint64_t number = any_record(dice);
  auto leaves = leaves_of(bundle_of(number));
  const auto first = leaves.begin() + static_cast<std::ptrdiff_t>(place_of(number));
  const auto count = dice.between(1, std::min<std::uint64_t>(5, leaves.end() - first));
  std::reverse(first, first + static_cast<std::ptrdiff_t>(count));
  Mutant mutant{.what = std::to_string(number)};
  put(mutant, bundle_of(number), leaves, false);
  return mutant;
}

Mutant Mutations::swapped_records(Dice& dice) {
  const std::uint64_t one = any_record(dice);
  const std::uint64_t other = any_record(dice);
  auto leaves = leaves_of(bundle_of(one));
  auto others = leaves_of(bundle_of(other));
  Mutant mutant{.what = std::to_string(one) + " and " + std::to_string(other)};
  if (bundle_of(one) == bundle_of(other)) {
    std::swap(leaves[place_of(one)], leaves[place_of(other)]);
  } else {
    std::swap(leaves[place_of(one)], others[place_of(other)]);
    put(mutant, bundle_of(other), others, false);
  }
  put(mutant, bundle_of(one), leaves, false);
  return mutant;
}

Mutant Mutations::replaced_record(Dice& dice) {
  const std::uint64_t number = any_record(dice);
  const std::uint64_t by = any_record(dice);
  auto leaves = leaves_of(bundle_of(number));
  leaves[place_of(number)] = leaves_of(bundle_of(by))[place_of(by)];
  Mutant mutant{.what = std::to_string(number) + " by " + std::to_string(by)};
  put(mutant, bundle_of(number), leaves, false);
  return mutant;
}

// A record that is wrong by itself is named even when its hash was made to fit.
Mutant Mutations::swapped_with_hashes(Dice& dice) {
  const std::uint64_t number = any_record(dice);
  auto leaves = leaves_of(bundle_of(number));
  std::swap(leaves[place_of(number)], leaves[dice.below(leaves.size())]);
  Mutant mutant{.what = std::to_string(number), .code = "record_out_of_order"};
  put(mutant, bundle_of(number), leaves, true);
  return mutant;
}

// The last records are gone from every file, but the checkpoint still counts them.
Mutant Mutations::cut_tail(Dice& dice) {
  const std::uint64_t bundle = bundle_of(size_);
  const std::uint64_t left = dice.below(width_of(bundle, size_));
  auto leaves = leaves_of(bundle);
  auto frames = payload_frames(bundle, sound_);
  leaves.resize(left);
  frames.resize(left);
  std::string payloads;
  for (const std::string& frame : frames) payloads += frame;
  Mutant mutant{.what = std::to_string(left) + " left", .code = "file_truncated"};
  put(mutant, bundle, leaves, true);
  change(mutant, file_at(LedgerFile::Kind::payloads, bundle), payloads);
  return mutant;
}

// --- payloads ---

Mutant Mutations::swapped_payloads(Dice& dice) {
  const std::uint64_t number = any_record(dice);
  auto frames = payload_frames(bundle_of(number), sound_);
  std::swap(frames[place_of(number)], frames[dice.below(frames.size())]);
  std::string payloads;
  for (const std::string& frame : frames) payloads += frame;
  Mutant mutant{.what = std::to_string(number)};
  change(mutant, file_at(LedgerFile::Kind::payloads, bundle_of(number)), payloads);
  return mutant;
}

Mutant Mutations::silent_erasure(Dice& dice) {
  const std::uint64_t number = any_record(dice);
  auto frames = payload_frames(bundle_of(number), sound_);
  frames[place_of(number)].clear();
  append_erased(frames[place_of(number)]);
  std::string payloads;
  for (const std::string& frame : frames) payloads += frame;
  Mutant mutant{.what = std::to_string(number), .code = "payload_missing"};
  change(mutant, file_at(LedgerFile::Kind::payloads, bundle_of(number)), payloads);
  return mutant;
}

Mutant Mutations::undone_erasure(Dice& dice) {
  const std::uint64_t number = dice.one_of(erased_);
  auto frames = payload_frames(bundle_of(number), sound_);
  frames[place_of(number)] = payloads_before_.at(number);
  std::string payloads;
  for (const std::string& frame : frames) payloads += frame;
  Mutant mutant{.what = std::to_string(number), .code = "payload_not_erased"};
  change(mutant, file_at(LedgerFile::Kind::payloads, bundle_of(number)), payloads);
  return mutant;
}

// --- forgers, from careless to one who has the key ---

// Nothing narrows it down further than to the tile whose hash above was left as it is.
Mutant Mutations::forged_record(Dice& dice) {
  const std::uint64_t number = any_record(dice);
  Mutant mutant{.what = std::to_string(number)};
  forge(mutant, number, dice);
  const bool below_a_hash = width_of(bundle_of(number), size_) == tile_width;
  mutant.code = below_a_hash ? "tile_altered" : "root_differs";
  mutant.first_bad =
      below_a_hash ? std::optional(bundle_of(number) * tile_width + 1) : std::nullopt;
  return mutant;
}

// All hashes fit each other; only the signature does not.
Mutant Mutations::forged_tree(Dice& dice) {
  const std::uint64_t number = any_record(dice);
  Mutant mutant{.what = std::to_string(number)};
  forge(mutant, number, dice);
  retile(mutant);
  keep_some(mutant, dice);
  mutant.first_bad = parting(mutant, number);
  mutant.code = mutant.first_bad ? "fork" : "root_differs";
  return mutant;
}

// Whoever has the key can write another history; a checkpoint kept elsewhere shows it.
Mutant Mutations::signed_again(Dice& dice) {
  const std::uint64_t number = any_record(dice);
  Mutant mutant{.what = std::to_string(number)};
  forge(mutant, number, dice);
  const Hash root = retile(mutant);
  mutant.changes["checkpoint"] = sign(Checkpoint{"mamori/test-city", size_, root}, signer_).value();
  keep_some(mutant, dice);
  mutant.options.older_checkpoints.push_back(checkpoint_of(kept_.back()));
  mutant.first_bad = parting(mutant, number);
  mutant.code = "fork";
  return mutant;
}

Mutant Mutations::signed_by_another(Dice& dice) {
  const std::uint64_t number = any_record(dice);
  const NoteSigner other = NoteSigner::generate("mamori/test-city");
  Mutant mutant{.what = std::to_string(number)};
  forge(mutant, number, dice);
  mutant.changes["checkpoint"] =
      sign(Checkpoint{"mamori/test-city", size_, retile(mutant)}, other).value();
  mutant.changes["key"] = other.verifier().vkey() + "\n";
  mutant.options.vkey = signer_.verifier().vkey();
  mutant.first_bad = std::nullopt;
  mutant.code = "key_not_pinned";
  return mutant;
}

// Yesterday's ledger in the place of today's.
Mutant Mutations::rolled_back(Dice& dice) {
  const std::size_t then = dice.below(kept_.size() - 1);
  const std::size_t later = dice.between(then + 1, kept_.size() - 1);
  Mutant mutant{.what = "to " + std::to_string(kept_[then].size), .code = "rollback"};
  mutant.options.older_checkpoints = {checkpoint_of(kept_[later])};
  for (const auto& [path, bytes] : files_) mutant.changes[path] = std::nullopt;
  for (const auto& [path, bytes] : kept_[then].files.files()) mutant.changes[path] = bytes;
  mutant.first_bad = kept_[then].size + 1;
  return mutant;
}

// --- all of them ---

std::vector<Mutations::Way> Mutations::ways() {
  std::vector<Way> all;
  const auto bytes = [&](const std::string& name, const Edit& edit) {
    all.push_back({name, [this, edit](Dice& dice) { return edited(any_file(dice), dice, edit); }});
  };
  bytes("flip_bit", flip_bit);
  bytes("overwrite", overwrite);
  bytes("zero_sector", zero_sector);
  bytes("truncate", truncate);
  bytes("append", append);
  bytes("insert", insert);
  bytes("remove_bytes", remove_bytes);
  bytes("swap_pieces", swap_pieces);
  bytes("repeat_bytes", repeat_bytes);
  const auto whole = [&](const std::string& name, Mutant (Mutations::*make)(Dice&)) {
    all.push_back({name, [this, make](Dice& dice) { return (this->*make)(dice); }});
  };
  whole("missing_file", &Mutations::missing_file);
  whole("stray_file", &Mutations::stray_file);
  whole("swapped_files", &Mutations::swapped_files);
  whole("two_files", &Mutations::two_files);
  whole("removed_record", &Mutations::removed_record);
  whole("inserted_record", &Mutations::inserted_record);
  whole("reordered_records", &Mutations::reordered_records);
  whole("swapped_records", &Mutations::swapped_records);
  whole("replaced_record", &Mutations::replaced_record);
  whole("swapped_with_hashes", &Mutations::swapped_with_hashes);
  whole("cut_tail", &Mutations::cut_tail);
  whole("swapped_payloads", &Mutations::swapped_payloads);
  whole("silent_erasure", &Mutations::silent_erasure);
  whole("undone_erasure", &Mutations::undone_erasure);
  whole("forged_record", &Mutations::forged_record);
  whole("forged_tree", &Mutations::forged_tree);
  whole("signed_again", &Mutations::signed_again);
  whole("signed_by_another", &Mutations::signed_by_another);
  whole("rolled_back", &Mutations::rolled_back);
  return all;
}

void Mutations::expect_found(const std::string& way, const Mutant& mutant, std::uint64_t seed) {
  const VerifyReport report = verify(ChangedFiles(sound_, mutant.changes), mutant.options);
  const std::string told = way + " " + mutant.what + ", seed " + std::to_string(seed) + ": " +
                           report.code + " " + report.message_en;
  EXPECT_FALSE(report.ok) << told;
  EXPECT_EQ(report.first_bad_record.value_or(0), mutant.first_bad.value_or(0)) << told;
  EXPECT_TRUE(mutant.code.empty() || report.code == mutant.code) << mutant.code << ", " << told;
}

TEST_F(Mutations, AreAllFoundAndTheFirstBadRecordIsNamed) {
  const std::uint64_t wanted = from_environment("MAMORI_MUTANTS", 500);
  const std::uint64_t first_seed = from_environment("MAMORI_MUTATION_SEED", std::random_device{}());
  VerifyOptions everything_kept{.vkey = signer_.verifier().vkey()};
  for (const Kept& kept : kept_) everything_kept.older_checkpoints.push_back(checkpoint_of(kept));
  const VerifyReport sound = verify(sound_, everything_kept);
  ASSERT_TRUE(sound.ok) << sound.message_en;

  const std::vector<Way> all = ways();
  std::map<std::string, std::uint64_t> found;
  std::uint64_t mutants = 0;
  for (std::uint64_t seed = first_seed; mutants < wanted; ++seed) {
    Dice dice(seed);
    const Way& way = dice.one_of(all);
    const Mutant mutant = way.make(dice);
    if (!changes_something(mutant)) continue;  // two equal pieces swapped
    expect_found(way.name, mutant, seed);
    ++found[way.name];
    ++mutants;
  }
  std::cout << mutants << " mutants of " << size_ << " records, from seed " << first_seed << '\n';
  for (const auto& [way, count] : found) std::cout << "  " << way << ' ' << count << '\n';
}

}  // namespace
}  // namespace mamori::ledger
