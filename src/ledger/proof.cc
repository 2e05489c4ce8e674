#include "ledger/proof.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "ledger/handover.h"
#include "ledger/lines.h"
#include "ledger/stored.h"

namespace mamori::ledger {
namespace {

using store::Connection;

constexpr std::string_view record_form = "mamori-proof/1";
constexpr std::string_view continuation_form = "mamori-continuation/1";
constexpr std::string_view tlog_proof_form = "c2sp.org/tlog-proof@v1";

struct ProofSentence {
  std::string_view code;
  std::string_view ja;
  std::string_view en;
};

constexpr std::array proof_sentences{
    ProofSentence{"proof_malformed", "証明書の書き方が正しくありません。",
                  "The proof is malformed."},
    ProofSentence{"key_not_pinned",
                  "証明書の鍵が、指定された鍵と違い、そこから引き継がれてもいません。",
                  "The key is neither the pinned one nor handed over by it."},
    ProofSentence{"handover_wrong", "鍵の引継ぎが正しく署名されていないか、つながっていません。",
                  "A handover of the key is not signed rightly or does not connect."},
    ProofSentence{"checkpoint_wrong",
                  "検証値が書き換えられているか、証明書の鍵で署名されていません。",
                  "The checkpoint was altered or is not signed by the key."},
    ProofSentence{"record_malformed", "記録の書き方が正しくありません。",
                  "The record is malformed."},
    ProofSentence{"record_of_other_body", "別の組織の記録です。", "The record is another body's."},
    ProofSentence{"path_wrong", "記録か、合わせる値が書き換えられています。検証値と合いません。",
                  "The record or its path was altered: they do not lead to the checkpoint."},
    ProofSentence{"payload_altered", "記録の内容が書き換えられています。",
                  "The record's payload was altered."},
    ProofSentence{"older_checkpoint_wrong",
                  "比べるために渡された検証値が、この組織の鍵で署名されていません。",
                  "A checkpoint given for comparison is not signed by this ledger's key."},
    ProofSentence{"fork", "比べるために渡された検証値のときの記録と違います。",
                  "The ledger does not continue the checkpoint given for comparison."},
};

std::string unverified_text(const StoredHead& head) {
  const Result<Note> note = parse_note(head.checkpoint);
  return note ? note->text : std::string();
}

JsonArray stored_handovers(Connection& connection) {
  JsonArray statements;
  for (const Record& record : records_of(connection, rotation_subject)) {
    if (record.kind == rotation_kind) statements.emplace_back(statement_in(record.payload));
  }
  return statements;
}

JsonObject common_part(Connection& connection, std::string_view form) {
  const auto head = stored_head(connection);
  return {{"form", form},
          {"handovers", stored_handovers(connection)},
          {"key", head ? head->vkey : std::string()}};
}

std::string tlog_proof(const InclusionProof& proof) {
  std::string text =
      std::string(tlog_proof_form) + "\nindex " + std::to_string(proof.number - 1) + '\n';
  for (const Hash& hash : proof.path) text += base64(as_text(hash)) + '\n';
  return text + '\n' + proof.checkpoint;
}

std::optional<Hash> parse_hash(std::string_view text) {
  const auto bytes = unbase64(text);
  Hash hash;
  if (!bytes || bytes->size() != hash.size()) return std::nullopt;
  std::ranges::copy(*bytes, hash.begin());
  return hash;
}

struct TlogProof {
  std::uint64_t index = 0;
  std::vector<Hash> path;
  std::string_view checkpoint;
};

// Without the line `extra`, which mamori does not write.
std::optional<TlogProof> parse_tlog_proof(std::string_view text) {
  constexpr std::string_view index_start = "index ";
  TlogProof proof;
  const auto form = take_line(text);
  auto index = take_line(text);
  if (!form || *form != tlog_proof_form || !index || !index->starts_with(index_start)) {
    return std::nullopt;
  }
  index->remove_prefix(index_start.size());
  std::from_chars(index->data(), index->data() + index->size(), proof.index);
  if (std::to_string(proof.index) != *index) return std::nullopt;
  for (auto line = take_line(text); line && !line->empty(); line = take_line(text)) {
    const auto hash = parse_hash(*line);
    if (!hash || proof.path.size() == Tree::height_max) return std::nullopt;
    proof.path.push_back(*hash);
  }
  proof.checkpoint = text;
  return proof;
}

// Whether `value` is an object of exactly these members.
bool has_exactly(const Json& value, std::initializer_list<std::string_view> names) {
  if (!value.is_object() || value.get_object().size() != names.size()) return false;
  return std::ranges::all_of(
      names, [&](std::string_view name) { return value.get_object().contains(name); });
}

class ProofVerification {
 public:
  explicit ProofVerification(const VerifyOptions& options) : options_(options) {}

