#include "body/sharing.h"

#include <algorithm>
#include <set>

#include "base/date.h"
#include "base/text.h"
#include "ledger/newest.h"
#include "ledger/record.h"

namespace mamori::body {
namespace {

using store::Connection;

constexpr std::string_view subject = "sharing";
constexpr std::string_view begin_kind = "sharing.begin";
constexpr std::string_view end_kind = "sharing.end";
constexpr std::int64_t records_read_max = 1000;

struct Asked {
  std::string with;
  std::string what;
};

Asked asked_in(const Json& input) {
  return {trimmed(text_at(input, "with")), text_at(input, "what")};
}

Result<void> check(const Asked& asked, std::string_view own_slug) {
  Error wrong{Fault::invalid, "input_invalid", "入力に直すところがあります。"};
  if (!ledger::is_body(asked.with)) {
    wrong.fields.push_back(
        {"with", "相手の団体の短い名前（英小文字・数字・ハイフン）を入力してください。"});
  } else if (asked.with == own_slug) {
    wrong.fields.push_back({"with", "自分の団体とは共有できません。"});
  }
  if (label_of_shared(asked.what).empty()) {
    wrong.fields.push_back({"what", "共有するものを選んでください。"});
  }
  return wrong.fields.empty() ? Result<void>() : fail(wrong);
}

bool is_shared(Connection& connection, const Asked& asked) {
  return std::ranges::any_of(shares(connection), [&](const Share& share) {
    return share.with == asked.with && share.what == asked.what;
  });
}

ledger::Act act_of(std::string_view kind, std::string_view person_id, const Asked& asked) {
  return {std::string(kind), std::string(person_id), std::string(subject),
          JsonObject{
              {"with", asked.with}, {"what", asked.what}, {"label", label_of_shared(asked.what)}}};
}

}  // namespace

std::string_view label_of_shared(std::string_view what) {
  return what == shared_posture ? "規程の遵守の状況（条項の数だけ）" : "";
}

std::vector<Share> shares(Connection& connection) {
  std::vector<Share> in_effect;
  std::set<std::pair<std::string, std::string>> known;  // of each, the newest record counts
  for (const auto& record : ledger::newest_of(connection, subject, records_read_max)) {
    const Asked asked = asked_in(record.payload);
    if (!known.emplace(asked.with, asked.what).second || record.kind != begin_kind) continue;
    in_effect.push_back({asked.with, asked.what, iso_instant(record.at), record.number});
  }
  return in_effect;
}

std::optional<SharedPosture> posture_shared_with(Body& body, std::string_view with) {
  return body.store().read([&](Connection& connection) -> std::optional<SharedPosture> {
    const auto all = shares(connection);
    const auto share = std::ranges::find_if(
        all, [&](const Share& one) { return one.with == with && one.what == shared_posture; });
    if (share == all.end()) return std::nullopt;
    SharedPosture shared{body.name(connection), share->since, {}};
    for (const auto& text : body.texts(connection)) {
      const duties::Posture posture(body.sources(connection), text->document, text->alignments);
      for (const auto& [state, count] : duties::tally_of(posture, text->document)) {
        shared.tally[state] += count;
      }
    }
    return shared;
  });
}

Result<Done> SharingActs::begin(std::string_view actor, const Json& input) {
  const Asked asked = asked_in(input);
  return body_.store().write([&](Connection& connection) -> Result<Done> {
    if (auto allowed = acts_.require(connection, actor, begin_kind); !allowed) {
      return fail(allowed.error());
    }
    if (auto right = check(asked, body_.slug()); !right) return fail(right.error());
    if (is_shared(connection, asked)) {
      return fail(Fault::conflict, "shared_already", "その団体とは、既に共有しています。");
    }
    return record_act(body_, connection, act_of(begin_kind, actor, asked));
  });
}

Result<Done> SharingActs::end(std::string_view actor, const Json& input) {
  const Asked asked = asked_in(input);
  return body_.store().write([&](Connection& connection) -> Result<Done> {
    if (auto allowed = acts_.require(connection, actor, end_kind); !allowed) {
      return fail(allowed.error());
    }
    if (!is_shared(connection, asked)) {
      return fail(Fault::conflict, "not_shared", "その団体とは、共有していません。",
                  "画面を開き直して、今の共有を確かめてください。");
    }
    return record_act(body_, connection, act_of(end_kind, actor, asked));
  });
}

}  // namespace mamori::body
