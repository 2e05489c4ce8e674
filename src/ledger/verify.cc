#include "ledger/verify.h"

#include <algorithm>
#include <array>
#include <limits>
#include <set>
#include <utility>

#include "ledger/handover.h"
#include "ledger/record.h"
#include "ledger/stored.h"

namespace mamori::ledger {
namespace {

struct ReportSentence {
  std::string_view code;
  std::string_view ja;
  std::string_view en;
};

constexpr std::array report_sentences{
    ReportSentence{"key_missing", "鍵のファイルがありません。", "The key file is missing."},
    ReportSentence{"key_malformed", "鍵のファイルの書き方が正しくありません。",
                   "The key is malformed."},
    ReportSentence{
        "key_not_pinned",
        "鍵が、指定された鍵と違い、そこから引き継がれてもいません。別の鍵で署名し直された"
        "台帳です。",
        "The key is neither the pinned one nor handed over by it: this ledger was signed anew "
        "by someone else."},
    ReportSentence{"key_not_handed_over", "鍵が、最後の鍵の交替の記録にある鍵と違います。",
                   "The key is not the one that the last rotation hands over to."},
    ReportSentence{"key_rotation_wrong",
                   "鍵の交替の記録が、それまでの鍵で正しく署名されていないか、つながっていません。",
                   "The rotation of the key is not signed rightly or does not connect."},
    ReportSentence{"checkpoint_missing", "チェックポイントがありません。",
                   "The checkpoint is missing."},
    ReportSentence{"checkpoint_wrong",
                   "チェックポイントが書き換えられているか、この鍵で署名されていません。",
                   "The checkpoint was altered or is not signed by this key."},
    ReportSentence{"older_checkpoint_wrong",
                   "比べるために渡された古いチェックポイントが、この台帳の鍵で署名されていません。",
                   "An older checkpoint given for comparison is not signed by this ledger's key."},
    ReportSentence{"file_missing", "ファイルがありません。", "A file is missing."},
    ReportSentence{"file_truncated", "ファイルが途中で切れているか、区切りが壊れています。",
                   "A file ends early or its framing is broken."},
    ReportSentence{"file_too_long", "ファイルの終わりに余分な内容があります。",
                   "A file goes on after its end."},
    ReportSentence{"stray", "台帳にないはずのものがあります。",
                   "Something is there that does not belong to the ledger."},
    ReportSentence{"entry_altered", "記録が書き換えられているか、入れ替えられています。",
                   "The record was altered, inserted, removed or moved."},
    ReportSentence{"tile_altered",
                   "記録は正しいが、その照合用の値（ハッシュ）が書き換えられています。",
                   "The record stands, but its stored hash was altered."},
    ReportSentence{"entry_or_tile_altered",
                   "記録とその照合用の値（ハッシュ）が合いません。どちらかが書き換えられています。",
                   "The record and its stored hash disagree; one of them was altered."},
    ReportSentence{"record_malformed", "記録の書き方が正しくありません。",
                   "The record is malformed."},
    ReportSentence{"record_out_of_order", "記録の番号が順番どおりではありません。",
                   "The record's number is out of order."},
    ReportSentence{"record_of_other_body", "別の組織の記録です。", "The record is another body's."},
    ReportSentence{"time_backwards", "記録の日時が、前の記録より前です。",
                   "The record is older than the one before it."},
    ReportSentence{"payload_malformed", "記録の内容のファイルが壊れています。",
                   "The file of payloads is broken at this record."},
    ReportSentence{"payload_altered", "記録の内容が書き換えられています。",
                   "The record's payload was altered."},
    ReportSentence{"payload_missing", "記録の内容が、消去の記録がないのに消えています。",
                   "The record's payload is gone, and no record says that it was erased."},
    ReportSentence{"payload_not_erased", "消去したと記録された内容が残っています。",
                   "A payload is still there although a record says that it was erased."},
    ReportSentence{"root_differs",
                   "記録の全体が、署名されたチェックポイントと合いません。書き換えられた記録は、"
                   "古いチェックポイントと比べると絞り込めます。",
                   "The records as a whole do not fit the signed checkpoint. Comparing with older "
                   "checkpoints narrows down which one was altered."},
    ReportSentence{
        "rollback",
        "古いチェックポイントのときより記録が減っています。ここから後が失われています。",
        "The ledger is shorter than an older checkpoint says: from here on it was cut off."},
    ReportSentence{
        "fork",
        "古いチェックポイントのときの記録と違います。ここから先のどれかが書き換えられています。",
        "The ledger does not continue an older checkpoint: a record from here on, up to that "
        "checkpoint's size, was altered."},
};

const ReportSentence& sentence(std::string_view code) {
  return *std::ranges::find(report_sentences, code, &ReportSentence::code);
}

// The tiles above level 0, read before the records: one hash for 256 of them.
using UpperLevels = std::vector<std::vector<Hash>>;

class Verification {
 public:
  Verification(const LedgerFiles& files, const VerifyOptions& options)
      : files_(files), options_(options) {}

