#include <iostream>

#include "base/date.h"
#include "base/json.h"
#include "body/rebuild.h"
#include "ledger/export.h"
#include "ledger/verify.h"
#include "mamori/commands.h"
#include "mamori/data.h"
#include "mamori/pins.h"

namespace mamori::command {
namespace {

using ledger::VerifyReport;

JsonArray erasures_json(const VerifyReport& report) {
  JsonArray erasures;
  for (const ledger::Erasure& erasure : report.erasures) {
    erasures.push_back(JsonObject{{"record", erasure.number},
                                  {"erased_by", erasure.by},
                                  {"at", iso_instant(erasure.at)},
                                  {"actor", erasure.actor},
                                  {"reason", erasure.reason}});
  }
  return erasures;
}

Json report_json(const VerifyReport& report) {
  return JsonObject{
      {"ok", report.ok},
      {"origin", report.origin},
      {"size", report.size},
      {"erased", report.erased},
      {"erasures", erasures_json(report)},
      {"key_pinned", report.key_pinned},
      {"older_checked", report.older_checked},
      {"first_bad_record", report.first_bad_record ? Json(*report.first_bad_record) : Json()},
      {"code", report.code},
      {"place", report.place},
      {"message", report.message_ja},
      {"message_en", report.message_en}};
}

// What is no longer there to be read, and by whose leave; the rest by --json.
void print_erasures(const VerifyReport& report) {
  constexpr std::size_t printed_max = 20;
  if (report.erased == 0) return;
  std::cout << "内容が消去された記録: " << report.erased
            << "件（件数と順番の証明には影響しません）\n"
            << "Payloads erased by an act of their own: " << report.erased << "\n";
  std::size_t printed = 0;
  for (const ledger::Erasure& erasure : report.erasures) {
    if (printed++ == printed_max) {
      std::cout << "  …\n";
      break;
    }
    std::cout << "  第" << erasure.number << "号: " << iso_instant(erasure.at) << " に第"
              << erasure.by << "号の記録により消去 (erased by " << erasure.actor
              << "): " << erasure.reason << '\n';
  }
}

void print_report(const VerifyReport& report) {
  if (report.ok) {
    std::cout << "正しい記録です。" << report.origin << " の " << report.size
              << " 件すべてが、署名された検証値と一致します。\n"
              << "OK: all " << report.size << " records of " << report.origin
              << " fit the signed checkpoint.\n";
  } else {
    std::cout << "記録に合わないところがあります。";
    if (report.first_bad_record) {
      std::cout << "最初に合わないのは、第" << *report.first_bad_record << "号の記録です。";
    }
    std::cout << '\n' << report.message_ja << '\n';
    std::cout << "NOT OK: " << report.message_en << " [" << report.code << "]\n";
  }
  print_erasures(report);
  if (!report.key_pinned) {
    std::cout << "注意: 署名の鍵は、この記録に添えられたものです。手元に控えた鍵を --key で示すと、"
                 "丸ごとの差し替えも分かります。\n";
  }
  if (report.older_checked == 0) {
    std::cout << "注意: 以前の検証値を --against で示すと、巻き戻しも分かります。\n";
  }
}

VerifyReport bad_database(std::string code, const store::Location& location, std::string japanese,
                          std::string english) {
  VerifyReport report;
  report.code = std::move(code);
  report.place = store::name_of(location);
  report.message_ja = std::move(japanese);
  report.message_en = std::move(english);
  return report;
}

// What SQLite itself finds wrong with its file; PostgreSQL checks its pages when it reads them.
std::optional<std::string> damage_in(const store::Location& location,
                                     store::Connection& connection) {
  if (!std::holds_alternative<store::SqliteFile>(location)) return std::nullopt;
  const auto sound = connection.first("PRAGMA integrity_check");
  if (!sound) return "no answer";
  if (sound->text("integrity_check") == "ok") return std::nullopt;
  return sound->text("integrity_check");
}

// The ledger in a body's database, then the indexes beside it, then whether the tables that people
// see say what the ledger says.
Result<VerifyReport> verified_database(const store::Location& location,
                                       const ledger::VerifyOptions& pins) {
  const auto connection = store::connect(location, store::Access::read_only);
  connection->begin(store::Transaction::snapshot);
  VerifyReport report = ledger::verify_store(*connection, pins);
  if (!report.ok) return report;
  if (const auto damage = damage_in(location, *connection)) {
    return bad_database("database_damaged", location,
                        "データベースのファイルに壊れたところがあります。", *damage);
  }
  const auto rebuilt = body::check_rebuild(*connection, std::filesystem::temp_directory_path());
  if (!rebuilt) return fail(rebuilt.error());
  if (!rebuilt->difference) return report;
  return bad_database("tables_differ", location,
                      "記録そのものは正しいのですが、画面に出る表が記録と違います。" +
                          body::sentence_of(*rebuilt->difference),
                      "the ledger is sound, but table " + rebuilt->difference->table +
                          " does not say what it says (row " + rebuilt->difference->row + ")");
}

Result<store::Location> database_named(const VerifyOptions& options) {
  if (options.target.contains("://")) {
    return store::location_of(options.target, {}, options.body);
  }
  if (std::filesystem::is_regular_file(options.target)) {
    return store::SqliteFile{options.target};
  }
  return fail(Fault::not_found, "file_unreadable",
              "検証するものが見つかりません: " + options.target,
              "mamori export で書き出したフォルダか、データの .sqlite ファイル、または "
              "postgresql://… を指定してください。");
}

Result<VerifyReport> verified(const VerifyOptions& options) {
  const auto pins = pinned(options);
  if (!pins) return fail(pins.error());
  if (std::filesystem::is_directory(options.target)) {
    return ledger::verify_export(options.target, *pins);
  }
  const auto location = database_named(options);
  if (!location) return fail(location.error());
  try {
    return verified_database(*location, *pins);
  } catch (const store::Failure& failure) {
    return bad_database("database_damaged", *location,
                        "データベースが壊れているか、つながらないため、読めません。",
                        failure.what());
  }
}

}  // namespace

Result<int> export_ledger(const DataOptions& data, const std::filesystem::path& folder) {
  const auto location = existing_location(data);
  if (!location) return fail(location.error());
  try {
    const auto connection = store::connect(*location, store::Access::read_only);
    connection->begin(store::Transaction::snapshot);
    const auto checkpoint = ledger::write_export(*connection, folder);
    if (!checkpoint) return fail(checkpoint.error());
    std::cout << checkpoint->size << "件の記録を書き出しました: " << folder.string()
              << "\n検証するには: mamori verify " << folder.string() << '\n';
    return 0;
  } catch (const store::Failure& failure) {
    return fail(Fault::unavailable, "store_unavailable", "データを読めませんでした。",
                failure.what());
  }
}

Result<int> verify(const VerifyOptions& options) {
  const auto report = verified(options);
  if (!report) return fail(report.error());
  if (options.json) {
    std::cout << report_json(*report) << '\n';
  } else {
    print_report(*report);
  }
  return report->ok ? 0 : 1;
}

}  // namespace mamori::command
