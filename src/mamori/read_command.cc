#include <iostream>

#include "base/json.h"
#include "mamori/commands.h"
#include "mamori/files.h"
#include "regulation/reader.h"

namespace mamori::command {
namespace {

using regulation::Document;
using regulation::Reading;

void print_count(std::string_view name, int count) {
  if (count > 0) std::cout << "  " << name << ' ' << count;
}

void print_document(const Document& document) {
  std::cout << (document.title.empty() ? "（表題なし）" : document.title) << '\n';
  const regulation::Counts& counts = document.counts;
  print_count("章", counts.chapters);
  print_count("節", counts.sections);
  print_count("条", counts.articles);
  print_count("見出し", counts.captions);
  print_count("項", counts.paragraphs);
  print_count("号", counts.items);
  print_count("大項目", counts.headings);
  print_count("中項目", counts.level2);
  print_count("小項目", counts.level3);
  print_count("附則", counts.supplementary);
  std::cout << '\n';
}

void print_summary(const Reading& reading) {
  for (const Document& document : reading.documents) print_document(document);
  std::cout << "文字数 " << reading.characters.source << "（うち配置 " << reading.characters.placed
            << "）\n";
  for (const auto& diagnostic : reading.diagnostics) {
    std::cout << diagnostic.line << "行目 [" << diagnostic.kind << "] " << diagnostic.message
              << '\n';
  }
}

}  // namespace

Result<int> read(const ReadOptions& options) {
  const auto bytes = read_file(options.file);
  if (!bytes) return fail(bytes.error());
  const Reading reading = regulation::read(*bytes);
  if (options.json) {
    std::cout << regulation::to_json(reading) << '\n';
  } else {
    print_summary(reading);
  }
  return reading.documents.empty() ? 1 : 0;
}

}  // namespace mamori::command
