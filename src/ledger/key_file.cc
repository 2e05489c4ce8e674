#include "ledger/key_file.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <openssl/crypto.h>
#include <sys/stat.h>
#include <unistd.h>

namespace mamori::ledger {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t key_file_bytes_max = 4096;

struct Descriptor {
  int number;
  explicit Descriptor(int opened) : number(opened) {}
  ~Descriptor() {
    if (number >= 0) ::close(number);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
};

std::unexpected<Error> unavailable(const fs::path& file) {
  return fail(Fault::unavailable, "key_unavailable",
              "台帳の鍵のファイルを読み書きできません: " + file.string(),
              std::string("フォルダの権限を確かめてください。（") + std::strerror(errno) + "）");
}

Result<std::string> read_secret(int descriptor, const fs::path& file) {
  struct stat status{};
  if (::fstat(descriptor, &status) != 0) return unavailable(file);
  if (!S_ISREG(status.st_mode) || (status.st_mode & 077) != 0 || status.st_uid != ::geteuid()) {
    return fail(Fault::forbidden, "key_exposed",
                "台帳の鍵のファイルを、持ち主以外も読み書きできます: " + file.string(),
                "chmod 600 で持ち主だけが読めるようにしてください。"
                "他の人に読まれたおそれがあれば、鍵を替えてください（mamori rotate-key）。");
  }
  std::string text(key_file_bytes_max, '\0');
  const ssize_t count = ::read(descriptor, text.data(), text.size());
  if (count < 0) return unavailable(file);
  text.resize(static_cast<std::size_t>(count));
  return text;
}

bool sync_folder_of(const fs::path& file) {
  const fs::path folder = file.has_parent_path() ? file.parent_path() : ".";
  const Descriptor parent(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  return parent.number >= 0 && ::fsync(parent.number) == 0;
}

bool write_synced(const fs::path& file, std::string_view text) {
  const Descriptor out(::open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
  return out.number >= 0 &&
         ::write(out.number, text.data(), text.size()) == static_cast<ssize_t>(text.size()) &&
         ::fsync(out.number) == 0;
}

// The file appears with its whole content or not at all, and is on the disk when this returns.
bool write_secret(const fs::path& file, std::string_view text) {
  const fs::path fresh = file.string() + ".new";
  if (!write_synced(fresh, text)) return false;
  const bool linked = ::link(fresh.c_str(), file.c_str()) == 0;  // never replaces a key
  ::unlink(fresh.c_str());
  return linked && sync_folder_of(file);
}

bool is_there(const fs::path& file) {
  std::error_code ignored;  // what hinders here hinders opening too, and is told then
  return fs::exists(fs::symlink_status(file, ignored));
}

fs::path next_of(const fs::path& file) {
  return file.string() + ".next";
}

bool forget(const fs::path& file) {
  return (::unlink(file.c_str()) == 0 || errno == ENOENT) && sync_folder_of(file);
}

}  // namespace

Result<NoteSigner> load_or_create_key(const fs::path& file, std::string_view name) {
  if (!is_there(file) && !write_secret(file, make_secret_key(name) + '\n')) {
    return unavailable(file);
  }
  return load_key(file, name);
}

Result<NoteSigner> load_key(const fs::path& file, std::string_view name) {
  const Descriptor in(::open(file.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC));
  if (in.number < 0) return unavailable(file);
  Result<std::string> text = read_secret(in.number, file);
  if (!text) return fail(text.error());
  if (!text->ends_with('\n')) return malformed_key();
  Result<NoteSigner> signer =
      NoteSigner::parse(std::string_view(*text).substr(0, text->size() - 1));
  OPENSSL_cleanse(text->data(), text->size());
  if (signer && signer->verifier().name() != name) {
    return fail(Fault::conflict, "key_of_other_body",
                "台帳の鍵が別の組織のものです（" + signer->verifier().name() + "）。",
                "この組織の鍵のファイルを置いてください。");
  }
  return signer;
}

Result<NoteSigner> make_next_key(const fs::path& file, std::string_view name) {
  const fs::path next = next_of(file);
  if (!forget(next) || !write_secret(next, make_secret_key(name) + '\n')) return unavailable(next);
  return load_key(next, name);
}

Result<void> adopt_next_key(const fs::path& file) {
  if (::rename(next_of(file).c_str(), file.c_str()) != 0 || !sync_folder_of(file)) {
    return unavailable(file);
  }
  return {};
}

Result<void> settle_next_key(const fs::path& file, std::string_view name, std::string_view vkey) {
  const fs::path next = next_of(file);
  if (!is_there(next)) return {};
  const auto waiting = load_key(next, name);
  if (waiting && waiting->verifier().vkey() == vkey) return adopt_next_key(file);
  const auto current = load_key(file, name);
  // Nothing is thrown away unless it is sure that the other key is the right one.
  if (!current || current->verifier().vkey() != vkey) return {};
  if (!forget(next)) return unavailable(next);
  return {};
}

Result<void> forget_key(const fs::path& file) {
  if (!forget(file)) return unavailable(file);
  return {};
}

}  // namespace mamori::ledger
