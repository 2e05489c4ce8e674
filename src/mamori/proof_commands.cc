#include <fstream>
#include <iostream>

#include "ledger/proof.h"
#include "mamori/commands.h"
#include "mamori/data.h"
#include "mamori/files.h"
#include "mamori/pins.h"

namespace mamori::command {
namespace {

using ledger::ProofReport;

template <class Number>
Json or_null(const std::optional<Number>& number) {
  return number ? Json(*number) : Json();
}

Json report_json(const ProofReport& report) {
  return JsonObject{{"ok", report.ok},
                    {"origin", report.origin},
                    {"size", report.size},
                    {"record", or_null(report.number)},
                    {"from", or_null(report.old_size)},
                    {"erased", report.erased},
                    {"key_pinned", report.key_pinned},
                    {"older_checked", report.older_checked},
                    {"code", report.code},
                    {"message", report.message_ja},
                    {"message_en", report.message_en}};
}

void print_sound(const ProofReport& report) {
  if (report.number) {
    std::cout << "正しい証明書です。" << report.origin << " の第" << *report.number
              << "号の記録は、" << report.size << "件の記録の検証値に含まれています。\n"
              << "OK: record " << *report.number << " of " << report.origin
              << " is in the signed checkpoint of " << report.size << " records.\n"
              << report.record;
    if (report.erased) std::cout << "注意: 内容は消去されているため、確かめていません。\n";
    return;
  }
  std::cout << "正しい証明書です。" << report.origin << " の" << report.size << "件の記録は、"
            << *report.old_size << "件だったときの記録の続きです。\n"
            << "OK: the " << report.size << " records of " << report.origin << " continue the "
            << *report.old_size << " of before.\n";
}

void print_report(const ProofReport& report, bool comparing) {
  if (report.ok) {
    print_sound(report);
  } else {
    std::cout << report.message_ja << "\nNOT OK: " << report.message_en << " [" << report.code
              << "]\n";
  }
  if (!report.key_pinned) {
    std::cout << "注意: 署名の鍵は、この証明書に書かれたものです。手元に控えた鍵を --key で示すと、"
                 "偽の証明書も分かります。\n";
  }
  if (comparing && report.older_checked == 0) {
    std::cout << "注意: --against の検証値は、この証明書とは件数が違うため、比べていません。\n";
  }
}

Result<Json> proof_asked_for(const ProveOptions& options) {
  const auto location = existing_location(options.data);
  if (!location) return fail(location.error());
  const auto connection = store::connect(*location, store::Access::read_only);
  connection->begin(store::Transaction::snapshot);
  return options.from > 0 ? ledger::continuation_proof(*connection, options.from)
                          : ledger::record_proof(*connection, options.record);
}

}  // namespace

Result<int> prove(const ProveOptions& options) {
  const auto proof = proof_asked_for(options);
  if (!proof) return fail(proof.error());
  if (options.output.empty()) {
    std::cout << ledger::proof_file(*proof);
    return 0;
  }
  std::ofstream file(options.output, std::ios::binary);
  file << ledger::proof_file(*proof);
  file.close();
  if (!file) {
    return fail(Fault::unavailable, "file_unwritable",
                "ファイルに書けません: " + options.output.string(),
                "書き込む場所と権限、空き容量を確かめてください。");
  }
  return 0;
}

Result<int> verify_proof(const VerifyOptions& options) {
  const auto pins = pinned(options);
  if (!pins) return fail(pins.error());
  const auto bytes = read_file(options.target, ledger::proof_bytes_max);
  if (!bytes) return fail(bytes.error());
  const ProofReport report = ledger::verify_proof(*bytes, *pins);
  if (options.json) {
    std::cout << report_json(report) << '\n';
  } else {
    print_report(report, !pins->older_checkpoints.empty());
  }
  return report.ok ? 0 : 1;
}

}  // namespace mamori::command
