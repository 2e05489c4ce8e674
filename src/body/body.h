// One body: its data, its ledger, its regulation.
//
// Thread safety: open() and adopt_regulation() are for one thread at the start; the rest may be
// called from any thread.
#pragma once

#include <atomic>
#include <deque>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "access/rosters.h"
#include "anchoring/anchorer.h"
#include "base/clock.h"
#include "body/adopting.h"
#include "body/definitions.h"
#include "body/lock.h"
#include "catalogue/adoption.h"
#include "catalogue/confirmation.h"
#include "duties/posture.h"
#include "identity/failures.h"
#include "identity/vault.h"
#include "ledger/journal.h"
#include "procedures/engine.h"
#include "regulation/library.h"
#include "regulation/provision.h"
#include "store/store.h"

namespace mamori::body {

// The body's name: as the operator gave it, or else as its regulation says it; "" when neither
// does.
std::string name_of(store::Connection& connection);

// A document of the regulation with all that is computed from it, and what people said of it.
struct Text {
  regulation::Adopted adopted;
  regulation::Document document;
  std::vector<regulation::Provision> provisions;
  std::vector<catalogue::Demand> demands;             // the places whose alignment is confirmed
  std::vector<catalogue::AlignedControl> proposals;   // as the aligner made them
  catalogue::Confirmations confirmations;             // as they stood when it was loaded
  std::vector<catalogue::AlignedControl> alignments;  // what holds: confirmed before proposed
};

class Body {
 public:
  struct Options {
    std::filesystem::path folder;  // made when absent, for its owner only
    std::string slug = "main";     // [a-z0-9][a-z0-9-]*: in addresses and in the ledger's name
    // Where the data lies; <folder>/<slug>.sqlite when nothing is said.
    std::optional<store::Location> location = {};
    // How far the clock may stand behind the last record before it is taken for wrong.
    std::chrono::milliseconds clock_behind_max = std::chrono::minutes{2};
    anchoring::Settings anchoring = {};  // where checkpoints are kept
    // Where the signing key is: a URI of ledger/token.h; the file <folder>/<slug>.key when empty.
    std::string key = {};
  };

  // Opens the data and the signing key, making the data and a key file when absent. `definitions`
  // and `clock` must outlive the Body. Fails as Store, ledger/key_file.h, ledger/token.h, Journal
  // and DataLock say, or with "slug_malformed" or "key_missing" (data without the key that signed
  // it).
  static Result<std::unique_ptr<Body>> open(const Options& options, const Definitions& definitions,
                                            const Clock& clock);

  const std::string& slug() const { return journal_.body(); }
  const Definitions& definitions() const { return definitions_; }
  const Clock& clock() const { return clock_; }
  // Where its files lie.
  std::filesystem::path folder() const { return key_file_.parent_path(); }
  store::Store& store() { return *store_; }
  ledger::Journal& journal() { return journal_; }
  anchoring::Anchorer& anchorer() { return *anchorer_; }
  // What secrets that must be read again are sealed with (<folder>/<slug>.vault), made when first
  // asked for. Not inside a Store's job. Fails as identity::Vault::open_for() does.
  Result<identity::Vault> vault();
  identity::FailedSignIns& failed_sign_ins() { return failed_sign_ins_; }

  // Hands the ledger over to a new key: in the key file, or in the token that `to` names. A key
  // file of before is gone then. Only while nobody else uses the Body. Fails as ledger/key_file.h
  // and ledger/token.h say, or with "reason_missing".
  Result<ledger::Receipt> rotate_key(std::string_view reason, std::string_view to = {});

