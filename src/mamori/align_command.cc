#include <cmath>
#include <iomanip>
#include <iostream>

#include "base/json.h"
#include "catalogue/alignment.h"
#include "mamori/commands.h"
#include "mamori/files.h"
#include "mamori/shipped.h"
#include "regulation/provision.h"
#include "regulation/reader.h"

namespace mamori::command {
namespace {

using catalogue::Alignment;
using catalogue::Catalogue;

// One document of the file, with the alignments of its places.
struct Aligned {
  const regulation::Document& document;
  std::vector<Alignment> alignments;
};

std::vector<Aligned> aligned(const regulation::Reading& reading, const Catalogue& catalogue) {
  const catalogue::Aligner aligner(catalogue);
  std::vector<Aligned> all;
  for (const auto& document : reading.documents) {
    all.push_back({document, aligner.align(document, regulation::provisions(document))});
  }
  return all;
}

void print_json(const std::vector<Aligned>& all, const Catalogue& catalogue) {
  JsonArray array;
  for (std::size_t i = 0; i < all.size(); ++i) {
    for (const Alignment& alignment : all[i].alignments) {
      const catalogue::Control& control = *catalogue.find(alignment.control_id);
      array.push_back(JsonObject{{"document", i + 1},
                                 {"place", alignment.place},
                                 {"control", control.id},
                                 {"row", control.row},
                                 {"guideline", control.guideline},
                                 {"score", std::round(alignment.score * 1000) / 1000},
                                 {"reason", alignment.reason}});
    }
  }
  std::cout << array << '\n';
}

// The best for each place with its reason, the others by title only.
void print_alignments(const std::vector<Alignment>& alignments, const Catalogue& catalogue) {
  std::cout << std::fixed << std::setprecision(2);
  std::string_view place;
  for (const Alignment& alignment : alignments) {
    const catalogue::Control& control = *catalogue.find(alignment.control_id);
    const bool best = alignment.place != place;
    place = alignment.place;
    std::cout << (best ? alignment.place + "  " : "    次点 ") << alignment.score << ' '
              << control.row << ' ' << control.title.ja << " [" << control.id << "]\n";
    if (best) std::cout << "    " << alignment.reason << '\n';
  }
}

void print_plain(const std::vector<Aligned>& all, const Catalogue& catalogue) {
  for (const Aligned& one : all) {
    const std::string& title = one.document.title;
    std::cout << (title.empty() ? "（表題なし）" : title) << '\n';
    print_alignments(one.alignments, catalogue);
  }
}

}  // namespace

Result<int> align(const AlignOptions& options) {
  const auto bytes = read_file(options.file);
  if (!bytes) return fail(bytes.error());
  const auto catalogue = shipped_catalogue();
  if (!catalogue) return fail(catalogue.error());
  const regulation::Reading reading = regulation::read(*bytes);
  const std::vector<Aligned> all = aligned(reading, *catalogue);
  if (options.json) {
    print_json(all, *catalogue);
  } else {
    print_plain(all, *catalogue);
  }
  return reading.documents.empty() ? 1 : 0;
}

}  // namespace mamori::command
