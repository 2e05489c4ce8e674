#include "body/body.h"

#include <algorithm>

#include "base/bytes.h"
#include "base/text.h"
#include "body/adopting.h"
#include "body/anchoring_overdue.h"
#include "body/leavers.h"
#include "body/projections.h"
#include "body/recording.h"
#include "body/sealing.h"
#include "body/searching.h"
#include "body/signing_in.h"
#include "duties/rounds.h"
#include "ledger/key_file.h"
#include "ledger/newest.h"
#include "ledger/token.h"
#include "organisation/titles.h"
#include "procedures/projection.h"
#include "registers/list_index.h"
#include "regulation/reader.h"

namespace mamori::body {
namespace {

using store::Connection;

constexpr std::string_view system_actor = "system:mamori";
constexpr std::string_view name_subject = "body";
constexpr std::string_view named_kind = "body.named";
constexpr std::size_t name_bytes_max = 180;
constexpr std::size_t candidates_kept_max = 4;  // of large texts, some 50 MB each

Result<void> make_folder(const std::filesystem::path& folder) {
  std::error_code error;
  const bool made = std::filesystem::create_directories(folder, error);
  if (!error && made) {
    std::filesystem::permissions(folder, std::filesystem::perms::owner_all, error);
  }
  if (!error) return {};
  return fail(Fault::unavailable, "folder_unavailable",
              "データのフォルダを作れません: " + folder.string(),
              "置き場所の権限を確かめるか、--data で別のフォルダを指定してください。");
}

std::filesystem::path key_file_of(const Body::Options& options) {
  return options.folder / (options.slug + ".key");
}

// A new key must not be made beside a ledger that another key signed.
Result<void> check_key_kept(const Body::Options& options, store::Store& store) {
  const bool signed_before = store.read(
      [](Connection& connection) { return ledger::newest_checkpoint(connection).has_value(); });
  std::error_code error;
  const bool kept = std::filesystem::exists(key_file_of(options), error);
  if (!signed_before || kept) return {};
  return fail(Fault::corrupt, "key_missing",
              "記録に署名した鍵（" + options.slug + ".key）が、データのフォルダにありません。",
              "控えておいた鍵のファイルを戻してから、もう一度始めてください。");
}

Result<ledger::NoteSigner> open_key(const Body::Options& options, store::Store& store) {
  const std::string name = ledger::origin_of(options.slug);
  if (!options.key.empty()) {
    auto key = ledger::open_token_key(options.key);
    if (!key) return fail(key.error());
    return ledger::NoteSigner(name, *std::move(key));
  }
  const std::filesystem::path file = key_file_of(options);
  const std::string signed_by = store.read(
      [](Connection& connection) { return ledger::newest_key(connection).value_or(""); });
  if (auto settled = ledger::settle_next_key(file, name, signed_by); !settled) {
    return fail(settled.error());
  }
  if (auto kept = check_key_kept(options, store); !kept) return fail(kept.error());
  return ledger::load_or_create_key(file, name);
}

Result<ledger::NoteSigner> next_in_token(std::string_view name, std::string_view uri) {
  auto key = ledger::make_token_key(uri);
  if (!key) return fail(key.error());
  return ledger::NoteSigner(name, *std::move(key));
}

// An SQLite file has one program at a time; of PostgreSQL several may share a schema.
Result<std::optional<DataLock>> lock_for(const store::Location& location,
                                         const Body::Options& options) {
  if (!std::holds_alternative<store::SqliteFile>(location)) return std::nullopt;
  auto lock = DataLock::take(options.folder / (options.slug + ".lock"));
  if (!lock) return fail(lock.error());
  return *std::move(lock);
}

// The text of a place as one quotes it: without its own number and caption, which stand beside it.
std::string quoted(const regulation::Node& node) {
  std::string text = node.text;
  for (const regulation::Node& child : node.children) {
    if (!text.empty()) text += '\n';
    text += regulation::full_text(child);
  }
  return text;
}

const regulation::Node* article_of(const regulation::Document& document, std::string_view place) {
  const auto end = place.find("条");
  if (end == std::string_view::npos) return nullptr;
  std::string_view head = place.substr(0, end + std::string_view("条").size());
  // 枝番: 第15条の2第1項 belongs to 第15条の2
  std::string_view rest = place.substr(head.size());
  if (rest.starts_with("の")) {
    const auto next = rest.find("第");
    head = place.substr(0, head.size() + std::min(next, rest.size()));
  }
  return regulation::find(document, head);
}

std::string candidate_key(std::uint64_t record_number,
                          const std::vector<regulation::Undone>& undone) {
  return std::to_string(record_number) + " " + canonical_json(regulation::undone_to_json(undone));
}

bool lies_in(const regulation::Node& inner, const regulation::Node* outer) {
  bool found = false;
  if (!outer) return found;
  regulation::traverse(*outer,
                       [&](const regulation::Node& node, int) { found |= &node == &inner; });
  return found;
}

}  // namespace

Result<std::unique_ptr<Body>> Body::open(const Options& options, const Definitions& definitions,
                                         const Clock& clock) {
  if (!ledger::is_body(options.slug)) {
    return fail(Fault::invalid, "slug_malformed",
                "団体の短い名前「" + options.slug + "」は使えません。",
                "英小文字・数字・ハイフンだけの名前にしてください。");
  }
  if (auto made = make_folder(options.folder); !made) return fail(made.error());
  const store::Location location =
      options.location.value_or(store::SqliteFile{options.folder / (options.slug + ".sqlite")});
  auto lock = lock_for(location, options);
  if (!lock) return fail(lock.error());
  auto store = store::Store::open(location);
  if (!store) return fail(store.error());
  auto signer = open_key(options, **store);
  if (!signer) return fail(signer.error());
  std::unique_ptr<Body> body(
      new Body(definitions, clock, options, *std::move(signer), *std::move(lock)));
  body->location_ = location;
  body->store_ = *std::move(store);
  body->journal_.set_clock_behind_max(options.clock_behind_max);
  const Result<void> opened =
      body->store_->read([&](Connection& connection) { return body->journal_.open(connection); });
  if (!opened) return fail(opened.error());
  body->store_->observe(&body->journal_);
  if (auto filled = fill_search(*body); !filled) return fail(filled.error());
  if (auto filled = registers::fill_lists(*body->store_); !filled) return fail(filled.error());
  body->anchorer_ = std::make_unique<anchoring::Anchorer>(options.anchoring, *body->store_,
                                                          body->journal_, clock);
  if (auto adopted = body->adopt_definitions(); !adopted) return fail(adopted.error());
  return body;
}

Body::Body(const Definitions& definitions, const Clock& clock, const Options& options,
           ledger::NoteSigner signer, std::optional<DataLock> lock)
    : lock_(std::move(lock)),
      definitions_(definitions),
      clock_(clock),
      key_file_(key_file_of(options)),
      vault_file_(options.folder / (options.slug + ".vault")),
      journal_(options.slug, clock, std::move(signer)) {
  register_projections(journal_);
}

Result<void> Body::adopt_definitions() {
  for (const auto& [id, definition] : definitions_.procedures) {
    const bool known = store_->read([&](Connection& connection) {
      return procedures::is_adopted(connection, definition.digest);
    });
    if (known) continue;
    const auto recorded = store_->write([&](Connection& connection) -> Result<void> {
      journal_.record(connection, procedures::adopt(definition));
      return {};
    });
    if (!recorded) return recorded;
  }
  return {};
}

Result<ledger::Receipt> Body::rotate_key(std::string_view reason, std::string_view to) {
  if (trimmed(reason).empty() || !is_utf8(reason)) {
    return fail(Fault::invalid, "reason_missing", "鍵を替える理由がありません。",
                "理由は記録に残ります。--reason に書いてください。");
  }
  const std::string name = ledger::origin_of(slug());
  const auto next = to.empty() ? ledger::make_next_key(key_file_, name) : next_in_token(name, to);
  if (!next) return fail(next.error());
  const auto receipt = store_->write([&](Connection& connection) {
    return journal_.rotate(connection, *next, operator_actor, trimmed(reason));
  });
  if (!receipt) return receipt;
  // Should this fail, the next start settles it: the ledger says which key is the right one.
  const auto put = to.empty() ? ledger::adopt_next_key(key_file_) : ledger::forget_key(key_file_);
  if (!put) return fail(put.error());
  return receipt;
}

Result<regulation::Reading> Body::adopt_regulation(std::string_view bytes, std::string_view name) {
  auto source = open_source(bytes, name);
  if (!source) return fail(source.error());
  const auto candidate = read_candidate(*std::move(source), {});
  if (!candidate) return fail(candidate.error());
  const Proposals proposals = propose(definitions_.catalogue, *candidate);
  regulation::Adoption adoption;
  adoption.author.id = system_actor;
  const Result<void> recorded = store_->write([&](Connection& connection) -> Result<void> {
    const auto acts = adoption_acts(connection, texts(connection), *candidate, proposals, adoption);
    if (!acts) return fail(acts.error());
    for (const ledger::Act& act : *acts) journal_.record(connection, act);
    return {};
  });
  if (!recorded) return fail(recorded.error());
  return candidate->reading;
}

Result<std::shared_ptr<const Candidate>> Body::candidate(
    std::uint64_t record_number, const std::vector<regulation::Undone>& undone) {
  const std::string key = candidate_key(record_number, undone);
  {
    const std::lock_guard lock(cache_mutex_);
    const auto known = std::ranges::find(candidates_, key, &KeptCandidate::key);
    if (known != candidates_.end()) return known->candidate;
  }
  const auto record = store_->read(
      [&](Connection& connection) { return ledger::record_at(connection, record_number); });
  if (!record || record->erased) {
    return fail(Fault::not_found, "source_erased", "読み込んだ文書は、もう残っていません。",
                "もう一度読み込んでください。");
  }
  auto read = read_candidate(regulation::source_from_json(record->payload), undone);
  if (!read) return fail(read.error());
  auto made = std::make_shared<const Candidate>(*std::move(read));
  keep_candidate(record_number, made);
  return made;
}

void Body::keep_candidate(std::uint64_t record_number, std::shared_ptr<const Candidate> candidate) {
  std::string key = candidate_key(record_number, candidate->undone);
  const std::lock_guard lock(cache_mutex_);
  std::erase_if(candidates_, [&](const KeptCandidate& kept) { return kept.key == key; });
  candidates_.push_back({std::move(key), std::move(candidate)});
  if (candidates_.size() > candidates_kept_max) candidates_.pop_front();
}

bool Body::has_regulation() {
  return store_->read(
      [](Connection& connection) { return regulation::newest_version(connection) > 0; });
}

Text Body::read_text(Connection& connection, const regulation::Adopted& adopted) {
  Text text;
  text.adopted = adopted;
  auto document = regulation::adopted_document(connection, adopted.version, adopted.document);
  if (document) text.document = *std::move(document);
  text.provisions = regulation::provisions(text.document);
  text.demands = catalogue::demands_of(text.document, text.provisions);
  text.proposals = catalogue::alignments(connection, adopted.version, adopted.document);
  return text;
}

std::shared_ptr<const Text> Body::load_text(Connection& connection,
                                            const regulation::Adopted& adopted) {
  const std::lock_guard lock(cache_mutex_);
  const std::string last_change = catalogue::last_change(connection, adopted.version);
  auto& [change, cached] = texts_[{adopted.version, adopted.document}];
  if (cached && change == last_change) return cached;
  // The text itself never changes: only what people said of it is read anew.
  Text text = cached ? *cached : read_text(connection, adopted);
  text.confirmations = catalogue::confirmations(connection, adopted.version, adopted.document);
  text.alignments = catalogue::settled(text.proposals, text.confirmations);
  change = last_change;
  cached = std::make_shared<const Text>(std::move(text));
  return cached;
}

std::vector<std::shared_ptr<const Text>> Body::texts(Connection& connection) {
  std::vector<std::shared_ptr<const Text>> list;
  const auto version = regulation::newest_version(connection);
  for (const auto& adopted : regulation::adopted_documents(connection, version)) {
    list.push_back(load_text(connection, adopted));
  }
  return list;
}

std::string name_of(Connection& connection) {
  const auto given = ledger::newest_of_kind(connection, name_subject, named_kind);
  if (given) return text_at(given->payload, "name");
  for (const auto& adopted :
       regulation::adopted_documents(connection, regulation::newest_version(connection))) {
    if (std::string name = regulation::body_name(adopted.title); !name.empty()) return name;
  }
  return {};
}

std::string Body::name(Connection& connection) {
  std::string name = name_of(connection);
  return name.empty() ? slug() : name;
}

Result<ledger::Receipt> Body::set_name(std::string_view name) {
  const std::string given = trimmed(name);
  if (given.empty() || !is_utf8(given) || given.size() > name_bytes_max) {
    return fail(Fault::invalid, "name_missing", "団体の名前がないか、長すぎます。",
                "正式な名前を、60字までで指定してください。");
  }
  return store_->write([&](Connection& connection) -> Result<ledger::Receipt> {
    return journal_.record(connection, {std::string(named_kind), std::string(operator_actor),
                                        std::string(name_subject), JsonObject{{"name", given}}});
  });
}

procedures::Desk Body::desk(Connection& connection) {
  return {connection,
          roster(connection),
          definitions_.schemes,
          definitions_.registers,
          [this, &connection](const std::vector<std::string>& controls) {
            return cite(connection, controls);
          },
          clock_.now(),
          &definitions_.situations};
}

organisation::Offices Body::offices(Connection& connection, Day day) {
  return organisation::named_offices(connection, definitions_.offices, day);
}

organisation::Offices Body::offices(Connection& connection) {
  return offices(connection, day_in_japan(clock_.now()));
}

std::shared_ptr<const access::Roster> Body::roster(Connection& connection) {
  return rosters_.of(connection, definitions_.offices, day_in_japan(clock_.now()));
}

duties::Sources Body::sources(Connection& connection) {
  return {connection,
          definitions_.catalogue,
          offices(connection),
          definitions_.registers,
          definitions_.procedures,
          definitions_.duties,
          day_in_japan(clock_.now()),
          procedures::suspensions_in_force(connection, day_in_japan(clock_.now()))};
}

std::vector<Citation> Body::cite(Connection& connection, const std::vector<std::string>& controls) {
  std::vector<Citation> citations;
  const auto all = texts(connection);
  const auto version = regulation::newest_version(connection);
  struct Quoted {
    std::int64_t document;
    std::string place;
    const regulation::Node* node;
  };
  std::vector<Quoted> quotes;
  for (auto& reference : catalogue::places_of(connection, version, controls)) {
    const Text& text = *all.at(static_cast<std::size_t>(reference.document) - 1);
    const regulation::Node* node = regulation::find(text.document, reference.place);
    if (node) quotes.push_back({reference.document, std::move(reference.place), node});
  }
  // A place nobody proposed anything for has no position among the proposals.
  std::ranges::stable_sort(
      quotes, {}, [](const Quoted& one) { return std::pair(one.document, one.node->line); });
  const regulation::Node* quoted_last = nullptr;  // with everything below it
  for (const auto& [number, place, node] : quotes) {
    const Text& text = *all.at(static_cast<std::size_t>(number) - 1);
    if (lies_in(*node, quoted_last)) continue;
    quoted_last = node;
    const regulation::Node* article = article_of(text.document, place);
    citations.push_back({.place = place,
                         .text = quoted(*node),
                         .caption = article ? article->caption : node->caption,
                         .document = static_cast<int>(number),
                         .document_title = text.adopted.title});
  }
  return citations;
}

std::vector<Citation> Body::cite_served_by(Connection& connection,
                                           const catalogue::Satisfier& satisfier) {
  return cite(connection, catalogue::controls_served_by(definitions_.catalogue, satisfier));
}

Result<const procedures::Definition*> Body::definition_of(
    Connection& connection, const procedures::Application& application) {
  const auto current = definitions_.procedures.find(application.procedure_id);
  if (current != definitions_.procedures.end() &&
      current->second.digest == application.definition) {
    return &current->second;
  }
  const std::lock_guard lock(cache_mutex_);
  const auto known = older_definitions_.find(application.definition);
  if (known != older_definitions_.end()) return &known->second;
  const auto yaml = procedures::adopted_yaml(connection, application.definition);
  if (!yaml) {
    return fail(Fault::corrupt, "definition_missing",
                application.number + "の手続の定義が見つかりません。",
                "管理者に知らせてください。");
  }
  auto parsed = procedures::Definition::parse("ledger", *yaml, definitions_.schemes,
                                              definitions_.segregation);
  if (!parsed) return fail(parsed.error());
  return &older_definitions_.emplace(application.definition, *std::move(parsed)).first->second;
}

Result<identity::Vault> Body::vault() {
  const std::lock_guard lock(vault_mutex_);
  if (!vault_) {
    auto opened = identity::Vault::open_for(*store_, vault_file_);
    if (!opened) return opened;
    vault_ = *std::move(opened);
  }
  return *vault_;
}

Result<int> Body::tick() {
  if (erased_remains_) cut_off_erased();
  const Day today = day_in_japan(clock_.now());
  const auto late = store_->read(
      [&](Connection& connection) { return procedures::overdue_untold(connection, today); });
  int told = 0;
  std::optional<Error> trouble;
  for (const auto& application : late) {
    const auto done = tell_overdue(application);
    if (done) ++told;
    if (!done && !trouble) trouble = done.error();  // the others are told all the same
  }
  const auto tasks = store_->read(
      [&](Connection& connection) { return procedures::untold_tasks(connection, clock_.now()); });
  for (const auto& untold : tasks) {
    const auto done = tell_task(untold);
    if (done) ++told;
    if (!done && !trouble) trouble = done.error();
  }
  const auto late_duties = tell_late_duties();
  if (!late_duties && !trouble) trouble = late_duties.error();
  told += late_duties.value_or(0);
  const auto failures = record_failed_sign_ins(*this);
  if (!failures && !trouble) trouble = failures.error();
  const auto anchoring = tell_anchoring_overdue(*this);
  if (!anchoring && !trouble) trouble = anchoring.error();
  if (anchoring && *anchoring) ++told;
  if (trouble) return fail(*std::move(trouble));
  const bool left_open = store_->read(
      [&](Connection& connection) { return any_account_left_open(connection, today); });
  if (!left_open) return told;
  const auto closed = store_->write([&](Connection& connection) -> Result<int> {
    return close_accounts_left_open(*this, connection);
  });
  if (!closed) return fail(closed.error());
  return told + *closed;
}

void Body::cut_off_erased() {
  if (!std::holds_alternative<store::SqliteFile>(location_)) return;
  erased_remains_ = true;
  try {
    const auto connection = store::connect(location_, store::Access::read_write);
    const auto done = connection->first("PRAGMA wal_checkpoint(TRUNCATE)");
    erased_remains_ = !done || done->integer("busy") != 0;
  } catch (const store::Failure&) {
    // Nothing is lost by trying again later.
  }
}

Result<int> Body::tell_late_duties() {
  const auto tellings = [&](Connection& connection, const duties::Definition& duty) {
    const auto present = roster(connection);
    return duties::tellings({connection, *present, clock_.now()}, duty);
  };
  int told = 0;
  // Each in a transaction of its own: while all is looked through, nobody need wait to write.
  for (const auto& [id, duty] : definitions_.duties) {
    const bool any =
        store_->read([&](Connection& connection) { return !tellings(connection, duty).empty(); });
    if (!any) continue;
    const auto done = store_->write([&](Connection& connection) -> Result<int> {
      const auto acts = tellings(connection, duty);
      for (const ledger::Act& act : acts) journal_.record(connection, act);
      return static_cast<int>(acts.size());
    });
    if (!done) return done;
    told += *done;
  }
  return told;
}

// `application` is from a snapshot of a moment ago; only the clock tells, so nobody told meanwhile.
Result<void> Body::tell_overdue(const procedures::Application& application) {
  return store_->write([&](Connection& connection) -> Result<void> {
    const auto now = procedures::application(connection, application.id);
    if (!now || !now->overdue(day_in_japan(clock_.now()))) return {};
    const auto definition = definition_of(connection, *now);
    if (!definition) return fail(definition.error());
    ledger::Act act = procedures::tell_overdue(desk(connection), **definition, *now);
    seal_version(connection, act.payload);
    journal_.record(connection, act);
    return {};
  });
}

Result<void> Body::tell_task(const procedures::UntoldTask& untold) {
  return store_->write([&](Connection& connection) -> Result<void> {
    const auto still = procedures::untold_tasks(connection, clock_.now());
    if (std::ranges::find(still, untold) == still.end()) return {};  // done meanwhile
    const auto now = procedures::application(connection, untold.application_id);
    const auto definition = definition_of(connection, *now);
    if (!definition) return fail(definition.error());
    ledger::Act act = procedures::tell_task(desk(connection), **definition, *now, untold);
    seal_version(connection, act.payload);
    journal_.record(connection, act);
    return {};
  });
}

}  // namespace mamori::body
