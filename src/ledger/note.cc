#include "ledger/note.h"

#include <algorithm>
#include <cassert>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <optional>

#include "base/bytes.h"
#include "base/text.h"

namespace mamori::ledger {
namespace {

constexpr std::string_view signature_start = "\u2014 ";
constexpr std::string_view secret_start = "PRIVATE+KEY+";
constexpr char ed25519 = 1;  // signature type of the specification
constexpr std::size_t key_bytes = 32;
constexpr std::size_t signature_bytes = 64;

std::string_view as_text(const KeyId& id) {
  return {reinterpret_cast<const char*>(id.data()), id.size()};
}

std::unexpected<Error> malformed_note() {
  return fail(Fault::corrupt, "note_malformed", "署名された文書の書き方が正しくありません。",
              "保管してある原本と取り違えていないか確かめてください。");
}

bool is_key_name(std::string_view name) {
  return !name.empty() && is_utf8(name) &&
         std::ranges::none_of(code_points(name), [](char32_t point) {
           return point < U' ' || point == U'+' || is_blank(point);
         });
}

bool is_note_text(std::string_view bytes) {
  return is_utf8(bytes) && std::ranges::none_of(bytes, [](char c) {
           return static_cast<unsigned char>(c) < ' ' && c != '\n';
         });
}

KeyId key_id_of(std::string_view name, std::string_view type_and_key) {
  const Digest digest = sha256(std::string(name).append(1, '\n').append(type_and_key));
  KeyId id;
  std::copy_n(digest.begin(), id.size(), id.begin());
  return id;
}

std::optional<NoteSignature> parse_signature(std::string_view line) {
  if (!line.starts_with(signature_start)) return std::nullopt;
  line.remove_prefix(signature_start.size());
  const std::size_t blank = line.find(' ');
  if (blank == std::string_view::npos) return std::nullopt;
  const std::string_view name = line.substr(0, blank);
  const auto bytes = unbase64(line.substr(blank + 1));
  NoteSignature signature{std::string(name), {}, {}};
  if (!is_key_name(name) || !bytes || bytes->size() <= signature.key_id.size()) return std::nullopt;
  std::copy_n(bytes->begin(), signature.key_id.size(), signature.key_id.begin());
  signature.signature = bytes->substr(signature.key_id.size());
  return signature;
}

// The parts of `name+keyid+base64(type || 32 bytes)`; the base64 may itself contain '+'.
struct WrittenKey {
  std::string name;
  std::string key_id_hex;
  std::string key;  // 32 bytes
};

std::optional<WrittenKey> split_key(std::string_view text) {
  const std::size_t first = text.find('+');
  if (first == std::string_view::npos) return std::nullopt;
  const std::size_t second = text.find('+', first + 1);
  if (second == std::string_view::npos) return std::nullopt;
  const auto bytes = unbase64(text.substr(second + 1));
  const std::string_view name = text.substr(0, first);
  if (!is_key_name(name) || !bytes || bytes->size() != 1 + key_bytes || bytes->front() != ed25519) {
    return std::nullopt;
  }
  return WrittenKey{std::string(name), std::string(text.substr(first + 1, second - first - 1)),
                    bytes->substr(1)};
}

std::shared_ptr<EVP_PKEY> own(EVP_PKEY* key) {
  return {key, EVP_PKEY_free};
}

std::string public_bytes(const EVP_PKEY& key) {
  std::string bytes(key_bytes, '\0');
  std::size_t length = bytes.size();
  EVP_PKEY_get_raw_public_key(&key, reinterpret_cast<unsigned char*>(bytes.data()), &length);
  return bytes;
}

class KeyInMemory final : public SigningKey {
 public:
  explicit KeyInMemory(std::shared_ptr<EVP_PKEY> key)
      : key_(std::move(key)), public_key_(public_bytes(*key_)) {}

  const std::string& public_key() const override { return public_key_; }
  Result<std::string> sign(std::string_view message) const override {
    std::string signature(signature_bytes, '\0');
    std::size_t length = signature.size();
    const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(),
                                                                          EVP_MD_CTX_free);
    const bool signed_ =
        context && EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, key_.get()) == 1 &&
        EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &length,
                       raw(message), message.size()) == 1;
    if (!signed_) std::abort();  // Ed25519 in memory fails only when the process is beyond help
    return signature;
  }

 private:
  const std::shared_ptr<EVP_PKEY> key_;
  const std::string public_key_;
};

std::string vkey_of(std::string_view name, std::string_view public_key) {
  const std::string key = std::string(1, ed25519).append(public_key);
  const KeyId id = key_id_of(name, key);
  return std::string(name).append("+" + hex(as_text(id)) + "+" + base64(key));
}

}  // namespace

std::unexpected<Error> malformed_key() {
  return fail(Fault::corrupt, "key_malformed", "台帳の鍵の書き方が正しくありません。",
              "鍵のファイルが壊れていないか確かめてください。");
}

