// The encrypted part of a backup: any number of bytes in chunks, each of which shows when it was
// altered, moved or left out, and the last of which shows that it is the last (the STREAM
// construction over AES-256-GCM). The bytes are described in docs/backup-format.md.
//
// Not thread-safe.
#pragma once

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <istream>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "recovery/digest.h"
#include "recovery/seal.h"

struct evp_cipher_ctx_st;

namespace mamori::recovery {

inline constexpr std::size_t chunk_bytes = std::size_t{64} << 10;

// Writes a new file that only its owner can read. Unless it was put in place it is gone with the
// object, whatever happened.
class SealedWriter {
 public:
  // The bytes go to a file beside `target`, which must not exist. Fails with "file_exists" or
  // "file_not_written".
  static Result<SealedWriter> create(const std::filesystem::path& target, Locked locked);
  SealedWriter(SealedWriter&&) noexcept;
  SealedWriter& operator=(SealedWriter&&) = delete;
  ~SealedWriter();

  // Fails with "file_not_written" (the disk is full …).
  Result<void> write(std::string_view bytes);
  // The last chunk, and everything on the disk.
  Result<void> finish();
  // Gives the file its name, and says so to the disk. Fails with "file_exists" when somebody else
  // did in the meantime.
  Result<void> put_in_place();

  const ContentKey& key() const { return key_; }
  const std::filesystem::path& part() const { return part_; }  // where it lies until then
  std::uint64_t bytes() const { return bytes_; }               // of the file
  Digest digest() const { return digest_.value(); }            // SHA-256 of the file

 private:
  SealedWriter(std::filesystem::path target, std::filesystem::path part, int descriptor,
               ContentKey key);
  Result<void> seal(std::string_view chunk, bool is_last);
  Result<void> put(std::string_view bytes);

  std::filesystem::path target_;
  std::filesystem::path part_;
  int descriptor_ = -1;
  ContentKey key_;
  std::shared_ptr<evp_cipher_ctx_st> cipher_;
  std::string pending_;
  std::uint64_t counter_ = 0;
  std::uint64_t bytes_ = 0;
  DigestStream digest_;
};

class SealedReader {
 public:
  // `in` is at the beginning of a file and can be sought in; must outlive the reader. Fails as
  // parse_header() does, or with "backup_truncated".
  static Result<SealedReader> open(std::istream& in);

  const Header& header() const { return header_; }
  // To be called once, before the first chunk(). Fails as recovery::unlock().
  Result<void> unlock(const Unlocking& unlocking);
  void unlock(const ContentKey& key);
  // The next part of the content; "" at its end. Fails with "backup_altered".
  Result<std::string> chunk();

 private:
  SealedReader(std::istream& in, Header header, std::uint64_t left)
      : in_(&in), header_(std::move(header)), left_(left) {}

  std::istream* in_;
  Header header_;
  std::uint64_t left_;  // sealed bytes not read yet
  std::shared_ptr<evp_cipher_ctx_st> cipher_;
  std::uint64_t counter_ = 0;
};

}  // namespace mamori::recovery
