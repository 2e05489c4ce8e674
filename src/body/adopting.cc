#include "body/adopting.h"

#include <iterator>

#include "base/bytes.h"
#include "body/body.h"

namespace mamori::body {

Result<regulation::SourceFile> open_source(std::string_view bytes, std::string_view name) {
  auto text = regulation::source_text(bytes);
  if (!text) return fail(text.error());
  return regulation::SourceFile{std::string(name), hex(as_text(sha256(bytes))), *std::move(text)};
}

Result<Candidate> read_candidate(regulation::SourceFile source,
                                 std::vector<regulation::Undone> undone) {
  Candidate candidate{std::move(source), std::move(undone), {}, {}};
  candidate.reading =
      regulation::read(candidate.source.text, {.limits = {}, .undone = candidate.undone});
  const regulation::Reading& reading = candidate.reading;
  if (reading.documents.empty()) {
    return fail(Fault::invalid, "regulation_unreadable",
                "規程の条文を見つけられませんでした: " + candidate.source.name,
                reading.diagnostics.empty() ? "条や項目の番号がある規程のファイルを選んでください。"
                                            : reading.diagnostics.front().message);
  }
  for (const regulation::Document& document : reading.documents) {
    candidate.demands.push_back(catalogue::demands_of(document, regulation::provisions(document)));
  }
  return candidate;
}

Proposals propose(const catalogue::Catalogue& catalogue, const Candidate& candidate) {
  const catalogue::Aligner aligner(catalogue);
  Proposals proposals;
  for (const regulation::Document& document : candidate.reading.documents) {
    proposals.push_back(aligner.align(document, regulation::provisions(document)));
  }
  return proposals;
}

catalogue::Carried carried_to(const std::vector<std::shared_ptr<const Text>>& in_force,
                              const Candidate& candidate, std::int64_t version) {
  std::vector<catalogue::Confirmation> confirmed;
  std::vector<catalogue::Placed> before;
  for (const auto& text : in_force) {
    before.push_back({text->adopted.document, &text->demands});
    for (const auto& [place, confirmation] : text->confirmations) {
      confirmed.push_back(confirmation);
    }
  }
  std::vector<catalogue::Placed> after;
  for (const auto& demands : candidate.demands) {
    after.push_back({static_cast<std::int64_t>(after.size()) + 1, &demands});
  }
  return catalogue::carry(confirmed, before, version, after);
}

Result<std::vector<ledger::Act>> adoption_acts(
    store::Connection& connection, const std::vector<std::shared_ptr<const Text>>& in_force,
    const Candidate& candidate, const Proposals& proposals, const regulation::Adoption& adoption) {
  auto adopted = regulation::adopt(connection, candidate.reading, candidate.source, adoption);
  if (!adopted) return fail(adopted.error());
  const std::int64_t version = integer_at(adopted->payload, "version");
  std::vector<ledger::Act> acts;
  acts.push_back(*std::move(adopted));
  const auto add = [&](std::vector<ledger::Act> more) {
    acts.insert(acts.end(), std::move_iterator(more.begin()), std::move_iterator(more.end()));
  };
  for (std::size_t at = 0; at < proposals.size(); ++at) {
    add(catalogue::record_alignments(version, static_cast<std::int64_t>(at) + 1, proposals[at],
                                     adoption.author.id));
  }
  add(catalogue::record_carried(version, carried_to(in_force, candidate, version),
                                adoption.author.id, adoption.author.name));
  return acts;
}

}  // namespace mamori::body
