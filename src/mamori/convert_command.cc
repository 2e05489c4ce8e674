#include <fstream>
#include <iostream>
#include <map>
#include <unistd.h>

#include "base/json.h"
#include "catalogue/alignment.h"
#include "mamori/commands.h"
#include "mamori/files.h"
#include "mamori/shipped.h"
#include "regulation/export/law_xml.h"
#include "regulation/export/lawtext.h"
#include "regulation/export/oscal.h"
#include "regulation/reader.h"
#include "reports/duty_table.h"

namespace mamori::command {
namespace {

using regulation::Document;
using regulation::Reading;

constexpr std::string_view duty_table_format = "duty-table";
// No body runs by the text yet.
constexpr std::string_view not_introduced = "未導入";

Instant last_change_of(const std::filesystem::path& file) {
  std::error_code ignored;
  const auto written = std::filesystem::last_write_time(file, ignored);
  return std::chrono::time_point_cast<std::chrono::milliseconds>(
      std::chrono::file_clock::to_sys(written));
}

std::unexpected<Error> which_document(const Reading& reading) {
  std::string titles;
  int number = 0;
  for (const Document& document : reading.documents) {
    titles += "\n  --document " + std::to_string(++number) + "  " +
              (document.title.empty() ? "（題名なし）" : document.title);
  }
  return fail(Fault::invalid, "document_unclear",
              "このファイルには文書が" + std::to_string(number) + "つあります。",
              "どれを書き出すかを選んでください。" + titles);
}

// The document asked for, by index.
Result<std::size_t> chosen_document(const Reading& reading, int asked) {
  const int count = static_cast<int>(reading.documents.size());
  if (count == 0) {
    return fail(Fault::invalid, "regulation_unreadable", "このファイルから規程を読み取れません。",
                "規程のテキストかどうかを、mamori read で確かめてください。");
  }
  if (asked == 0 && count > 1) return which_document(reading);
  if (asked > count) {
    return fail(Fault::invalid, "document_absent",
                std::to_string(asked) + "番目の文書はありません。",
                "このファイルの文書は" + std::to_string(count) + "つです。");
  }
  return static_cast<std::size_t>(asked == 0 ? 0 : asked - 1);
}

reports::Table duty_table_of(const Document& document, const catalogue::Catalogue& catalogue,
                             const catalogue::Aligner& aligner, Day today) {
  const auto provisions = regulation::provisions(document);
  std::map<std::string, std::string, std::less<>> controls;
  for (const auto& alignment : aligner.align(document, provisions)) {
    controls.try_emplace(alignment.place, catalogue.find(alignment.control_id)->title.ja);
  }
  return reports::duty_table(document, provisions, today, [&](std::string_view place) {
    const auto control = controls.find(place);
    return reports::PlaceStatus{control == controls.end() ? "" : control->second,
                                std::string(not_introduced)};
  });
}

// All documents of the file, or the one asked for.
Result<std::string> duty_tables(const Reading& reading, int asked) {
  const auto chosen = chosen_document(reading, asked == 0 ? 1 : asked);
  if (!chosen) return fail(chosen.error());
  const auto catalogue = shipped_catalogue();
  if (!catalogue) return fail(catalogue.error());
  const catalogue::Aligner aligner(*catalogue);
  const Day today = day_in_japan(SystemClock().now());
  std::vector<reports::Table> tables;
  for (std::size_t at = 0; at < reading.documents.size(); ++at) {
    if (asked != 0 && at != *chosen) continue;
    tables.push_back(duty_table_of(reading.documents[at], *catalogue, aligner, today));
  }
  return reports::to_xlsx(tables);
}

Result<std::string> converted(const Reading& reading, const ConvertOptions& options) {
  if (options.to == duty_table_format) return duty_tables(reading, options.document);
  const auto chosen = chosen_document(reading, options.document);
  if (!chosen) return fail(chosen.error());
  const Document& document = reading.documents[*chosen];
  if (options.to == "law-xml") return regulation::to_law_xml(document);
  if (options.to == "lawtext") return regulation::to_lawtext(document);
  const Json catalog = regulation::to_oscal(document, regulation::provisions(document),
                                            {.last_modified = last_change_of(options.file)});
  return boost::json::serialize(catalog) + "\n";
}

Result<int> write(const std::string& bytes, const std::filesystem::path& output) {
  if (output.empty()) {
    std::cout << bytes << std::flush;
    return std::cout ? 0 : 1;
  }
  std::ofstream file(output, std::ios::binary);
  file << bytes;
  file.close();
  if (!file) {
    return fail(Fault::unavailable, "file_unwritable", "ファイルに書けません: " + output.string(),
                "書き込む場所と権限、空き容量を確かめてください。");
  }
  return 0;
}

}  // namespace

Result<int> convert(const ConvertOptions& options) {
  if (options.to == duty_table_format && options.output.empty() && isatty(STDOUT_FILENO)) {
    return fail(Fault::invalid, "output_needed", "Excelのファイルは画面に出せません。",
                "--output で、書き出すファイルの名前を指定してください。");
  }
  const auto bytes = read_file(options.file);
  if (!bytes) return fail(bytes.error());
  const auto result = converted(regulation::read(*bytes), options);
  if (!result) return fail(result.error());
  return write(*result, options.output);
}

}  // namespace mamori::command
