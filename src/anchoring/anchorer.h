// Does the daily anchoring: what is due today and was not done yet, each way by itself.
//
// run() is for one thread at a time; troubles() for any.
#pragma once

#include <filesystem>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "anchoring/anchoring.h"
#include "anchoring/transfer.h"
#include "base/clock.h"
#include "store/store.h"

namespace mamori::anchoring {

struct TimestampAuthority {
  std::string url;
  std::filesystem::path ca_file;  // PEM: who vouches for its certificate
};

struct Mailbox {
  MailServer server;
  std::string from;
  std::vector<std::string> to;
};

// What the body configured; nothing by default.
struct Settings {
  std::vector<std::filesystem::path> witness_folders;
  std::optional<TimestampAuthority> authority;
  std::optional<Mailbox> mailbox;
};

// What went wrong the last time; gone once it worked.
struct Trouble {
  Way way = Way::witness;
  std::string place;
  Error error;
  Instant at;
};

class Anchorer {
 public:
  static constexpr std::chrono::minutes try_again_after{10};

  // All but `settings` must outlive the Anchorer.
  Anchorer(Settings settings, store::Store& store, ledger::Journal& journal, const Clock& clock);

  // Anchors the newest checkpoint in every configured way that is due, and records it. What fails
  // is kept as a trouble and tried again later. An empty ledger is not anchored.
  void run();
  std::vector<Trouble> troubles() const;

 private:
  struct Target {
    Way way;
    std::string place;
  };
  struct Newest {
    std::string note;
    std::string vkey;
  };
  bool is_due(const Target& target, Instant now);
  Result<void> anchor(const Target& target, Instant now);
  // Each puts the checkpoint there and says what was put.
  Result<Anchored> to_witness(const Target& target, const Newest& newest, Instant now);
  Result<Anchored> to_authority(const Target& target, const Newest& newest) const;
  Result<Anchored> to_mailbox(const Target& target, const Newest& newest, Instant now) const;

  const Settings settings_;
  std::vector<Target> targets_;
  store::Store& store_;
  ledger::Journal& journal_;
  const Clock& clock_;

  mutable std::mutex mutex_;
  std::map<std::pair<Way, std::string>, Trouble> troubles_;
};

}  // namespace mamori::anchoring
