// The reader of backups (docs/backup-format.md). What is encrypted would never open, so its content
// is read on its own, and the chunks of a file with a key that does not fit.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <sstream>
#include <string>
#include <string_view>

#include "recovery/content.h"
#include "recovery/sealed_file.h"

namespace {

using namespace mamori::recovery;

void read_content(std::string_view bytes) {
  std::size_t at = 0;
  ContentReader reader([&]() -> mamori::Result<std::string> {
    std::string some(bytes.substr(at, 61));
    at += some.size();
    return some;
  });
  for (auto item = reader.next(); item; item = reader.next()) {
    if (std::holds_alternative<ContentEnd>(*item)) {
      if (at != bytes.size()) std::abort();  // something was left unread
      return;
    }
  }
}

void read_file(std::string_view bytes) {
  std::istringstream in{std::string(bytes)};
  auto sealed = SealedReader::open(in);
  if (!sealed) return;
  sealed->unlock(ContentKey{});
  for (auto chunk = sealed->chunk(); chunk && !chunk->empty(); chunk = sealed->chunk()) {
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  if (bytes.starts_with("mamori-backup/")) {
    read_file(bytes);
  } else {
    read_content(bytes);
  }
  return 0;
}
