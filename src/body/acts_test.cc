#include "body/acts.h"

#include <gmock/gmock.h>

#include "base/testing.h"
#include "body/body_fixture.h"
#include "body/rebuild.h"
#include "identity/sign_in.h"
#include "ledger/verify.h"
#include "notices/inbox.h"
#include "procedures/application.h"

namespace mamori::body {
namespace {

using ::testing::HasSubstr;
using testing::shipped;
using ::testing::SizeIs;
using testing::Town;

using mamori::testing::code_of;

std::string first_link(Town& town) {
  return town.body()
      .store()
      .write([&](store::Connection& db) {
        return Result<std::string>(identity::make_first_link(db, town.clock().now()));
      })
      .value();
}

Json first_person(std::string_view password = Town::password) {
  return {
      {"name", "事務 花子"}, {"kana", "ジム ハナコ"}, {"login", "jimu"}, {"password", password}};
}

TEST(FirstAdministrator, IsMadeByALinkThatWorksOnce) {
  Town town;
  const std::string link = first_link(town);
  EXPECT_EQ(code_of(town.acts().make_first_administrator("another", first_person())),
            "first_link_invalid");
  const auto made = town.acts().make_first_administrator(link, first_person());
  ASSERT_TRUE(made.has_value()) << made.error().message;
  EXPECT_TRUE(town.read(
      [&](auto& db) { return town.acts().may(db, *made, "organisation.appoint").allowed; }));
  EXPECT_EQ(code_of(town.acts().make_first_administrator(link, first_person())),
            "first_link_invalid");
}

// A first try that fails must not use up the link.
TEST(FirstAdministrator, AFailureLeavesTheLinkAndNoRecord) {
  Town town;
  const std::string link = first_link(town);
  const std::uint64_t records = town.records();
  EXPECT_EQ(code_of(town.acts().make_first_administrator(link, first_person("password"))),
            "password_weak");
  Json nameless = first_person();
  nameless.as_object()["name"] = "";
  EXPECT_EQ(code_of(town.acts().make_first_administrator(link, nameless)), "field_required");
  Json blank_login = first_person();
  blank_login.as_object()["login"] = "a b";
  EXPECT_EQ(code_of(town.acts().make_first_administrator(link, blank_login)), "login_malformed");
  EXPECT_EQ(town.records(), records);
  EXPECT_TRUE(town.acts().make_first_administrator(link, first_person()).has_value());
}

TEST(FirstAdministrator, NoSecretComesIntoTheLedger) {
  Town town;
  town.make_administrator();
  town.read([&](auto& db) {
    for (const ledger::Record& record : ledger::records_from(db, 1)) {
      EXPECT_FALSE(canonical_json(record.payload).contains(Town::password)) << record.kind;
    }
  });
}

TEST(SampleOrganisation, IsTakenOnceAndByTheAdministrator) {
  Town town;
  const std::string administrator = town.make_administrator();
  EXPECT_EQ(code_of(town.acts().take_sample_organisation("nobody")), "not_the_holder");
  ASSERT_TRUE(town.acts().take_sample_organisation(administrator).has_value());
  town.read([&](auto& db) {
    EXPECT_THAT(organisation::people(db, town.today()), SizeIs(11));
    EXPECT_THAT(organisation::appointments(db, town.today()), SizeIs(9));
    std::vector<std::string> names;
    for (const auto& section : organisation::sections(db, town.today())) {
      names.push_back(section.name);
    }
    EXPECT_EQ(names, shipped().sample.sections);  // in the order of the sample
  });
  const std::uint64_t records = town.records();
  EXPECT_EQ(code_of(town.acts().take_sample_organisation(administrator)), "organisation_not_empty");
  EXPECT_EQ(town.records(), records);
}

TEST(Account, IsGivenWithATemporaryPasswordThatSignsIn) {
  Town town;
  const std::string administrator = town.settle();
  const Json ishii{{"person", town.person("石井 由美")}, {"login", "ishii"}};
  EXPECT_EQ(code_of(town.acts().issue_account(town.person("田中 恵子"), ishii)), "not_the_holder");
  const auto issued = town.acts().issue_account(administrator, ishii);
  ASSERT_TRUE(issued.has_value()) << issued.error().message;
  EXPECT_EQ(issued->person_name, "石井 由美");
  identity::AttemptLimiter limiter;
  const identity::PasswordHasher hasher({.memory_kib = 64, .passes = 1});
  const auto account =
      identity::verify(town.body().store(), hasher, limiter, town.body().failed_sign_ins(),
                       {"ishii", issued->temporary_password, "127.0.0.1"}, town.clock().now());
  ASSERT_TRUE(account.has_value()) << account.error().message;
  EXPECT_TRUE(account->must_change);
  EXPECT_EQ(code_of(town.acts().issue_account(
                administrator, {{"person", town.person("小川 直樹")}, {"login", "ishii"}})),
            "login_taken");
}

TEST(Account, OneWhoHasAnAccountGetsANewTemporaryPassword) {
  Town town;
  const std::string administrator = town.settle();
  const std::string ishii = town.person("石井 由美");
  const auto first =
      town.acts().issue_account(administrator, {{"person", ishii}, {"login", "ishii"}});
  const auto second = town.acts().issue_account(administrator, {{"person", ishii}});
  ASSERT_TRUE(first.has_value() && second.has_value());
  EXPECT_EQ(second->login, "ishii");
  EXPECT_NE(second->temporary_password, first->temporary_password);
  const auto newest =
      town.read([&](auto& db) { return ledger::record_at(db, ledger::record_count(db)); });
  EXPECT_EQ(newest->kind, "identity.reset_password");
}

TEST(Acts, WhatNoRuleNamesIsDenied) {
  Town town;
  const std::string administrator = town.make_administrator();
  town.read([&](auto& db) {
    EXPECT_EQ(town.acts().may(db, administrator, "organisation.abolish").code, "act_not_allowed");
    EXPECT_EQ(code_of(town.acts().require(db, administrator, "organisation.abolish")),
              "act_not_allowed");
  });
  EXPECT_EQ(code_of(town.acts().change_organisation(administrator, "organisation.abolish", {})),
            "act_not_allowed");
  EXPECT_EQ(code_of(town.acts().add_entry(administrator, "treasures", {})), "not_found");
  EXPECT_EQ(code_of(town.acts().file_application(administrator, "teleport", {})), "not_found");
  EXPECT_EQ(code_of(town.acts().act_on_application(administrator, "takeout-1-1", "approve", {})),
            "not_found");
}

// A town with a laptop and an application of 石井 to take it out.
class Takeout : public ::testing::Test {
 protected:
  Takeout() {
    const std::string administrator = town_.settle();
    const auto added = town_.acts().add_entry(administrator, "assets",
                                              {{"name", "ノート"},
                                               {"kind", "terminal"},
                                               {"importance", "3"},
                                               {"section", town_.section("住民課")}});
    EXPECT_TRUE(added.has_value()) << added.error().message;
    laptop_ = text_at(added->payload, "id");
  }