Result<Note> parse_note(std::string_view bytes) {
  if (bytes.size() > note_bytes_max || !is_note_text(bytes)) return malformed_note();
  const std::size_t blank_line = bytes.rfind("\n\n");
  if (blank_line == std::string_view::npos || bytes.back() != '\n') return malformed_note();
  Note note{std::string(bytes.substr(0, blank_line + 1)), {}};
  std::string_view rest = bytes.substr(blank_line + 2);
  while (!rest.empty()) {
    const std::size_t end = rest.find('\n');
    auto signature = parse_signature(rest.substr(0, end));
    if (!signature || note.signatures.size() == note_signatures_max) return malformed_note();
    note.signatures.push_back(*std::move(signature));
    rest.remove_prefix(end + 1);
  }
  if (note.signatures.empty()) return malformed_note();
  return note;
}

Result<NoteVerifier> NoteVerifier::parse(std::string_view vkey) {
  const auto written = split_key(vkey);
  if (!written) return malformed_key();
  NoteVerifier verifier;
  verifier.key_id_ = key_id_of(written->name, std::string(1, ed25519) + written->key);
  if (hex(as_text(verifier.key_id_)) != written->key_id_hex) return malformed_key();
  verifier.key_ =
      own(EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, raw(written->key), key_bytes));
  if (!verifier.key_) return malformed_key();
  verifier.name_ = written->name;
  verifier.vkey_ = vkey;
  return verifier;
}

Result<std::string> NoteVerifier::open(std::string_view note) const {
  Result<Note> parsed = parse_note(note);
  if (!parsed) return fail(parsed.error());
  const auto ours = [this](const NoteSignature& signature) {
    return signature.name == name_ && signature.key_id == key_id_;
  };
  const auto count = std::ranges::count_if(parsed->signatures, ours);
  if (count == 0) {
    return fail(Fault::corrupt, "signature_missing", "この鍵（" + name_ + "）の署名がありません。",
                "別の組織のものか、鍵が替わっていないか確かめてください。");
  }
  const auto found = std::ranges::find_if(parsed->signatures, ours);
  if (count > 1 || !verify(parsed->text, found->signature)) {
    return fail(Fault::corrupt, "signature_wrong", "署名が内容と合いません。",
                "内容か署名が書き換えられています。保管してある原本と比べてください。");
  }
  return std::move(parsed->text);
}

bool NoteVerifier::verify(std::string_view text, std::string_view signature) const {
  if (signature.size() != signature_bytes) return false;
  const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(),
                                                                        EVP_MD_CTX_free);
  return context &&
         EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, key_.get()) == 1 &&
         EVP_DigestVerify(context.get(), raw(signature), signature.size(), raw(text),
                          text.size()) == 1;
}

NoteSigner::NoteSigner(std::string_view name, std::shared_ptr<const SigningKey> key)
    : verifier_(NoteVerifier::parse(vkey_of(name, key->public_key())).value()),
      key_(std::move(key)) {}

Result<NoteSigner> NoteSigner::parse(std::string_view skey) {
  if (!skey.starts_with(secret_start)) return malformed_key();
  auto written = split_key(skey.substr(secret_start.size()));
  if (!written) return malformed_key();
  auto key =
      own(EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, raw(written->key), key_bytes));
  OPENSSL_cleanse(written->key.data(), written->key.size());
  if (!key) return malformed_key();
  NoteSigner signer(written->name, std::make_shared<KeyInMemory>(std::move(key)));
  if (hex(as_text(signer.verifier_.key_id_)) != written->key_id_hex) return malformed_key();
  return signer;
}

NoteSigner NoteSigner::generate(std::string_view name) {
  assert(is_key_name(name));
  return *parse(make_secret_key(name));
}

std::string make_secret_key(std::string_view name) {
  const std::string seed = random_bytes(key_bytes);
  const auto key =
      own(EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, raw(seed), key_bytes));
  const KeyId id = key_id_of(name, std::string(1, ed25519) + public_bytes(*key));
  return std::string(secret_start)
      .append(name)
      .append("+" + hex(as_text(id)) + "+")
      .append(base64(std::string(1, ed25519) + seed));
}

Result<std::string> NoteSigner::sign(std::string_view text) const {
  const Result<std::string> line = signature_line(text);
  if (!line) return fail(line.error());
  return std::string(text).append("\n").append(*line);
}

Result<std::string> NoteSigner::signature_line(std::string_view text) const {
  assert(text.ends_with('\n') && is_note_text(text));
  const Result<std::string> signature = key_->sign(text);
  if (!signature) return fail(signature.error());
  const std::string bytes = std::string(as_text(verifier_.key_id_)).append(*signature);
  return std::string(signature_start).append(verifier_.name_ + ' ' + base64(bytes) + '\n');
}

}  // namespace mamori::ledger