  // Reads a text and takes it into use as the next version, with the alignments proposed for it.
  // Fails as regulation::source_text says, or with "regulation_unreadable" when it has no article.
  Result<regulation::Reading> adopt_regulation(std::string_view bytes, std::string_view name);
  bool has_regulation();
  // The text that the record of a draft or an adoption carries, read with these repairs taken back;
  // the last few are kept. Fails with "source_erased" or "regulation_unreadable". Not on the
  // writer.
  Result<std::shared_ptr<const Candidate>> candidate(std::uint64_t record_number,
                                                     const std::vector<regulation::Undone>& undone);
  // Spares the next one who asks for it the reading.
  void keep_candidate(std::uint64_t record_number, std::shared_ptr<const Candidate> candidate);
  // The documents of the newest version, in order; shared, never changed.
  std::vector<std::shared_ptr<const Text>> texts(store::Connection& connection);
  // name_of(), or the slug.
  std::string name(store::Connection& connection);
  // Records the name by which the body is to be called from now on. Fails with "name_missing".
  Result<ledger::Receipt> set_name(std::string_view name);

  // The kinds of office under the titles this body gave them, of today or another day.
  organisation::Offices offices(store::Connection& connection);
  organisation::Offices offices(store::Connection& connection, Day day);
  // Today's organisation, as the connection sees it.
  std::shared_ptr<const access::Roster> roster(store::Connection& connection);
  // What the engines ask, on one connection at this moment.
  procedures::Desk desk(store::Connection& connection);
  duties::Sources sources(store::Connection& connection);
  // The places of the newest version that carry these controls, quoted.
  std::vector<Citation> cite(store::Connection& connection,
                             const std::vector<std::string>& controls);
  // The places that carry any control which this procedure, register or office fulfils.
  std::vector<Citation> cite_served_by(store::Connection& connection,
                                       const catalogue::Satisfier& satisfier);
  // The definition an application was filed under.
  Result<const procedures::Definition*> definition_of(store::Connection& connection,
                                                      const procedures::Application& application);

  // What became due since the last call: tells those concerned. Returns how many were told about,
  // or the first trouble after telling the rest. For one thread at a time.
  Result<int> tick();

  // After an erasure: what SQLite wrote ahead still holds the erased bytes until it is cut off.
  // While somebody reads it cannot be; then tick() tries again.
  void cut_off_erased();

 private:
  Body(const Definitions& definitions, const Clock& clock, const Options& options,
       ledger::NoteSigner signer, std::optional<DataLock> lock);
  Result<void> adopt_definitions();
  Result<void> tell_overdue(const procedures::Application& application);
  Result<void> tell_task(const procedures::UntoldTask& untold);
  // Returns of how many duties somebody was told.
  Result<int> tell_late_duties();
  std::shared_ptr<const Text> load_text(store::Connection& connection,
                                        const regulation::Adopted& adopted);
  Text read_text(store::Connection& connection, const regulation::Adopted& adopted);

  const std::optional<DataLock> lock_;  // PostgreSQL keeps writers apart itself
  const Definitions& definitions_;
  const Clock& clock_;
  const std::filesystem::path key_file_;
  const std::filesystem::path vault_file_;
  ledger::Journal journal_;  // before the store: the store's writer tells it until the end
  store::Location location_;
  std::unique_ptr<store::Store> store_;
  std::unique_ptr<anchoring::Anchorer> anchorer_;
  std::mutex vault_mutex_;
  std::optional<identity::Vault> vault_;  // once it was asked for
  identity::FailedSignIns failed_sign_ins_;
  std::atomic<bool> erased_remains_ = false;  // in the write-ahead log

  access::Rosters rosters_;
  std::mutex cache_mutex_;
  struct Cached {
    std::string last_change;  // of the confirmations in it
    std::shared_ptr<const Text> text;
  };
  std::map<std::pair<std::int64_t, std::int64_t>, Cached> texts_;  // by version and document
  std::map<std::string, procedures::Definition, std::less<>> older_definitions_;  // by digest
  struct KeptCandidate {
    std::string key;
    std::shared_ptr<const Candidate> candidate;
  };
  std::deque<KeptCandidate> candidates_;  // oldest first
};

}  // namespace mamori::body
