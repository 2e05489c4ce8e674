#include <iostream>

#include "base/json.h"
#include "body/lock.h"
#include "body/rebuild.h"
#include "ledger/verify.h"
#include "mamori/commands.h"
#include "mamori/data.h"
#include "store/store.h"

namespace mamori::command {
namespace {

using body::RebuildReport;

Result<RebuildReport> compared(const store::Location& location) {
  const auto connection = store::connect(location, store::Access::read_only);
  connection->begin(store::Transaction::snapshot);
  return body::check_rebuild(*connection, std::filesystem::temp_directory_path());
}

// What is wrong in the ledger must not become what is wrong in the tables.
Result<void> check_ledger(store::Connection& writer) {
  const auto report = ledger::verify_store(writer);
  if (report.ok) return {};
  return fail(Fault::corrupt, "ledger_damaged", report.message_ja,
              "表には手を加えていません。控え（バックアップ）から戻してください。");
}

Result<void> put_back(const store::Location& location, const DataOptions& data) {
  std::optional<body::DataLock> lock;
  if (std::holds_alternative<store::SqliteFile>(location)) {
    auto taken = body::DataLock::take(data.folder / (data.body + ".lock"));
    if (!taken) return fail(taken.error());
    lock = *std::move(taken);
  }
  const auto store = store::Store::open(location);
  if (!store) return fail(store.error());
  return (*store)->write([](store::Connection& writer) -> Result<void> {
    if (auto sound = check_ledger(writer); !sound) return sound;
    body::rebuild(writer);
    return {};
  });
}

Json report_json(const RebuildReport& report, bool put_back) {
  JsonObject json{{"ok", !report.difference},
                  {"records", report.records},
                  {"rows", report.rows},
                  {"put_back", put_back},
                  {"difference", nullptr}};
  if (const auto& found = report.difference) {
    json["difference"] = JsonObject{{"table", found->table},
                                    {"row", found->row},
                                    {"column", found->column},
                                    {"stored", found->stored},
                                    {"replayed", found->replayed}};
  }
  return json;
}

void print_report(const RebuildReport& report, bool put_back) {
  if (put_back) std::cout << "表を、記録のとおりに作り直しました。\n";
  if (!report.difference) {
    std::cout << "画面に出る表は、記録のとおりです。" << report.records << " 件の記録から作った "
              << report.rows << " 行すべてが一致します。\n";
    return;
  }
  std::cout << "画面に出る表が、記録と違います。最初に違うのは次のところです。\n"
            << body::sentence_of(*report.difference) << '\n'
            << "mamoriを止めて mamori rebuild を行うと、表を記録のとおりに作り直します。\n";
}

}  // namespace

Result<int> rebuild(const RebuildOptions& options) {
  const auto location = existing_location(options.data);
  if (!location) return fail(location.error());
  auto report = compared(*location);
  const bool mend = report && report->difference && !options.check;
  if (mend) {
    if (auto done = put_back(*location, options.data); !done) return fail(done.error());
    report = compared(*location);
  }
  if (!report) return fail(report.error());
  if (options.json) {
    std::cout << report_json(*report, mend) << '\n';
  } else {
    print_report(*report, mend);
  }
  return report->difference ? 1 : 0;
}

}  // namespace mamori::command
