#include "recovery/sealed_file.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <limits>
#include <new>
#include <openssl/evp.h>
#include <unistd.h>
#include <utility>

#include "base/bytes.h"
#include "base/files.h"

namespace mamori::recovery {
namespace {

constexpr std::size_t tag_bytes = 16;
constexpr std::string_view ending = "mamori-backup ends\n";

using Nonce = std::array<unsigned char, 12>;

// 11 bytes of counter, big-endian, and whether it is the last chunk.
Nonce nonce_of(std::uint64_t counter, bool is_last) {
  Nonce nonce{};
  for (std::size_t byte = 0; byte < 8; ++byte) {
    nonce[10 - byte] = static_cast<unsigned char>(counter >> (8 * byte));
  }
  nonce[11] = is_last ? 1 : 0;
  return nonce;
}

std::shared_ptr<EVP_CIPHER_CTX> make_cipher(const ContentKey& key, bool seals) {
  std::shared_ptr<EVP_CIPHER_CTX> cipher(EVP_CIPHER_CTX_new(), EVP_CIPHER_CTX_free);
  if (!cipher || EVP_CipherInit_ex(cipher.get(), EVP_aes_256_gcm(), nullptr, key.data(), nullptr,
                                   seals ? 1 : 0) != 1) {
    throw std::bad_alloc();
  }
  return cipher;
}

std::string sealed(EVP_CIPHER_CTX* cipher, const Nonce& nonce, std::string_view chunk) {
  std::string out(chunk.size() + tag_bytes, '\0');
  int length = 0;
  const bool done =
      EVP_CipherInit_ex(cipher, nullptr, nullptr, nullptr, nonce.data(), 1) == 1 &&
      EVP_CipherUpdate(cipher, raw(out), &length, raw(chunk), static_cast<int>(chunk.size())) ==
          1 &&
      EVP_CipherFinal_ex(cipher, raw(out) + length, &length) == 1 &&
      EVP_CIPHER_CTX_ctrl(cipher, EVP_CTRL_AEAD_GET_TAG, tag_bytes, raw(out) + chunk.size()) == 1;
  if (!done) throw std::bad_alloc();
  return out;
}

// Nothing when the bytes are not what was sealed with this key and nonce.
std::optional<std::string> opened(EVP_CIPHER_CTX* cipher, const Nonce& nonce, std::string sealed) {
  const std::size_t size = sealed.size() - tag_bytes;
  std::string out(size, '\0');
  int length = 0;
  const bool fits =
      EVP_CipherInit_ex(cipher, nullptr, nullptr, nullptr, nonce.data(), 0) == 1 &&
      EVP_CipherUpdate(cipher, raw(out), &length, raw(sealed), static_cast<int>(size)) == 1 &&
      EVP_CIPHER_CTX_ctrl(cipher, EVP_CTRL_AEAD_SET_TAG, tag_bytes, raw(sealed) + size) == 1 &&
      EVP_CipherFinal_ex(cipher, raw(out) + length, &length) == 1;
  return fits ? std::optional(std::move(out)) : std::nullopt;
}

std::unexpected<Error> truncated() {
  return fail(Fault::corrupt, "backup_truncated", "控えのファイルが、途中で切れています。",
              "写すのが途中で終わっていないか確かめ、無理なら別の控えを使ってください。");
}

std::unexpected<Error> altered(std::uint64_t chunk) {
  return fail(Fault::corrupt, "backup_altered",
              "控えの中身が、書いたときのままではありません（" + std::to_string(chunk + 1) +
                  "番目の区切り）。",
              "壊れているか、書き換えられています。別の控えを使ってください。");
}

bool ends_whole(std::istream& in, std::uint64_t size) {
  if (size < ending.size()) return false;
  std::string last(ending.size(), '\0');
  in.seekg(static_cast<std::streamoff>(size - ending.size()));
  in.read(last.data(), static_cast<std::streamsize>(last.size()));
  return last == ending;
}

}  // namespace

// --- writing

Result<SealedWriter> SealedWriter::create(const std::filesystem::path& target, Locked locked) {
  std::error_code ignored;
  if (std::filesystem::exists(std::filesystem::symlink_status(target, ignored))) {
    return fail(file_exists(target));
  }
  std::filesystem::path part = target;
  part += ".part-" + hex(random_bytes(4));
  const int descriptor =
      ::open(part.c_str(), O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (descriptor < 0) return fail(file_not_written(target, errno));
  SealedWriter writer(target, std::move(part), descriptor, locked.key);
  if (auto begun = writer.put(locked.header); !begun) return fail(begun.error());
  return writer;
}

SealedWriter::SealedWriter(std::filesystem::path target, std::filesystem::path part, int descriptor,
                           ContentKey key)
    : target_(std::move(target)),
      part_(std::move(part)),
      descriptor_(descriptor),
      key_(key),
      cipher_(make_cipher(key, true)) {}

SealedWriter::SealedWriter(SealedWriter&& other) noexcept
    : target_(std::move(other.target_)),
      part_(std::exchange(other.part_, {})),
      descriptor_(std::exchange(other.descriptor_, -1)),
      key_(other.key_),
      cipher_(std::move(other.cipher_)),
      pending_(std::move(other.pending_)),
      counter_(other.counter_),
      bytes_(other.bytes_),
      digest_(other.digest_) {}

SealedWriter::~SealedWriter() {
  if (descriptor_ >= 0) ::close(descriptor_);
  if (!part_.empty()) ::unlink(part_.c_str());
}

Result<void> SealedWriter::write(std::string_view bytes) {
  while (!bytes.empty()) {
    // A full chunk is sealed only when more follows: the last one must be known as the last.
    if (pending_.size() == chunk_bytes) {
      if (auto done = seal(pending_, false); !done) return done;
      pending_.clear();
    }
    const std::size_t taken = std::min(bytes.size(), chunk_bytes - pending_.size());
    pending_ += bytes.substr(0, taken);
    bytes.remove_prefix(taken);
  }
  return {};
}

Result<void> SealedWriter::finish() {
  if (auto done = seal(pending_, true); !done) return done;
  pending_.clear();
  if (auto done = put(ending); !done) return done;
  const bool kept = ::fsync(descriptor_) == 0;
  const int why = errno;
  const bool closed = ::close(std::exchange(descriptor_, -1)) == 0;
  if (kept && closed) return {};
  return fail(file_not_written(target_, kept ? errno : why));
}

Result<void> SealedWriter::put_in_place() {
  auto renamed = rename_to_new(part_, target_);
  if (renamed) part_.clear();
  return renamed;
}

Result<void> SealedWriter::seal(std::string_view chunk, bool is_last) {
  return put(sealed(cipher_.get(), nonce_of(counter_++, is_last), chunk));
}

Result<void> SealedWriter::put(std::string_view bytes) {
  digest_.add(bytes);
  bytes_ += bytes.size();
  while (!bytes.empty()) {
    const ssize_t written = ::write(descriptor_, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return fail(file_not_written(target_, errno));
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return {};
}

// --- reading

Result<SealedReader> SealedReader::open(std::istream& in) {
  std::string beginning(header_bytes_max, '\0');
  in.read(beginning.data(), static_cast<std::streamsize>(beginning.size()));
  beginning.resize(static_cast<std::size_t>(in.gcount()));
  auto parsed = parse_header(beginning);
  if (!parsed && parsed.error().code == "backup_unknown") return fail(parsed.error());
  in.clear();
  in.seekg(0, std::ios::end);
  const auto size = static_cast<std::uint64_t>(in.tellg());
  if (!ends_whole(in, size)) return truncated();
  if (!parsed) return fail(parsed.error());
  if (size < parsed->bytes + tag_bytes + ending.size()) return truncated();
  in.seekg(static_cast<std::streamoff>(parsed->bytes));
  return SealedReader(in, std::move(parsed->header), size - parsed->bytes - ending.size());
}

Result<void> SealedReader::unlock(const Unlocking& unlocking) {
  const auto key = recovery::unlock(header_, unlocking);
  if (!key) return fail(key.error());
  unlock(*key);
  return {};
}

void SealedReader::unlock(const ContentKey& key) {
  cipher_ = make_cipher(key, false);
}

Result<std::string> SealedReader::chunk() {
  if (left_ == 0) return std::string();
  const std::size_t size = std::min<std::uint64_t>(left_, chunk_bytes + tag_bytes);
  std::string bytes(size, '\0');
  in_->read(bytes.data(), static_cast<std::streamsize>(size));
  const bool whole = static_cast<std::size_t>(in_->gcount()) == size && size >= tag_bytes;
  left_ -= size;
  const std::uint64_t number = counter_++;
  auto content =
      whole ? opened(cipher_.get(), nonce_of(number, left_ == 0), std::move(bytes)) : std::nullopt;
  // Nothing but the end of a whole content may be empty.
  if (!content || (content->empty() && number > 0)) return altered(number);
  return *std::move(content);
}

}  // namespace mamori::recovery