  VerifyReport run();

 private:
  // What one bundle's files say: hashes of the entries, and those the tile has for them.
  struct Bundle {
    std::uint64_t index;
    std::uint64_t width;
    std::vector<std::string_view> leaves;
    std::vector<Hash> computed;
    std::vector<Hash> stored;
    std::uint64_t first() const { return index * tile_width + 1; }
  };
  struct OlderCheckpoint {
    std::string note;
    Checkpoint checkpoint;
    std::optional<Hash> root;  // of this ledger at that size
  };
  // What a record says of a handover of the key; nothing when that does not hold by itself.
  struct Rotation {
    std::uint64_t number;
    std::string place;
    std::optional<Handover> handover;
  };

  void find(std::string_view code, std::optional<std::uint64_t> record, std::string place);
  void tree_finding(std::string_view code, std::uint64_t record, std::string place);

  bool read_key();
  bool read_checkpoint();
  void read_older_checkpoints();
  void note_older_roots();
  void read_upper_levels();
  std::vector<Hash> read_tile(const LedgerFile& file, std::uint64_t records_per_hash);

  void check_bundle(std::uint64_t index);
  void split_entries(Bundle& bundle, std::string_view bytes);
  const std::vector<Hash>* settled_hashes(const Bundle& bundle);
  bool troubled(std::uint64_t first, std::uint64_t last) const;
  bool confirmed(const Bundle& bundle, const std::vector<Hash>& leaves) const;
  void grow(const std::vector<Hash>& leaves);
  void check_upper_hashes();
  void check_older_checkpoints();
  bool is_signed(const OlderCheckpoint& older) const;

  void check_records(const Bundle& bundle);
  void check_leaf(const Leaf& leaf, std::uint64_t number, const std::string& place);
  bool check_payload(const Leaf* leaf, std::uint64_t number, std::string_view& rest,
                     const std::string& place);
  void check_contents(const Leaf& leaf, std::uint64_t number, const Payload& payload,
                      const std::string& place);
  void tell_erasure(const Leaf& leaf, const Payload& payload);
  void check_rotations();
  void check_keys();
  void finish();
  void tell();

  const LedgerFiles& files_;
  const VerifyOptions& options_;
  VerifyReport report_;

  std::optional<NoteVerifier> verifier_;
  Checkpoint checkpoint_;
  std::vector<OlderCheckpoint> older_;  // by size
  std::vector<Rotation> rotations_;     // of the bundle being checked
  KeyChain chain_;
  UpperLevels upper_;  // upper_[0] stays empty

