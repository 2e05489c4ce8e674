// Signed notes (C2SP signed-note) with Ed25519 keys. Immutable after construction; safe from any
// thread.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

struct evp_pkey_st;

namespace mamori::ledger {

inline constexpr std::size_t note_bytes_max = std::size_t{64} << 10;
inline constexpr std::size_t note_signatures_max = 16;

using KeyId = std::array<std::uint8_t, 4>;

struct NoteSignature {
  std::string name;
  KeyId key_id;
  std::string signature;  // without the key id
};

struct Note {
  std::string text;  // ends in a newline
  std::vector<NoteSignature> signatures;
};

// Strict: UTF-8, no control characters, base64 in its only form. Checks no signature. Fails with
// "note_malformed".
Result<Note> parse_note(std::string_view bytes);

// What every key that cannot be read fails with.
std::unexpected<Error> malformed_key();

// The public half, written `name+keyid+base64(0x01 || key)`.
class NoteVerifier {
 public:
  // Fails with "key_malformed".
  static Result<NoteVerifier> parse(std::string_view vkey);

  const std::string& name() const { return name_; }
  const std::string& vkey() const { return vkey_; }
  // The text of a note that this key signed. Signatures of unknown keys are ignored, as the
  // specification demands; "signature_missing" when this key's is not there, "signature_wrong" when
  // it does not verify or stands there twice.
  Result<std::string> open(std::string_view note) const;
  bool verify(std::string_view text, std::string_view signature) const;

 private:
  friend class NoteSigner;
  NoteVerifier() = default;

  std::string name_;
  std::string vkey_;
  KeyId key_id_{};
  std::shared_ptr<evp_pkey_st> key_;
};

// What signs: a key in memory, or one that never leaves its token (ledger/token.h).
class SigningKey {
 public:
  virtual ~SigningKey() = default;
  virtual const std::string& public_key() const = 0;  // 32 bytes
  // The 64 bytes of an Ed25519 signature. A key in memory always can; a token fails with
  // "token_unavailable".
  virtual Result<std::string> sign(std::string_view message) const = 0;
};

// The private half.
class NoteSigner {
 public:
  NoteSigner(std::string_view name, std::shared_ptr<const SigningKey> key);
  // From `PRIVATE+KEY+name+keyid+base64(0x01 || seed)`. Fails with "key_malformed".
  static Result<NoteSigner> parse(std::string_view skey);
  static NoteSigner generate(std::string_view name);

  const NoteVerifier& verifier() const { return verifier_; }
  // `text` must end in a newline. Returns the signed note. Fails as SigningKey::sign does.
  Result<std::string> sign(std::string_view text) const;
  // The line that a signature over `text` adds to a note.
  Result<std::string> signature_line(std::string_view text) const;

 private:
  NoteVerifier verifier_;
  std::shared_ptr<const SigningKey> key_;
};

// A new secret key of that name, as parse() reads it.
std::string make_secret_key(std::string_view name);

}  // namespace mamori::ledger
