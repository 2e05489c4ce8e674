#include "recovery/loading.h"

#include "body/rebuild.h"
#include "ledger/journal.h"
#include "ledger/verify.h"
#include "store/migrations.h"

namespace mamori::recovery {
namespace {

using store::Connection;

constexpr std::size_t rows_at_once = 512;

// Reads a content into empty tables, made at its own level.
class Loading {
 public:
  Loading(SealedReader& sealed, Connection& target)
      : reader_([this, &sealed] {
          auto chunk = sealed.chunk();
          if (chunk) digest_.add(*chunk);
          return chunk;
        }),
        target_(target),
        bulk_(target) {}
  Loading(const Loading&) = delete;
  Loading& operator=(const Loading&) = delete;

  Result<Content> run() {
    while (!ended_) {
      auto item = reader_.next();
      if (!item) return fail(item.error());
      auto done = std::visit([this](auto& what) { return take(what); }, *item);
      if (!done) return fail(done.error());
    }
    content_.digest = digest_.value();
    return std::move(content_);
  }

 private:
  static std::unexpected<Error> wrong(std::string_view what) {
    return fail(Fault::corrupt, "backup_malformed",
                "控えの中身が、表の形に合いません（" + std::string(what) + "）。",
                "別の控えを使ってください。");
  }

  Result<void> take(Meta& meta) {
    auto tables = tables_of(meta);
    if (!tables) return fail(tables.error());
    tables_ = *std::move(tables);
    content_.meta = std::move(meta);
    const auto migrations = embedded::migrations().first(content_.meta.migrations.size());
    if (auto made = store::migrate(target_, migrations); !made) return made;
    target_.begin(store::Transaction::writing);
    // What a migration puts in by itself is in the backup too.
    for (auto table = tables_.rbegin(); table != tables_.rend(); ++table) {
      store::remove_rows(target_, *table);
    }
    target_.commit();
    return {};
  }

  Result<void> take(KeptFile& file) {
    const std::string& body = content_.meta.body;
    if (file.name != body + ".key" && file.name != body + ".vault") return wrong("ファイル");
    content_.files.push_back(std::move(file));
    return {};
  }

  Result<void> take(const TableStart& start) {
    put_rows();
    const bool expected = next_ < tables_.size() && tables_[next_].name == start.name &&
                          tables_[next_].columns == start.columns;
    if (!expected) return wrong(start.name);
    ++next_;
    return {};
  }

  Result<void> take(store::Values& row) {
    rows_.push_back(std::move(row));
    ++content_.rows;
    if (rows_.size() >= rows_at_once) put_rows();
    return {};
  }

  Result<void> take(const ContentEnd& end) {
    put_rows();
    bulk_.commit();
    ended_ = true;
    if (next_ != tables_.size() || end.rows != content_.rows) return wrong("数");
    return {};
  }

  void put_rows() {
    if (!rows_.empty()) bulk_.insert(tables_[next_ - 1], rows_);
    rows_.clear();
  }

  DigestStream digest_;
  ContentReader reader_;
  Connection& target_;
  store::BulkWriter bulk_;
  Content content_;
  std::vector<store::Table> tables_;  // that must come, in this order
  std::size_t next_ = 0;              // of tables_
  std::vector<store::Values> rows_;   // read and not yet written
  bool ended_ = false;
};

Result<void> prove_same_content(Connection& loaded, const Content& content) {
  const auto tables = tables_of(content.meta);
  if (!tables) return fail(tables.error());
  DigestingSink again;
  loaded.begin(store::Transaction::snapshot);
  const auto rows = write_content(loaded, content.meta, content.files, *tables, again.sink());
  loaded.commit();
  if (!rows) return fail(rows.error());
  if (again.digest() != content.digest) return not_proved("読み戻した中身が違う");
  return {};
}

// Tables that came with a later level are filled from the ledger.
Result<void> bring_to_newest(Connection& loaded, const Meta& meta) {
  if (meta.migrations.size() == embedded::migrations().size()) return {};
  if (auto made = store::migrate(loaded, embedded::migrations()); !made) return made;
  loaded.begin(store::Transaction::writing);
  body::rebuild(loaded);
  loaded.commit();
  return {};
}

Result<void> prove_ledger(Connection& loaded, const Content& content,
                          const std::filesystem::path& scratch) {
  const auto report = ledger::verify_store(loaded);
  if (!report.ok) return not_proved(report.message_ja);
  const bool same_end = ledger::newest_checkpoint(loaded).value_or("") == content.meta.checkpoint;
  const bool same_body = report.size == 0 || report.origin == "mamori/" + content.meta.body;
  if (!same_end || !same_body) return not_proved("検証値が違う");
  const auto rebuilt = body::check_rebuild(loaded, scratch);
  if (!rebuilt) return fail(rebuilt.error());
  if (const auto& found = rebuilt->difference) {
    return not_proved("表 " + found->table + " が記録と違う", body::sentence_of(*found));
  }
  return {};
}

}  // namespace

Sink DigestingSink::sink() {
  return [this](std::string_view bytes) {
    digest_.add(bytes);
    return next_ ? next_(bytes) : Result<void>();
  };
}

Result<std::vector<store::Table>> tables_of(const Meta& meta) {
  const auto files = store::known_migrations(meta.migrations, embedded::migrations());
  if (!files) return fail(files.error());
  return store::tables_made_by(*files);
}

Result<ledger::Checkpoint> checkpoint_of(const Meta& meta) {
  if (meta.checkpoint.empty()) return ledger::Checkpoint{};
  const auto note = ledger::parse_note(meta.checkpoint);
  return note ? ledger::decode_checkpoint(note->text) : fail(note.error());
}

Result<Content> load(SealedReader& sealed, Connection& target) {
  return Loading(sealed, target).run();
}

Result<void> prove(Connection& loaded, const Content& content,
                   const std::filesystem::path& scratch) {
  if (auto same = prove_same_content(loaded, content); !same) return same;
  if (auto newest = bring_to_newest(loaded, content.meta); !newest) return newest;
  loaded.begin(store::Transaction::snapshot);
  auto proved = prove_ledger(loaded, content, scratch);
  loaded.commit();
  return proved;
}

std::unexpected<Error> not_proved(std::string_view what, std::string_view detail) {
  return fail(Fault::corrupt, "backup_not_proved",
              "写したものが元のデータと同じで正しいことを、確かめられませんでした（" +
                  std::string(what) + "）。",
              std::string(detail) +
                  "写したものは使いません。mamori verify と mamori rebuild --check で、"
                  "元のデータを調べてください。");
}

Error error_of(const store::Failure& failure) {
  const bool full = failure.cause() == store::Failure::Cause::full;
  return {Fault::unavailable, "store_unavailable",
          full ? "ディスクの空きがないので、続けられません。" : "データを読み書きできません。",
          std::string(full ? "空きを作ってから、もう一度行ってください。（"
                           : "しばらくしてから、もう一度行ってください。（") +
              failure.what() + "）"};
}

}  // namespace mamori::recovery
