#include "ledger/checkpoint.h"

#include <algorithm>
#include <charconv>

#include "ledger/lines.h"
#include "ledger/record.h"

namespace mamori::ledger {
namespace {

constexpr std::string_view origin_prefix = "mamori/";

std::unexpected<Error> malformed_checkpoint() {
  return fail(Fault::corrupt, "checkpoint_malformed",
              "チェックポイント（台帳の署名済みの要約）の書き方が正しくありません。",
              "保管してある原本と取り違えていないか確かめてください。");
}

}  // namespace

std::string origin_of(std::string_view body) {
  return std::string(origin_prefix).append(body);
}

std::string body_of(std::string_view origin) {
  if (!origin.starts_with(origin_prefix)) return {};
  const std::string_view body = origin.substr(origin_prefix.size());
  return is_body(body) ? std::string(body) : std::string{};
}

std::string encode(const Checkpoint& checkpoint) {
  return checkpoint.origin + '\n' + std::to_string(checkpoint.size) + '\n' +
         base64(as_text(checkpoint.root)) + '\n';
}

Result<Checkpoint> decode_checkpoint(std::string_view text) {
  std::string_view rest = text;
  const auto origin = take_line(rest);
  const auto size = take_line(rest);
  const auto root = take_line(rest);
  if (!origin || !size || !root) return malformed_checkpoint();
  Checkpoint checkpoint;
  checkpoint.origin = *origin;
  std::from_chars(size->data(), size->data() + size->size(), checkpoint.size);
  const auto hash = unbase64(*root);
  if (!hash || hash->size() != checkpoint.root.size()) return malformed_checkpoint();
  std::ranges::copy(*hash, checkpoint.root.begin());
  // One spelling only: what we would have written ourselves.
  if (body_of(checkpoint.origin).empty() || encode(checkpoint) != text)
    return malformed_checkpoint();
  return checkpoint;
}

Result<std::string> sign(const Checkpoint& checkpoint, const NoteSigner& signer) {
  return signer.sign(encode(checkpoint));
}

Result<Checkpoint> open_checkpoint(std::string_view note, const NoteVerifier& verifier) {
  const Result<std::string> text = verifier.open(note);
  if (!text) return fail(text.error());
  Result<Checkpoint> checkpoint = decode_checkpoint(*text);
  if (checkpoint && checkpoint->origin != verifier.name()) {
    return fail(
        Fault::corrupt, "checkpoint_of_other_body",
        "チェックポイントが、鍵の持ち主とは別の組織のものです（" + checkpoint->origin + "）。",
        "正しい組織のチェックポイントか確かめてください。");
  }
  return checkpoint;
}

}  // namespace mamori::ledger
