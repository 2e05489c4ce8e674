// Every act on a body, tried by somebody who is nobody there: refused by access itself, whoever
// calls it, and nothing recorded. A check (tests/tidy.py) sees that none is missing here.
#include <functional>
#include <gmock/gmock.h>

#include "body/account_acts.h"
#include "body/body_fixture.h"
#include "body/directory_acts.h"
#include "body/factor_acts.h"
#include "body/list_views.h"
#include "body/passkey_acts.h"
#include "body/register_imports.h"
#include "body/rosters.h"
#include "body/sections.h"
#include "body/sharing.h"

namespace mamori::body {
namespace {

constexpr std::string_view stranger = "nobody";

class Strangers : public ::testing::Test {
 protected:
  // `code` is that of access for whoever is none of those named by the rule.
  template <class Act>
  void expect_refused(std::string_view what, const Act& act,
                      std::string_view code = "not_the_holder") {
    const std::uint64_t before = town_.records();
    const auto done = act();
    EXPECT_FALSE(done.has_value()) << what;
    if (!done) {
      EXPECT_EQ(done.error().code, code) << what << ": " << done.error().message;
    }
    EXPECT_EQ(town_.records(), before) << what;
  }

  std::string add_asset() {
    const auto added = town_.acts().add_entry(administrator_, "assets",
                                              {{"name", "相談記録"},
                                               {"kind", "paper"},
                                               {"importance", "3"},
                                               {"section", town_.section("住民課")}});
    return added ? text_at(added->payload, "id") : added.error().message;
  }

