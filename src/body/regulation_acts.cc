// Acts on the regulation: loading, looking at, adopting and aligning it.
#include "base/bytes.h"
#include "base/text.h"
#include "body/acts.h"
#include "organisation/organisation.h"

namespace mamori::body {
namespace {

using store::Connection;

constexpr std::size_t reason_characters_max = 400;
constexpr std::string_view loading = "regulation.load";

std::unexpected<Error> no_such(std::string what) {
  return fail(Fault::not_found, "not_found", std::move(what) + "は見つかりません。",
              "規程の一覧から開き直してください。");
}

// Reading a text takes its time: nobody's is spent for whoever may not.
Result<void> may_load(Body& body, Acts& acts, std::string_view person_id) {
  return body.store().read(
      [&](Connection& connection) { return acts.require(connection, person_id, loading); });
}

Result<void> check_repair(const Candidate& candidate, const regulation::RepairChange& change) {
  if (!change.take_back) return {};
  for (const regulation::Diagnostic& known : candidate.reading.diagnostics) {
    if (known.undoable && known.line == change.repair.line && known.kind == change.repair.kind) {
      return {};
    }
  }
  return fail(Fault::invalid, "repair_unknown", "その補正は見つかりません。",
              "画面を開き直してください。");
}

std::vector<regulation::Undone> undone_after(std::vector<regulation::Undone> undone,
                                             const regulation::RepairChange& change) {
  std::erase(undone, change.repair);
  if (change.take_back) undone.push_back(change.repair);
  return undone;
}

// {in_force_from, reason} as a person filled them in.
Result<regulation::Adoption> read_adoption(const Json& input, Day today) {
  Error wrong{Fault::invalid, "field_invalid", "入力に直すところがあります。",
              "示したところを直して、もう一度押してください。"};
  regulation::Adoption adoption;
  const auto day = parse_day(text_at(input, "in_force_from"));
  if (!day) {
    wrong.fields.push_back({"in_force_from", "施行日を、令和8年4月1日のように入れてください。"});
  } else if (std::chrono::sys_days{*day} > std::chrono::sys_days{today}) {
    wrong.fields.push_back(
        {"in_force_from",
         "施行日がまだ来ていません。下書きのまま置いておき、施行日に採用してください。"});
  } else {
    adoption.in_force_from = iso_day(*day);
  }
  adoption.reason = nfc(trimmed(text_at(input, "reason")));
  if (adoption.reason.empty()) {
    wrong.fields.push_back({"reason", "採用する理由を入れてください。"});
  } else if (length_in_characters(adoption.reason) > reason_characters_max) {
    wrong.fields.push_back(
        {"reason", "理由は" + std::to_string(reason_characters_max) + "字までで入れてください。"});
  }
  if (!wrong.fields.empty()) return fail(std::move(wrong));
  return adoption;
}

}  // namespace

regulation::Author Acts::author(Connection& connection, std::string_view person_id) {
  const auto person =
      organisation::person(connection, person_id, day_in_japan(body_.clock().now()));
  return {std::string(person_id), person ? person->name : std::string()};
}

Result<regulation::Draft> Acts::open_draft(Connection& connection, std::string_view person_id,
                                           std::string_view draft_id, std::string_view act) {
  if (auto allowed = require(connection, person_id, act); !allowed) return fail(allowed.error());
  auto found = regulation::draft(connection, draft_id);
  if (!found) return no_such("その下書き");
  return *std::move(found);
}

Result<Done> Acts::keep_draft(std::string_view person_id,
                              std::shared_ptr<const Candidate> candidate) {
  auto kept = body_.store().write([&](Connection& connection) -> Result<Done> {
    if (auto allowed = require(connection, person_id, loading); !allowed) {
      return fail(allowed.error());
    }
    if (regulation::drafts(connection).size() >= regulation::drafts_max) {
      return fail(Fault::conflict, "too_many_drafts",
                  "下書きは" + std::to_string(regulation::drafts_max) + "件までです。",
                  "要らない下書きをやめてから、もう一度読み込んでください。");
    }
    const std::string id = make_id(body_.clock().now().time_since_epoch().count());
    return record(connection, regulation::make_draft(id, candidate->source, candidate->undone,
                                                     author(connection, person_id)));
  });
  if (kept) body_.keep_candidate(kept->record_number, std::move(candidate));
  return kept;
}

Result<Done> Acts::load_regulation(std::string_view person_id, std::string_view bytes,
                                   std::string_view name) {
  if (auto allowed = may_load(body_, *this, person_id); !allowed) return fail(allowed.error());
  auto source = open_source(bytes, name);
  if (!source) return fail(source.error());
  auto candidate = read_candidate(*std::move(source), {});
  if (!candidate) return fail(candidate.error());
  return keep_draft(person_id, std::make_shared<const Candidate>(*std::move(candidate)));
}

Result<Done> Acts::redraft_regulation(std::string_view person_id,
                                      const std::optional<regulation::RepairChange>& change) {
  if (auto allowed = may_load(body_, *this, person_id); !allowed) return fail(allowed.error());
  const auto record = body_.store().read([&](Connection& connection) {
    const auto in_force = regulation::version(connection, regulation::newest_version(connection));
    return in_force ? ledger::record_at(connection, in_force->record_number) : std::nullopt;
  });
  if (!record || record->erased) return no_such("読み込んだ文書");
  const auto undone = regulation::undone_from_json(array_at(record->payload, "undone"));
  auto candidate = body_.candidate(record->number, undone);
  if (!candidate) return fail(candidate.error());
  if (change) {
    if (auto known = check_repair(**candidate, *change); !known) return fail(known.error());
    candidate = body_.candidate(record->number, undone_after(undone, *change));
    if (!candidate) return fail(candidate.error());
  }
  return keep_draft(person_id, *candidate);
}

Result<Done> Acts::change_draft(std::string_view person_id, std::string_view draft_id,
                                std::int64_t revision, const regulation::RepairChange& change) {
  const auto seen = body_.store().read(
      [&](Connection& connection) { return open_draft(connection, person_id, draft_id, loading); });
  if (!seen) return fail(seen.error());
  if (auto same = regulation::check_unchanged(*seen, revision); !same) return fail(same.error());
  const auto now = body_.candidate(seen->record_number, seen->undone);
  if (!now) return fail(now.error());
  if (auto known = check_repair(**now, change); !known) return fail(known.error());
  // Read before the writer is asked: it takes a while, and must leave something to adopt.
  const auto then = body_.candidate(seen->record_number, undone_after(seen->undone, change));
  if (!then) return fail(then.error());
  return body_.store().write([&](Connection& connection) -> Result<Done> {
    const auto draft = open_draft(connection, person_id, draft_id, loading);
    if (!draft) return fail(draft.error());
    auto act = regulation::change_draft(*draft, revision, change, author(connection, person_id));
    if (!act) return fail(act.error());
    return record(connection, *std::move(act));
  });
}

Result<Done> Acts::discard_draft(std::string_view person_id, std::string_view draft_id) {
  return body_.store().write([&](Connection& connection) -> Result<Done> {
    const auto draft = open_draft(connection, person_id, draft_id, loading);
    if (!draft) return fail(draft.error());
    // What was loaded by mistake may be anything: it does not stay.
    auto erased = body_.journal().erase(connection, draft->record_number, person_id,
                                        "読み込みをやめたため、文書の内容を消した。");
    if (!erased) return fail(erased.error());
    return record(connection, regulation::discard_draft(*draft, author(connection, person_id)));
  });
}

Result<Done> Acts::adopt_draft(std::string_view person_id, std::string_view draft_id,
                               std::int64_t revision, const Json& input) {
  const auto seen = body_.store().read([&](Connection& connection) {
    return open_draft(connection, person_id, draft_id, "regulation.adopt");
  });
  if (!seen) return fail(seen.error());
  if (auto same = regulation::check_unchanged(*seen, revision); !same) return fail(same.error());
  auto adoption = read_adoption(input, day_in_japan(body_.clock().now()));
  if (!adoption) return fail(adoption.error());
  const auto candidate = body_.candidate(seen->record_number, seen->undone);
  if (!candidate) return fail(candidate.error());
  const Proposals proposals = propose(body_.definitions().catalogue, **candidate);
  return body_.store().write([&](Connection& connection) -> Result<Done> {
    const auto draft = open_draft(connection, person_id, draft_id, "regulation.adopt");
    if (!draft) return fail(draft.error());
    if (auto same = regulation::check_unchanged(*draft, revision); !same) return fail(same.error());
    adoption->draft = draft->id;
    adoption->undone = draft->undone;
    adoption->author = author(connection, person_id);
    auto acts =
        adoption_acts(connection, body_.texts(connection), **candidate, proposals, *adoption);
    if (!acts) return fail(acts.error());
    Done done = record(connection, std::move(acts->front()));
    for (std::size_t at = 1; at < acts->size(); ++at) record(connection, std::move((*acts)[at]));
    return done;
  });
}

template <class Decide>
Result<Done> Acts::decide_alignment(std::string_view person_id, const Edition& edition,
                                    const Decide& decide) {
  return body_.store().write([&](Connection& connection) -> Result<Done> {
    if (auto allowed = require(connection, person_id, "catalogue.confirm"); !allowed) {
      return fail(allowed.error());
    }
    const auto texts = body_.texts(connection);
    const auto number = static_cast<std::size_t>(edition.document);
    if (edition.document < 1 || number > texts.size()) return no_such("その規程");
    const Text& text = *texts[number - 1];
    if (text.adopted.version != edition.version) {
      return fail(Fault::conflict, "regulation_changed",
                  "画面を開いてから、規程が新しい版になりました。",
                  "新しい版の画面を開き直してください。確認した内容は引き継がれています。");
    }
    const catalogue::Ground ground{.catalogue = body_.definitions().catalogue,
                                   .demands = text.demands,
                                   .proposals = text.proposals,
                                   .version = edition.version,
                                   .document = edition.document,
                                   .source_digest = text.adopted.source_digest,
                                   .person_id = std::string(person_id),
                                   .person_name = author(connection, person_id).name};
    auto act = decide(connection, ground);
    if (!act) return fail(act.error());
    return record(connection, *std::move(act));
  });
}

Result<Done> Acts::confirm_alignments(std::string_view person_id, const Edition& edition,
                                      const std::vector<catalogue::Decision>& decisions) {
  return decide_alignment(person_id, edition,
                          [&](Connection& connection, const catalogue::Ground& ground) {
                            return catalogue::confirm(connection, ground, decisions);
                          });
}

Result<Done> Acts::take_back_confirmation(std::string_view person_id, const Edition& edition,
                                          std::string_view place, std::uint64_t seen) {
  return decide_alignment(person_id, edition,
                          [&](Connection& connection, const catalogue::Ground& ground) {
                            return catalogue::take_back(connection, ground, place, seen);
                          });
}

}  // namespace mamori::body
