#include <iostream>

#include "base/json.h"
#include "mamori/commands.h"
#include "mamori/files.h"
#include "regulation/provision.h"
#include "regulation/reader.h"

namespace mamori::command {
namespace {

using regulation::HolderRelation;
using regulation::Modality;
using regulation::Provision;

std::string holders_of(const Provision& provision) {
  std::string out;
  for (const regulation::Holder& holder : provision.holders) {
    const bool either = provision.holder_relation == HolderRelation::alternative;
    if (!out.empty()) out += either ? "又は" : "・";
    out += holder.title;
  }
  if (provision.holder_inherited) out = "（" + out + "）";
  return out.empty() ? "－" : out;
}

void print_provision(const Provision& provision) {
  std::cout << provision.place << '\t' << holders_of(provision) << '\t'
            << regulation::japanese_name_of(provision.modality) << '\t' << provision.text << '\n';
  for (const std::string& note : provision.notes) std::cout << "\t※" << note << '\n';
}

void print_for_people(const std::vector<regulation::Document>& documents,
                      const std::vector<Provision>& provisions) {
  int document = 0;
  for (const Provision& provision : provisions) {
    if (provision.document != document) {
      document = provision.document;
      const auto& title = documents[static_cast<std::size_t>(document) - 1].title;
      std::cout << "# " << (title.empty() ? "（表題なし）" : title) << '\n';
    }
    print_provision(provision);
  }
}

}  // namespace

Result<int> provisions(const ReadOptions& options) {
  const auto bytes = read_file(options.file);
  if (!bytes) return fail(bytes.error());
  const regulation::Reading reading = regulation::read(*bytes);
  const auto provisions = regulation::provisions(reading);
  if (options.json) {
    JsonArray out;
    out.reserve(provisions.size());
    for (const Provision& provision : provisions) out.push_back(regulation::to_json(provision));
    std::cout << out << '\n';
  } else {
    print_for_people(reading.documents, provisions);
  }
  return reading.documents.empty() ? 1 : 0;
}

}  // namespace mamori::command