  testing::Town town_;
  const std::string administrator_ = town_.settle();
  Acts& acts_ = town_.acts();
};

TEST_F(Strangers, ChangeNothingOfTheOrganisation) {
  for (const auto& [act, rule] : testing::shipped().policy.rules()) {
    if (!act.starts_with("organisation.")) continue;
    expect_refused(act,
                   [&] { return acts_.change_organisation(stranger, act, {{"name", "税務課"}}); });
  }
  expect_refused("sample", [&] { return acts_.take_sample_organisation(stranger); });
  Sections sections(town_.body(), acts_);
  const Json ending{{"section", town_.section("福祉課")}, {"to", "R9.4.1"}};
  expect_refused("look", [&] { return sections.preview(stranger, ending); });
  expect_refused("dissolve", [&] { return sections.dissolve(stranger, ending, ""); });
  Rosters rosters(town_.body(), acts_);
  const RosterFile file{"氏名,フリガナ,所属\n林 静,ハヤシ,福祉課\n", "名簿.csv"};
  expect_refused("look", [&] { return rosters.preview(stranger, file, {}); });
  expect_refused("roster", [&] { return rosters.take(stranger, file, {}, ""); });
}

TEST_F(Strangers, WriteNoRegister) {
  const std::string entry = add_asset();
  Json input{{"name", "相談票"},
             {"kind", "paper"},
             {"importance", "2"},
             {"section", town_.section("住民課")}};
  expect_refused("add", [&] { return acts_.add_entry(stranger, "assets", input); });
  input.as_object()["change_reason"] = "確かめたため";
  expect_refused("change", [&] { return acts_.change_entry(stranger, entry, 1, input); });
  expect_refused("close", [&] { return acts_.close_entry(stranger, entry, 1, input); });
  expect_refused("reopen", [&] { return acts_.reopen_entry(stranger, entry, 1, input); });
  expect_refused("lower", [&] { return acts_.lower_level(stranger, entry, 1, input); });
  const Json field{{"label", "棚"}, {"type", "text"}};
  expect_refused("own", [&] { return acts_.add_own_field(stranger, "assets", field); });
  expect_refused("end", [&] { return acts_.end_own_field(stranger, "assets", "own_1"); });
}

TEST_F(Strangers, ImportNothingAndKeepNoViews) {
  RegisterImports imports(town_.body(), acts_);
  const ImportFile file{"番号,名称\n,端末\n", "資産.csv"};
  expect_refused("import", [&] { return imports.take(stranger, "assets", file, "棚卸し", ""); });
  expect_refused("look", [&] { return imports.preview(stranger, "assets", file, "棚卸し"); });
  ListViews views(town_.body(), acts_);
  const Json view{{"name", "重要"}, {"query", "?importance=1"}};
  expect_refused("save", [&] { return views.save(stranger, "assets", view); });
  expect_refused("remove", [&] { return views.remove(stranger, "assets", view); });
}

TEST_F(Strangers, FileNothingAndDoNoDuty) {
  for (const auto& [id, procedure] : testing::shipped().procedures) {
    expect_refused(
        id, [&] { return acts_.file_application(stranger, id, JsonObject{}); }, "not_a_member");
    expect_refused(id, [&] { return acts_.set_procedure(stranger, id, JsonObject{}); });
  }
  for (const auto& [id, duty] : testing::shipped().duties) {
    expect_refused(id, [&] { return acts_.perform_duty(stranger, id, "", JsonObject{}); });
    expect_refused(id, [&] { return acts_.perform_duty_for(stranger, id, {""}, JsonObject{}); });
  }
  expect_refused("read", [&] { return acts_.mark_notices_read(stranger, 1); });
}

TEST_F(Strangers, DecideNothing) {
  const auto filed = acts_.file_application(town_.person("石井 由美"), "takeout",
                                            {{"assets", JsonArray{Json(add_asset())}},
                                             {"purpose", "訪問調査"},
                                             {"destination", "西部地区"},
                                             {"from", "R8.11.21"},
                                             {"due", "R8.11.25"},
                                             {"means", "on_foot"}});
  ASSERT_TRUE(filed.has_value()) << filed.error().message;
  const std::string open = text_at(filed->payload, "application");
  for (const auto& step : testing::shipped().procedures.at("takeout").steps) {
    if (std::ranges::find(step.from, "requested") == step.from.end()) continue;
    expect_refused(step.id, [&] { return acts_.act_on_application(stranger, open, step.id, {}); });
  }
  // What nobody asked of them is not there for them.
  expect_refused(
      "except", [&] { return acts_.except_on_application(stranger, open, {}); },
      "exception_needless");
  expect_refused("see", [&] { return acts_.see_decision(stranger, open, {}); }, "nothing_to_see");
}

TEST_F(Strangers, LoadNoRegulation) {
  const Edition edition{1, 1};
  expect_refused("load",
                 [&] { return acts_.load_regulation(stranger, "第1条　守る。", "規程.txt"); });
  expect_refused("redraft", [&] { return acts_.redraft_regulation(stranger, {}); });
  expect_refused("change", [&] { return acts_.change_draft(stranger, "d", 1, {}); });
  expect_refused("discard", [&] { return acts_.discard_draft(stranger, "d"); });
  expect_refused("adopt", [&] { return acts_.adopt_draft(stranger, "d", 1, {}); });
  expect_refused("confirm", [&] { return acts_.confirm_alignments(stranger, edition, {}); });
  expect_refused("back",
                 [&] { return acts_.take_back_confirmation(stranger, edition, "第1条", 0); });
  expect_refused("print", [&] { return acts_.keep_printed_checkpoint(stranger, JsonObject{}); });
  SharingActs sharing(town_.body(), acts_);
  expect_refused("share", [&] { return sharing.begin(stranger, JsonObject{}); });
  expect_refused("unshare", [&] { return sharing.end(stranger, JsonObject{}); });
}

TEST_F(Strangers, TouchNoAccountOfOthers) {
  const std::string somebody = town_.person("石井 由美");
  const Json reason{{"reason", "頼まれたため"}, {"person", somebody}, {"login", "ishii"}};
  expect_refused("issue", [&] { return acts_.issue_account(stranger, reason); });
  AccountActs accounts(town_.body(), acts_);
  expect_refused("close", [&] { return accounts.close_account(stranger, somebody, reason); });
  expect_refused("open", [&] { return accounts.open_account(stranger, somebody, reason); });
  expect_refused("sessions", [&] { return accounts.end_sessions_of(stranger, somebody); });
  const Json rules{{"password_characters_min", "12"},
                   {"past_passwords", "5"},
                   {"password_days", "0"},
                   {"presence_minutes", "30"}};
  expect_refused("rules", [&] { return accounts.set_rules(stranger, rules); });
  const identity::PasswordHasher hasher{{.memory_kib = 64, .passes = 1}};
  FactorActs factors(town_.body(), acts_, hasher);
  expect_refused("factors", [&] { return factors.remove_of(stranger, somebody, reason); });
  DirectoryActs directory(town_.body(), acts_);
  expect_refused("link", [&] { return directory.link(stranger, "a", reason); });
  expect_refused("dismiss", [&] { return directory.dismiss(stranger, "a"); });
}

TEST_F(Strangers, HaveNoAccountOfTheirOwn) {
  const identity::PasswordHasher hasher{{.memory_kib = 64, .passes = 1}};
  AccountActs accounts(town_.body(), acts_);
  expect_refused("session", [&] { return accounts.end_own_session(stranger, "s"); });
  expect_refused("sessions", [&] { return accounts.end_own_other_sessions(stranger, "s"); });
  FactorActs factors(town_.body(), acts_, hasher);
  expect_refused("begin", [&] { return factors.begin_totp(stranger); });
  expect_refused("totp", [&] { return factors.confirm_totp(stranger, "000000"); });
  expect_refused("codes", [&] { return factors.renew_recovery_codes(stranger); });
  expect_refused("remove", [&] { return factors.remove_own(stranger); });
  PasskeyActs passkeys(town_.body(), acts_, hasher, {});
  expect_refused("enrol", [&] { return passkeys.enrol(stranger, "鍵", {}); });
  expect_refused("remove", [&] { return passkeys.remove(stranger, "k"); });
  const identity::PasswordChange strangers_own{.person_id = std::string(stranger)};
  expect_refused("password", [&] { return acts_.change_password(strangers_own); });
}

}  // namespace
}  // namespace mamori::body