  Result<Done> file() {
    return town_.acts().file_application(ishii(), "takeout",
                                         {{"assets", JsonArray{Json(laptop_)}},
                                          {"purpose", "調査"},
                                          {"destination", "西部地区"},
                                          {"from", "R8.11.21"},
                                          {"due", "R8.11.25"},
                                          {"means", "on_foot"}});
  }
  Result<Done> act(const std::string& id, std::string_view step, std::string_view person) {
    return town_.acts().act_on_application(town_.person(person), id, step, JsonObject{});
  }
  std::string ishii() { return town_.person("石井 由美"); }
  std::string state_of(const std::string& id) {
    return town_.read([&](auto& db) { return procedures::application(db, id)->state; });
  }

  Town town_;
  std::string laptop_;
};

TEST_F(Takeout, TheRecordSaysWhoItWasAtTheTime) {
  const auto filed = file();
  ASSERT_TRUE(filed.has_value()) << filed.error().message;
  const std::string id = text_at(filed->payload, "application");
  EXPECT_EQ(filed->subject, "applications/" + id);
  const auto approved = act(id, "approve", "佐々木 誠");
  ASSERT_TRUE(approved.has_value()) << approved.error().message;
  const auto record =
      town_.read([&](auto& db) { return ledger::record_at(db, approved->record_number); });
  EXPECT_EQ(record->actor, town_.person("佐々木 誠"));
  EXPECT_EQ(record->payload.at("by"), (Json{{"name", "佐々木 誠"},
                                            {"section", "住民課"},
                                            {"offices", JsonArray{"情報セキュリティ管理者"}}}));
}

// A later change of the rules does not rewrite what is under way.
TEST_F(Takeout, AnApplicationKeepsTheDefinitionItWasFiledUnder) {
  const std::string id = text_at(file()->payload, "application");

  Definitions changed = shipped();
  std::string yaml = changed.procedures.at("takeout").yaml;
  const std::string_view by_head =
      "- {office: section_manager, of: section}\n    - {office: general_manager}";
  ASSERT_NE(yaml.find(by_head), std::string::npos);
  yaml.replace(yaml.find(by_head), by_head.size(), "- {office: general_manager}");
  changed.procedures.at("takeout") =
      procedures::Definition::parse("takeout.yaml", yaml, changed.schemes, changed.segregation)
          .value();
  const std::uint64_t records = town_.records();
  town_.reopen(changed);
  EXPECT_EQ(town_.records(), records + 1);  // the new definition was adopted

  EXPECT_EQ(code_of(act(id, "approve", "田中 恵子")), "not_the_holder");
  EXPECT_EQ(code_of(act(id, "approve", "佐々木 誠")), "");
  EXPECT_EQ(code_of(act(id, "hand_over", "佐々木 誠")), "");
  EXPECT_EQ(code_of(act(id, "confirm_return", "佐々木 誠")), "");
  EXPECT_EQ(state_of(id), "returned");

  const std::string later = text_at(file()->payload, "application");
  EXPECT_EQ(code_of(act(later, "approve", "佐々木 誠")), "not_the_holder");
  EXPECT_EQ(code_of(act(later, "approve", "田中 恵子")), "");

  town_.reopen(shipped());  // back again: both kinds can still be read
  EXPECT_EQ(code_of(act(later, "hand_over", "佐々木 誠")), "");
}

std::string replaced(std::string text, std::string_view words, std::string_view by) {
  EXPECT_NE(text.find(words), std::string::npos) << words;
  for (auto at = text.find(words); at != std::string::npos; at = text.find(words, at + by.size())) {
    text.replace(at, words.size(), by);
  }
  return text;
}

// As the definition was while the system was written down as a text.
Definitions with_systems_by_name() {
  Definitions before = shipped();
  std::string yaml = before.procedures.at("remote_access").yaml;
  yaml = replaced(yaml, "type: references, of: systems, length_max: 1,", "type: text,");
  yaml = replaced(yaml, "system_manager, of: system}", "system_manager}");
  before.procedures.at("remote_access") =
      procedures::Definition::parse("remote_access.yaml", yaml, before.schemes, before.segregation)
          .value();
  return before;
}

TEST(OlderApplication, StaysWholeWhenItsFieldIsOfAnotherTypeByNow) {
  const Definitions before = with_systems_by_name();
  Town town(before);
  town.settle();
  const auto filed = town.acts().file_application(town.person("石井 由美"), "remote_access",
                                                  Json{{"system", "文書管理システム"},
                                                       {"reason", "在宅勤務"},
                                                       {"line", "home"},
                                                       {"authentication", "two_factor"},
                                                       {"encryption", "yes"}});
  ASSERT_TRUE(filed.has_value()) << filed.error().message;
  const std::string id = text_at(filed->payload, "application");
  town.reopen(shipped());
  town.read([&](store::Connection& db) {
    const auto application = procedures::application(db, id).value();
    const auto& form = (*town.body().definition_of(db, application))->form;
    const auto& system = *registers::find(form, "system");
    EXPECT_THAT(registers::display(db, system, application.values, town.today()),
                ::testing::ElementsAre("文書管理システム"));
  });
  for (const auto& [who, act] :
       {std::pair{"西村 亮", "approve_system_manager"},
        std::pair{"田中 恵子", "approve_general_manager"}, std::pair{"石井 由美", "finish"}}) {
    const auto done = town.acts().act_on_application(town.person(who), id, act, JsonObject{});
    EXPECT_TRUE(done.has_value()) << act << ": " << done.error().message;
  }
  EXPECT_TRUE(town.read([](auto& db) { return ledger::verify_store(db); }).ok);
  const auto rebuilt = town.read([&](auto& db) { return check_rebuild(db, town.folder()); });
  EXPECT_FALSE(rebuilt.value().difference);
}

TEST_F(Takeout, WhatIsOverdueIsToldByTheClockOnce) {
  const std::string id = text_at(file()->payload, "application");
  act(id, "approve", "佐々木 誠");
  act(id, "hand_over", "佐々木 誠");
  ASSERT_TRUE(town_.body().tick());  // what is asked of those who came
  EXPECT_EQ(town_.body().tick().value(), 0);
  town_.clock().advance(std::chrono::days{5});
  const std::uint64_t records = town_.records();
  EXPECT_EQ(town_.body().tick().value(), 1);
  EXPECT_EQ(town_.body().tick().value(), 0);
  EXPECT_EQ(town_.records(), records + 1);
  const auto newest = town_.read([&](auto& db) { return notices::inbox(db, ishii()).front(); });
  EXPECT_THAT(newest.text, HasSubstr("【返却期限超過】"));
  EXPECT_EQ(newest.href, "applications/" + id);
}

TEST_F(Takeout, ReadingTheInboxIsAnAct) {
  file();
  const std::string sasaki = town_.person("佐々木 誠");
  const auto unread = [&] {
    return town_.read([&](auto& db) { return notices::unread_count(db, sasaki); });
  };
  EXPECT_EQ(unread(), 1);
  ASSERT_TRUE(town_.acts().mark_notices_read(sasaki, town_.records()).has_value());
  EXPECT_EQ(unread(), 0);
}

}  // namespace
}  // namespace mamori::body
