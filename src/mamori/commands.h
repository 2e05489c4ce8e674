// The commands. Each prints for people on standard output, returns the exit code it asks for, and
// fails with an Error that main prints.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "base/result.h"
#include "mamori/directory_options.h"

namespace mamori::command {

struct DataOptions {
  std::filesystem::path folder = "data";  // of the SQLite file and of the signing key
  std::string body = "main";
  std::string database = "sqlite";  // or postgresql://…, as store::location_of() takes it
};

// Where the daily checkpoint goes; nowhere by default.
struct AnchoringOptions {
  std::vector<std::filesystem::path> witness_folders;
  std::string authority;  // URL of a time-stamping authority
  std::filesystem::path authority_ca;
  std::vector<std::string> mail_to;
  std::string mail_from;
  std::string smtp;  // smtp://host:25
  std::string smtp_user;
  std::filesystem::path smtp_password;
  std::filesystem::path smtp_ca;
  bool smtp_plain = false;
};

// What a backup is locked with.
struct LockOptions {
  std::filesystem::path recipient;        // PEM; empty: a passphrase
  std::filesystem::path passphrase_file;  // empty: from the environment or the terminal
  bool operator==(const LockOptions&) const = default;
};

struct ScheduleOptions {
  std::filesystem::path folder;  // empty: none are taken by itself
  LockOptions lock;
  std::string at = "02:30";  // in Japan
  int kept = 14;
  bool operator==(const ScheduleOptions&) const = default;
};

// What each body may have in its own way, in <data folder>/<slug>.conf.
struct BodyOptions {
  std::string key;  // pkcs11:…; empty: the file in the data folder
  AnchoringOptions anchoring;
  ScheduleOptions backups;
  DirectoryOptions directory;
};

struct ServeOptions {
  DataOptions data{.body = ""};      // body: the only one to serve; empty: all there are
  BodyOptions body;                  // of every body that has not its own
  std::filesystem::path regulation;  // empty: the model regulation shipped with mamori
  bool lists_bodies = false;         // on the front page, for everybody
  std::string address = "127.0.0.1";
  std::uint16_t port = 8080;
  std::filesystem::path tls_certificate;
  std::filesystem::path tls_key;
  std::string public_url;                    // as people type it; derived from the rest when empty
  std::vector<std::string> trusted_proxies;  // addresses and networks, web/proxies.h
  int clock_behind_minutes_max = 2;          // see Body::Options
};

// Serves every body until SIGINT or SIGTERM. Where there is none yet it makes one, "main"; one that
// cannot be opened does not keep the others from running. Fails when not one can be.
Result<int> serve(const ServeOptions& options);
struct RescueOptions {
  DataOptions data;
  std::string key;    // in a token: pkcs11:…
  std::string login;  // of an administrator
  std::string reason;
  std::string public_url = "http://127.0.0.1:8080";
};
// For an administrator who lost the password, the app and the codes: prints a temporary password
// that works once; second factors and sessions end, and the record says so. Nobody may serve the
// body meanwhile. Fails as body::AccountActs::rescue_administrator does.
Result<int> rescue_administrator(const RescueOptions& options);
// Prints a new one-time link for the first administrator.
Result<int> admin_link(const DataOptions& data, const std::string& public_url);

struct AddBodyOptions {
  DataOptions data;
  std::string name;                  // empty: as its regulation says
  std::filesystem::path regulation;  // as ServeOptions has it
  std::string public_url;            // for the link
};
// Makes a body, or puts one back into service. A server that runs takes it in within seconds.
// Fails with "body_exists" when it is in service.
Result<int> add_body(const AddBodyOptions& options);
Result<int> list_bodies(const DataOptions& data);

struct DemoOptions {
  ServeOptions serve{.data = {.folder = "demo", .body = ""}, .lists_bodies = true};
  std::vector<std::filesystem::path> regulations;  // none: the model regulation
};
// Makes a body of each regulation, with the sample organisation and an administrator whose password
// it prints, and serves them all.
Result<int> demo(const DemoOptions& options);

struct RemoveBodyOptions {
  DataOptions data;
  bool erases = false;           // the data too; only after a backup
  std::string confirmed;         // PostgreSQL: the short name again
  std::filesystem::path backup;  // a new file
  LockOptions lock;
  bool key_in_token = false;
};
// Puts a body out of service; a server that runs lets go of it within seconds. Its data stay unless
// they are to be erased. Fails then with "backup_not_named", "body_in_use",
// "erase_not_confirmed" (PostgreSQL: servers elsewhere may have it), or as recovery::make_backup
// does, and nothing is erased.
Result<int> remove_body(const RemoveBodyOptions& options);

struct ReadOptions {
  std::filesystem::path file;
  bool json = false;
};
Result<int> read(const ReadOptions& options);
// Who must, may or must not: each sentence with place, holder and modality.
Result<int> provisions(const ReadOptions& options);

struct AlignOptions {
  std::filesystem::path file;
  bool json = false;
};
// Prints the controls each place speaks of. JSON: an array of {document (from 1), place, control,
// row, guideline (its section of the national guideline, or ""), score (0–1), reason}, the places
// in the order of the text, for each the best first, at most
// 5. Exit code 1 when the file holds no regulation.
Result<int> align(const AlignOptions& options);

struct ConvertOptions {
  std::filesystem::path file;
  std::string to;                // law-xml, lawtext, oscal, duty-table
  std::filesystem::path output;  // empty: standard output
  int document = 0;              // number in the file, from 1; 0: the only one, or all in a table
};
Result<int> convert(const ConvertOptions& options);

Result<int> export_ledger(const DataOptions& data, const std::filesystem::path& folder);

struct VerifyOptions {
  std::string target;         // an export folder, a body's .sqlite file, or postgresql://…
  std::string body = "main";  // of a PostgreSQL database
  std::string key;            // vkey to pin, or a file that holds it
  std::vector<std::filesystem::path> against;
  bool json = false;
};
// Exit code 0 when everything fits, 1 when not.
Result<int> verify(const VerifyOptions& options);

struct RebuildOptions {
  DataOptions data;
  bool check = false;  // only compare; nothing is changed
  bool json = false;
};
// Replays the ledger into empty tables and compares them with those in use; unless `check`, and
// where they differ, puts those in use back to what the ledger says. Exit code 0 when they agree
// (or agree now), 1 when not.
Result<int> rebuild(const RebuildOptions& options);

struct BackupOptions {
  DataOptions data;
  LockOptions lock;
  bool key_in_token = false;
  std::filesystem::path file;
  bool json = false;
};
// May run while mamori serves these data.
Result<int> backup(const BackupOptions& options);

struct RestoreOptions {
  DataOptions data;
  std::filesystem::path file;
  std::filesystem::path key;  // PEM; empty: a passphrase
  std::filesystem::path passphrase_file;
};
Result<int> restore(const RestoreOptions& options);

struct MoveOptions {
  DataOptions data;  // from
  std::string to;    // as DataOptions::database
  bool cancel = false;
};
// To another database, with the same folder and name.
Result<int> move(const MoveOptions& options);

// Makes a pair of keys: `file` opens backups, <file>.pub locks them.
Result<int> backup_key(const std::filesystem::path& file);

struct ProveOptions {
  DataOptions data;
  std::uint64_t record = 0;      // 0: none
  std::uint64_t from = 0;        // 0: none; else the size of an older ledger
  std::filesystem::path output;  // empty: standard output
};
// Writes the proof of a record, or of the ledger continuing an older one.
Result<int> prove(const ProveOptions& options);
// Checks such a file; `target` is the file. Exit code 0 when it proves what it says, 1 when not.
Result<int> verify_proof(const VerifyOptions& options);

struct RotateOptions {
  DataOptions data;
  std::string key;  // as ServeOptions has it
  std::string to;   // pkcs11:…; empty: a file in the data folder
  std::string reason;
};
// Hands the ledger over to a new key. The server must not run meanwhile.
Result<int> rotate_key(const RotateOptions& options);

}  // namespace mamori::command