  ProofReport run(std::string_view bytes) {
    report_.code = judge(bytes);
    report_.ok = report_.code.empty();
    const auto* said = std::ranges::find(proof_sentences, report_.code, &ProofSentence::code);
    if (said != proof_sentences.end()) {
      report_.message_ja = said->ja;
      report_.message_en = said->en;
    }
    return report_;
  }

 private:
  // Each step returns the code of what is wrong, "" when nothing is.
  std::string judge(std::string_view bytes);
  std::string read_keys(const Json& proof);
  std::string judge_record(const Json& proof);
  std::string judge_payload(const Json& proof, const Leaf& leaf);
  std::string judge_continuation(const Json& proof);
  std::string open_newest(std::string_view note);
  std::string compare_older(std::optional<Checkpoint> continued);

  const VerifyOptions& options_;
  ProofReport report_;
  std::optional<NoteVerifier> key_;
  KeyChain chain_;
  Checkpoint checkpoint_;
};

std::string ProofVerification::judge(std::string_view bytes) {
  const auto proof = parse_json(bytes, proof_bytes_max);
  if (!proof) return "proof_malformed";
  const std::string form = text_at(*proof, "form");
  if (form == record_form &&
      has_exactly(*proof, {"form", "handovers", "key", "payload", "proof", "record", "salt"})) {
    return judge_record(*proof);
  }
  if (form == continuation_form && has_exactly(*proof, {"checkpoint", "form", "from", "from_root",
                                                        "handovers", "key", "path"})) {
    return judge_continuation(*proof);
  }
  return "proof_malformed";
}

std::string ProofVerification::read_keys(const Json& proof) {
  auto key = NoteVerifier::parse(text_at(proof, "key"));
  if (!key || !proof.at("handovers").is_array()) return "proof_malformed";
  key_ = *std::move(key);
  for (const Json& statement : proof.at("handovers").get_array()) {
    if (!statement.is_string()) return "proof_malformed";
    const auto handover = open_handover(std::string_view(statement.get_string()));
    if (!handover || handover->origin != key_->name() || !chain_.add(*handover)) {
      return "handover_wrong";
    }
  }
  if (!chain_.ends_with(key_->vkey())) return "handover_wrong";
  report_.key_pinned = options_.vkey.has_value();
  const bool pinned_right =
      !options_.vkey || *options_.vkey == key_->vkey() || chain_.holds(*options_.vkey);
  return pinned_right ? "" : "key_not_pinned";
}

std::string ProofVerification::open_newest(std::string_view note) {
  const auto checkpoint = open_checkpoint(note, *key_);
  if (!checkpoint || parse_note(note)->signatures.size() != 1) return "checkpoint_wrong";
  checkpoint_ = *checkpoint;
  report_.origin = checkpoint_.origin;
  report_.size = checkpoint_.size;
  return "";
}

std::string ProofVerification::judge_record(const Json& proof) {
  if (std::string wrong = read_keys(proof); !wrong.empty()) return wrong;
  const std::string text = text_at(proof, "proof");
  const auto path = parse_tlog_proof(text);
  if (!path) return "proof_malformed";
  if (std::string wrong = open_newest(path->checkpoint); !wrong.empty()) return wrong;
  report_.record = text_at(proof, "record");
  const auto leaf = decode_leaf(report_.record);
  if (!leaf) return "record_malformed";
  report_.number = leaf->number;
  if (origin_of(leaf->body) != checkpoint_.origin) return "record_of_other_body";
  if (leaf->number != path->index + 1 ||
      !verify_inclusion(path->index, checkpoint_.size, leaf_hash(report_.record), path->path,
                        checkpoint_.root)) {
    return "path_wrong";
  }
  if (std::string wrong = judge_payload(proof, *leaf); !wrong.empty()) return wrong;
  return compare_older(std::nullopt);
}

std::string ProofVerification::judge_payload(const Json& proof, const Leaf& leaf) {
  const Json& salt = proof.at("salt");
  const Json& payload = proof.at("payload");
  report_.erased = salt.is_null() && payload.is_null();
  if (report_.erased) return "";
  const auto salt_sent = unbase64(text_at(proof, "salt"));
  if (!payload.is_string() || !salt_sent || salt_sent->size() != salt_bytes) {
    return "proof_malformed";
  }
  const bool fits = commit_payload(*salt_sent, text_at(proof, "payload")) == leaf.commitment;
  return fits ? "" : "payload_altered";
}

std::string ProofVerification::judge_continuation(const Json& proof) {
  if (std::string wrong = read_keys(proof); !wrong.empty()) return wrong;
  const auto from_root = parse_hash(text_at(proof, "from_root"));
  const std::int64_t from = integer_at(proof, "from");
  if (!from_root || from <= 0 || !proof.at("path").is_array()) return "proof_malformed";
  std::vector<Hash> path;
  for (const Json& entry : proof.at("path").get_array()) {
    const auto hash = entry.is_string() ? parse_hash(entry.get_string()) : std::nullopt;
    if (!hash || path.size() > 2 * Tree::height_max) return "proof_malformed";
    path.push_back(*hash);
  }
  const std::string checkpoint = text_at(proof, "checkpoint");
  if (std::string wrong = open_newest(checkpoint); !wrong.empty()) return wrong;
  report_.old_size = static_cast<std::uint64_t>(from);
  if (!verify_consistency(*report_.old_size, checkpoint_.size, *from_root, checkpoint_.root,
                          path)) {
    return "path_wrong";
  }
  return compare_older(Checkpoint{checkpoint_.origin, *report_.old_size, *from_root});
}

// A checkpoint of a size that the proof speaks of must have its root; of others it says nothing.
std::string ProofVerification::compare_older(std::optional<Checkpoint> continued) {
  for (const std::string& note : options_.older_checkpoints) {
    const auto parsed = parse_note(note);
    const auto unverified = parsed ? decode_checkpoint(parsed->text) : fail(parsed.error());
    if (!unverified) return "older_checkpoint_wrong";
    const auto key = NoteVerifier::parse(chain_.in_force(unverified->size, key_->vkey()));
    const auto older = key ? open_checkpoint(note, *key) : fail(key.error());
    if (!older) return "older_checkpoint_wrong";
    for (const Checkpoint& known : {checkpoint_, continued.value_or(checkpoint_)}) {
      if (known.size != older->size) continue;
      if (known.root != older->root) return "fork";
      ++report_.older_checked;
      break;
    }
  }
  return "";
}

}  // namespace

Result<Json> record_proof(Connection& connection, std::uint64_t number) {
  const auto proof = inclusion(connection, number);
  if (!proof) return fail(proof.error());
  const auto row =
      connection.first("SELECT salt, payload FROM ledger_records WHERE number = $1", number);
  JsonObject file = common_part(connection, record_form);
  const bool erased = row->null("payload");
  file["payload"] = erased ? Json() : Json(row->text("payload"));
  file["proof"] = tlog_proof(*proof);
  file["record"] = proof->leaf;
  file["salt"] = erased ? Json() : Json(base64(row->text("salt")));
  return file;
}

Result<Json> continuation_proof(Connection& connection, std::uint64_t old_size) {
  const auto path = consistency(connection, old_size);
  if (!path) return fail(path.error());
  const auto head = stored_head(connection);
  const auto newest = decode_checkpoint(unverified_text(*head));
  if (!newest) return fail(newest.error());
  const StoredTiles tiles(connection);
  JsonArray hashes;
  for (const Hash& hash : *path) hashes.emplace_back(base64(as_text(hash)));
  JsonObject file = common_part(connection, continuation_form);
  file["checkpoint"] = head->checkpoint;
  file["from"] = old_size;
  file["from_root"] = base64(as_text(root_of(TiledHashes(tiles, newest->size), old_size)));
  file["path"] = std::move(hashes);
  return file;
}

Result<void> check_continues(Connection& connection, std::string_view older_note) {
  constexpr std::string_view what_to_do =
      "これ以上書き込まず、mamori verify --against で控えと比べてください。バックアップから戻した"
      "ときは、その経緯を書き残し、古い控えを別の場所に移してください。";
  KeyChain chain;
  for (const Json& statement : stored_handovers(connection)) {
    const auto handover = open_handover(std::string_view(statement.get_string()));
    if (handover) chain.add(*handover);
  }
  const auto head = stored_head(connection);
  const auto newest = decode_checkpoint(head ? unverified_text(*head) : std::string());
  if (!newest) return fail(newest.error());
  const auto parsed = parse_note(older_note);
  const auto unverified = parsed ? decode_checkpoint(parsed->text) : fail(parsed.error());
  const auto key = NoteVerifier::parse(unverified ? chain.in_force(unverified->size, head->vkey)
                                                  : std::string());
  const auto older = key ? open_checkpoint(older_note, *key) : fail(key.error());
  if (!older) {
    return fail(Fault::corrupt, "older_checkpoint_wrong",
                "控えの検証値が、この記録の鍵で署名されたものではありません。",
                std::string(what_to_do));
  }
  if (older->size > newest->size) {
    return fail(Fault::corrupt, "rollback",
                "控えの検証値のときより記録が減っています。第" + std::to_string(newest->size + 1) +
                    "号から後の記録が失われています。",
                std::string(what_to_do));
  }
  const StoredTiles tiles(connection);
  if (root_of(TiledHashes(tiles, newest->size), older->size) == older->root) return {};
  return fail(Fault::corrupt, "fork", "控えの検証値のときの記録と、今の記録が違います。",
              std::string(what_to_do));
}

std::string proof_file(const Json& proof) {
  return canonical_json(proof) + '\n';
}

ProofReport verify_proof(std::string_view bytes, const VerifyOptions& options) {
  return ProofVerification(options).run(bytes);
}

}  // namespace mamori::ledger