  Tree tree_;
  bool tree_whole_ = true;                 // every leaf so far was known
  std::set<std::uint64_t> tree_troubles_;  // records with a finding about their place in the tree
  bool entries_sound_ = true;
  Instant last_at_{};
  std::set<std::uint64_t> unexplained_;  // records without payload, no erasure seen yet
};

// Keeps the finding with the lowest record number, the first of equals; one that concerns no record
// gives way to one that does.
void Verification::find(std::string_view code, std::optional<std::uint64_t> record,
                        std::string place) {
  constexpr auto nowhere = std::numeric_limits<std::uint64_t>::max();
  const bool first = report_.code.empty();
  if (!first && record.value_or(nowhere) >= report_.first_bad_record.value_or(nowhere)) return;
  report_.code = code;
  report_.first_bad_record = record;
  report_.place = std::move(place);
}

void Verification::tree_finding(std::string_view code, std::uint64_t record, std::string place) {
  tree_troubles_.insert(record);
  find(code, record, std::move(place));
}

// Whether a finding about the tree already explains what is wrong with these records.
bool Verification::troubled(std::uint64_t first, std::uint64_t last) const {
  const auto found = tree_troubles_.lower_bound(first);
  return found != tree_troubles_.end() && *found <= last;
}

VerifyReport Verification::run() {
  if (read_key() && read_checkpoint()) {
    read_older_checkpoints();
    read_upper_levels();
    for (std::uint64_t index = 0; index < tiles_in(checkpoint_.size); ++index) check_bundle(index);
    finish();
  }
  tell();
  return report_;
}

bool Verification::read_key() {
  const LedgerFile file{.kind = LedgerFile::Kind::key};
  const auto bytes = files_.read(file);
  if (!bytes) return find("key_missing", std::nullopt, path_of(file)), false;
  Result<NoteVerifier> key = NoteVerifier::parse(bytes->substr(0, bytes->find('\n')));
  if (!key || key->vkey() + '\n' != *bytes) {
    return find("key_malformed", std::nullopt, path_of(file)), false;
  }
  report_.key_pinned = options_.vkey.has_value();
  verifier_ = *std::move(key);
  return true;
}

bool Verification::read_checkpoint() {
  const LedgerFile file{.kind = LedgerFile::Kind::checkpoint};
  const auto bytes = files_.read(file);
  if (!bytes) return find("checkpoint_missing", std::nullopt, path_of(file)), false;
  const Result<Checkpoint> checkpoint = open_checkpoint(*bytes, *verifier_);
  const Result<Note> note = parse_note(*bytes);
  // A signature that nobody checks would be bytes that nobody checks.
  if (!checkpoint || note->signatures.size() != 1) {
    return find("checkpoint_wrong", std::nullopt, path_of(file)), false;
  }
  checkpoint_ = *checkpoint;
  report_.origin = checkpoint_.origin;
  report_.size = checkpoint_.size;
  return true;
}

// Which key must have signed them is known only when all records were read.
void Verification::read_older_checkpoints() {
  for (const std::string& note : options_.older_checkpoints) {
    const Result<Note> parsed = parse_note(note);
    const auto checkpoint = parsed ? decode_checkpoint(parsed->text) : fail(parsed.error());
    if (checkpoint) {
      older_.push_back({note, *checkpoint, std::nullopt});
    } else {
      find("older_checkpoint_wrong", std::nullopt, "");
    }
  }
  std::ranges::sort(older_, {}, [](const auto& older) { return older.checkpoint.size; });
  note_older_roots();  // of the empty tree
}

void Verification::read_upper_levels() {
  upper_.resize(1);
  std::uint64_t records_per_hash = tile_width;
  for (unsigned level = 1; hashes_at(level, checkpoint_.size) > 0; ++level) {
    const std::uint64_t hashes = hashes_at(level, checkpoint_.size);
    std::vector<Hash>& all = upper_.emplace_back();
    for (std::uint64_t index = 0; index < tiles_in(hashes); ++index) {
      std::vector<Hash> tile = read_tile(
          {LedgerFile::Kind::tile, level, index, width_of(index, hashes)}, records_per_hash);
      tile.resize(width_of(index, hashes));  // what is missing was found, and fits nothing
      all.insert(all.end(), tile.begin(), tile.end());
    }
    records_per_hash *= tile_width;
  }
}

// The hashes of a tile; fewer than its width when the file has fewer. A finding about hash i is one
// about the first of the records below it.
std::vector<Hash> Verification::read_tile(const LedgerFile& file, std::uint64_t records_per_hash) {
  const auto bytes = files_.read(file);
  const auto record = [&](std::uint64_t place) {
    return (file.index * tile_width + place) * records_per_hash + 1;
  };
  if (!bytes) return tree_finding("file_missing", record(0), path_of(file)), std::vector<Hash>{};
  if (bytes->size() < file.width * hash_bytes) {
    tree_finding("file_truncated", record(bytes->size() / hash_bytes), path_of(file));
  } else if (bytes->size() > file.width * hash_bytes) {
    tree_finding("file_too_long", record(file.width - 1), path_of(file));
  }
  std::vector<Hash> hashes = split_hashes(*bytes);
  hashes.resize(std::min<std::size_t>(hashes.size(), file.width));
  return hashes;
}

void Verification::check_bundle(std::uint64_t index) {
  Bundle bundle{.index = index, .width = width_of(index, checkpoint_.size)};
  bundle.stored = read_tile({LedgerFile::Kind::tile, 0, index, bundle.width}, 1);
  const LedgerFile entries{LedgerFile::Kind::entries, 0, index, bundle.width};
  const auto bytes = files_.read(entries);
  if (bytes) {
    split_entries(bundle, *bytes);
  } else {
    entries_sound_ = false;
    tree_finding("file_missing", bundle.first(), path_of(entries));
  }
  const std::vector<Hash>* leaves = settled_hashes(bundle);
  check_records(bundle);
  // Last: a record that is wrong by itself explains why the hashes above it do not fit.
  if (leaves) {
    grow(*leaves);
  } else {
    tree_whole_ = false;
  }
  check_rotations();
}

void Verification::split_entries(Bundle& bundle, std::string_view bytes) {
  const std::string place = path_of({LedgerFile::Kind::entries, 0, bundle.index, bundle.width});
  while (bundle.leaves.size() < bundle.width) {
    const auto leaf = take_entry(bytes);
    if (!leaf) break;
    bundle.leaves.push_back(*leaf);
    bundle.computed.push_back(leaf_hash(*leaf));
  }
  const bool whole = bundle.leaves.size() == bundle.width;
  if (whole && bytes.empty()) return;
  entries_sound_ = false;
  const std::uint64_t last = bundle.first() + bundle.leaves.size() - (whole ? 1 : 0);
  tree_finding(whole ? "file_too_long" : "file_truncated", last, place);
}

// Decides which hashes the tree goes on with, and tells where entries and tile disagree: whichever
// of the two leads to the hash above (or, for the last bundle, to the signed root) is right.
// Nothing when neither is whole.
const std::vector<Hash>* Verification::settled_hashes(const Bundle& bundle) {
  const auto [computed, stored] = std::ranges::mismatch(bundle.computed, bundle.stored);
  const bool differs = computed != bundle.computed.end() && stored != bundle.stored.end();
  const bool entries_whole = bundle.computed.size() == bundle.width;
  const bool tile_whole = bundle.stored.size() == bundle.width;
  const bool tile_right = differs && tile_whole && confirmed(bundle, bundle.stored);
  const bool entries_right =
      differs && !tile_right && entries_whole && confirmed(bundle, bundle.computed);
  if (differs) {
    const auto place = static_cast<std::uint64_t>(computed - bundle.computed.begin());
    const auto kind = entries_right ? LedgerFile::Kind::tile : LedgerFile::Kind::entries;
    entries_sound_ = entries_sound_ && entries_right;
    tree_finding(tile_right      ? "entry_altered"
                 : entries_right ? "tile_altered"
                                 : "entry_or_tile_altered",
                 bundle.first() + place, path_of({kind, 0, bundle.index, bundle.width}));
  }
  if (entries_whole && !tile_right) return &bundle.computed;
  return tile_whole ? &bundle.stored : nullptr;
}

bool Verification::confirmed(const Bundle& bundle, const std::vector<Hash>& leaves) const {
  if (!tree_whole_) return false;
  Tree tree = tree_;
  for (const Hash& leaf : leaves) tree.append(leaf);
  if (bundle.width < tile_width) return tree.root() == checkpoint_.root;
  return tree.completed(tile_height) == upper_[1][bundle.index];
}

void Verification::grow(const std::vector<Hash>& leaves) {
  if (!tree_whole_) return;
  for (const Hash& leaf : leaves) {
    for (Rotation& rotation : rotations_) {
      const bool here = rotation.number == tree_.size() + 1;
      if (here && rotation.handover && rotation.handover->root_before != tree_.root()) {
        rotation.handover.reset();
      }
    }
    tree_.append(leaf);
    note_older_roots();
  }
  check_upper_hashes();
}

void Verification::check_upper_hashes() {
  std::uint64_t records = tile_width;
  for (unsigned level = 1; level < upper_.size() && tree_.size() % records == 0; ++level) {
    const std::uint64_t index = tree_.size() / records - 1;
    const std::uint64_t first = index * records + 1;
    if (!troubled(first, tree_.size()) &&
        tree_.completed(tile_height * level) != upper_[level][index]) {
      const std::uint64_t tile = index / tile_width;
      const std::uint64_t width = width_of(tile, hashes_at(level, checkpoint_.size));
      tree_finding("tile_altered", first, tile_path(level, tile, width));
    }
    records *= tile_width;
  }
}

void Verification::note_older_roots() {
  const auto same_size = std::ranges::equal_range(
      older_, tree_.size(), {}, [](const auto& older) { return older.checkpoint.size; });
  for (OlderCheckpoint& older : same_size) older.root = tree_.root();
}

bool Verification::is_signed(const OlderCheckpoint& older) const {
  const auto key = NoteVerifier::parse(chain_.in_force(older.checkpoint.size, verifier_->vkey()));
  return key && open_checkpoint(older.note, *key).has_value();
}

void Verification::check_older_checkpoints() {
  std::uint64_t agreed_size = 0;  // of the largest that fits
  for (const OlderCheckpoint& older : older_) {
    const std::uint64_t size = older.checkpoint.size;
    if (!is_signed(older)) {
      find("older_checkpoint_wrong", std::nullopt, "");
    } else if (size > checkpoint_.size) {
      find("rollback", checkpoint_.size + 1, "checkpoint");
    } else if (older.root == older.checkpoint.root) {
      agreed_size = size;
      ++report_.older_checked;
    } else if (older.root && !troubled(1, size)) {
      find("fork", agreed_size + 1, "checkpoint");
    }
  }
}

void Verification::check_records(const Bundle& bundle) {
  const LedgerFile file{LedgerFile::Kind::payloads, 0, bundle.index, bundle.width};
  const std::string entries_place =
      path_of({LedgerFile::Kind::entries, 0, bundle.index, bundle.width});
  const auto payloads = files_.read(file);
  if (!payloads) find("file_missing", bundle.first(), path_of(file));
  std::string_view rest = payloads ? *payloads : std::string_view{};
  bool framed = payloads.has_value();
  for (std::uint64_t place = 0; place < bundle.width; ++place) {
    const std::uint64_t number = bundle.first() + place;
    Result<Leaf> leaf = fail(Error{});
    if (place < bundle.leaves.size()) {
      leaf = decode_leaf(bundle.leaves[place]);
      if (leaf) check_leaf(*leaf, number, entries_place);
      if (!leaf) tree_finding("record_malformed", number, entries_place);
    }
    framed = framed && check_payload(leaf ? &*leaf : nullptr, number, rest, path_of(file));
  }
  if (framed && !rest.empty()) {
    find("file_too_long", bundle.first() + bundle.width - 1, path_of(file));
  }
}

void Verification::check_leaf(const Leaf& leaf, std::uint64_t number, const std::string& place) {
  if (leaf.number != number) tree_finding("record_out_of_order", number, place);
  if (origin_of(leaf.body) != checkpoint_.origin)
    tree_finding("record_of_other_body", number, place);
  if (leaf.at < last_at_) tree_finding("time_backwards", number, place);
  last_at_ = std::max(last_at_, leaf.at);
  const auto erased = erased_number(leaf);
  if (!erased) return;
  if (unexplained_.erase(*erased) > 0) {
    ++report_.erased;
  } else if (entries_sound_) {
    find("payload_not_erased", *erased, place);
  }
}

// False when the rest of the file can no longer be divided into payloads.
bool Verification::check_payload(const Leaf* leaf, std::uint64_t number, std::string_view& rest,
                                 const std::string& place) {
  const auto payload = take_payload(rest);
  if (!payload) return find("payload_malformed", number, place), false;
  if (payload->erased) {
    unexplained_.insert(number);
    if (leaf && is_never_erased(leaf->kind)) find("payload_missing", number, place);
  } else if (leaf) {
    check_contents(*leaf, number, *payload, place);
  }
  return true;
}

void Verification::check_contents(const Leaf& leaf, std::uint64_t number, const Payload& payload,
                                  const std::string& place) {
  if (commit_payload(payload.salt, payload.payload) != leaf.commitment) {
    return find("payload_altered", number, place);
  }
  if (leaf.kind == erasure_kind) return tell_erasure(leaf, payload);
  if (leaf.kind != rotation_kind) return;
  const auto contents = parse_json(payload.payload, payload_bytes_max);
  const auto handover = open_handover(contents ? statement_in(*contents) : std::string());
  Rotation& rotation = rotations_.emplace_back(Rotation{number, place, std::nullopt});
  if (handover && handover->origin == checkpoint_.origin && handover->number == number) {
    rotation.handover = *handover;
  }
}

void Verification::tell_erasure(const Leaf& leaf, const Payload& payload) {
  const auto erased = erased_number(leaf);
  if (!erased || report_.erasures.size() == VerifyReport::erasures_max) return;
  const auto contents = parse_json(payload.payload, payload_bytes_max);
  report_.erasures.push_back({.number = *erased,
                              .by = leaf.number,
                              .at = leaf.at,
                              .actor = leaf.actor,
                              .reason = contents ? text_at(*contents, "reason") : ""});
}

void Verification::check_rotations() {
  for (const Rotation& rotation : std::exchange(rotations_, {})) {
    if (!rotation.handover || !chain_.add(*rotation.handover)) {
      find("key_rotation_wrong", rotation.number, rotation.place);
    }
  }
}

void Verification::check_keys() {
  const std::string& vkey = verifier_->vkey();
  const std::string place = path_of({.kind = LedgerFile::Kind::key});
  const bool pinned = !options_.vkey || *options_.vkey == vkey || chain_.holds(*options_.vkey);
  if (!pinned) find("key_not_pinned", std::nullopt, place);
  if (!chain_.ends_with(vkey)) find("key_not_handed_over", std::nullopt, place);
}

void Verification::finish() {
  // When records themselves are damaged, the erasure may be among what was lost.
  if (entries_sound_ && !unexplained_.empty()) {
    find("payload_missing", *unexplained_.begin(), "payload");
  }
  check_keys();
  check_older_checkpoints();
  const bool located = !tree_troubles_.empty() || report_.code == "fork";
  if (tree_whole_ && !located && tree_.root() != checkpoint_.root) {
    find("root_differs", std::nullopt, "checkpoint");
  }
  if (const auto stray = files_.stray(checkpoint_.size)) find("stray", stray->record, stray->place);
}

void Verification::tell() {
  report_.ok = report_.code.empty();
  if (report_.ok) return;
  const ReportSentence& said = sentence(report_.code);
  const std::string place = report_.place.empty() ? "" : " [" + report_.place + "]";
  if (report_.first_bad_record) {
    const std::string number = std::to_string(*report_.first_bad_record);
    report_.message_ja = "第" + number + "号の記録: ";
    report_.message_en = "Record " + number + ": ";
  }
  report_.message_ja.append(said.ja).append(place);
  report_.message_en.append(said.en).append(place);
}

}  // namespace

VerifyReport verify(const LedgerFiles& files, const VerifyOptions& options) {
  return Verification(files, options).run();
}

VerifyReport verify_export(const std::filesystem::path& folder, const VerifyOptions& options) {
  return verify(FolderFiles(folder), options);
}

VerifyReport verify_store(store::Connection& connection, const VerifyOptions& options) {
  const auto head = stored_head(connection);
  const Result<Note> note = parse_note(head ? head->checkpoint : std::string{});
  const Result<Checkpoint> checkpoint = note ? decode_checkpoint(note->text) : fail(note.error());
  const StoredFiles files(connection, checkpoint ? body_of(checkpoint->origin) : std::string{});
  if (!head && options.older_checkpoints.empty() && !files.stray(0)) {
    return VerifyReport{.ok = true, .key_pinned = options.vkey.has_value()};
  }
  return verify(files, options);
}

}  // namespace mamori::ledger
