#include "body/directory_acts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "body/body_fixture.h"
#include "body/rebuild.h"
#include "body/signing_in.h"
#include "notices/inbox.h"

namespace mamori::body {
namespace {

using directory::LinkBy;
using directory::Standing;
using directory::Vouched;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class Directory : public ::testing::Test {
 protected:
  // As the body's directory says it of 小川 直樹.
  static Vouched ogawa() {
    return {.source = directory::ldap_source,
            .subject = "uuid-1",
            .login = "ogawa",
            .name = "小川 直樹",
            .kana = "オガワ ナオキ",
            .number = "00123",
            .sections = {"福祉課"}};
  }
  std::string waiting_id() {
    const auto waiting = town_.read([](auto& db) { return directory::arrivals(db); });
    return waiting.empty() ? std::string() : waiting.front().id;
  }
  std::size_t waiting_count() {
    return town_.read([](auto& db) { return directory::arrivals(db).size(); });
  }
  std::optional<identity::StoredAccount> account(std::string_view name) {
    const std::string id = town_.person(name);
    return town_.read([&](auto& db) { return identity::find_by_person(db, id); });
  }
  std::string code_of_admitting(const Vouched& vouched, LinkBy link_by = LinkBy::nothing) {
    const auto admitted = acts_.admit(vouched, link_by);
    return admitted ? "ok" : admitted.error().code;
  }
  // Comes, and is linked with the person by the administrator.
  void link_with(const Vouched& vouched, std::string_view name) {
    EXPECT_EQ(code_of_admitting(vouched), "account_waiting");
    const auto linked = acts_.link(administrator_, waiting_id(), {{"person", town_.person(name)}});
    EXPECT_TRUE(linked.has_value()) << linked.error().message;
  }
  void issue(std::string_view name, std::string_view login) {
    const auto issued = town_.acts().issue_account(
        administrator_, {{"person", town_.person(name)}, {"login", login}});
    EXPECT_TRUE(issued.has_value()) << issued.error().message;
  }
  Result<int> close(Standing standing) { return acts_.close_leavers({{"uuid-1", standing}}); }

  testing::Town town_;
  const std::string administrator_ = town_.settle();
  DirectoryActs acts_{town_.body(), town_.acts()};
};

TEST_F(Directory, SomebodyNewWaitsAndTheAdministratorIsToldOnce) {
  const auto before = town_.records();
  EXPECT_EQ(code_of_admitting(ogawa()), "account_waiting");
  EXPECT_EQ(code_of_admitting(ogawa()), "account_waiting");
  EXPECT_EQ(town_.records(), before + 1);
  EXPECT_EQ(waiting_count(), 1U);
  EXPECT_FALSE(account("小川 直樹"));
  const auto told = town_.read([&](auto& db) { return notices::inbox(db, administrator_); });
  ASSERT_THAT(told, ::testing::Not(IsEmpty()));
  EXPECT_EQ(told.front().href, "arrivals");
}

TEST_F(Directory, WhoIsLinkedSignsInWithAnAccountThatHasNoPassword) {
  link_with(ogawa(), "小川 直樹");
  EXPECT_EQ(waiting_count(), 0U);
  EXPECT_EQ(acts_.admit(ogawa(), LinkBy::nothing), town_.person("小川 直樹"));
  ASSERT_TRUE(account("小川 直樹"));
  EXPECT_EQ(account("小川 直樹")->account.login, "ogawa");
  EXPECT_FALSE(account("小川 直樹")->account.has_password);
  EXPECT_TRUE(complete_sign_in(
      town_.body(), {.person_id = town_.person("小川 直樹"), .means = identity::Means::directory}));
}

TEST_F(Directory, LinkingGivesNoRight) {
  link_with(ogawa(), "小川 直樹");
  const std::string id = town_.person("小川 直樹");
  const auto decision =
      town_.read([&](auto& db) { return town_.acts().may(db, id, "directory.link"); });
  EXPECT_FALSE(decision.allowed);
  Vouched other = ogawa();
  other.subject = "uuid-2";
  EXPECT_EQ(code_of_admitting(other), "account_waiting");
  EXPECT_EQ(acts_.link(id, waiting_id(), {{"person", id}}).error().fault, Fault::forbidden);
  EXPECT_EQ(acts_.dismiss(id, waiting_id()).error().fault, Fault::forbidden);
}

// A login given to somebody new is not the person who had it before.
TEST_F(Directory, TheSameLoginOfAnotherSubjectIsSomebodyElse) {
  link_with(ogawa(), "小川 直樹");
  Vouched successor = ogawa();
  successor.subject = "uuid-2";
  EXPECT_EQ(code_of_admitting(successor, LinkBy::login), "account_waiting");
  EXPECT_EQ(acts_.link(administrator_, waiting_id(), {{"person", town_.person("小川 直樹")}})
                .error()
                .code,
            "link_exists");
}

TEST_F(Directory, TheProgramLinksByLoginWhereTheBodyWantsThat) {
  issue("小川 直樹", "ogawa");
  EXPECT_EQ(code_of_admitting(ogawa()), "account_waiting");
  EXPECT_EQ(acts_.admit(ogawa(), LinkBy::login), town_.person("小川 直樹"));
  EXPECT_EQ(waiting_count(), 0U);
  EXPECT_TRUE(account("小川 直樹")->account.has_password);  // keeps what it had
}

TEST_F(Directory, OrByTheNumberOfStaff) {
  town_.clock().advance(std::chrono::days{1});  // what people are changes by the day
  const auto entered = town_.acts().change_organisation(
      administrator_, "organisation.change_person",
      {{"person", town_.person("小川 直樹")}, {"number", "00123"}});
  ASSERT_TRUE(entered.has_value()) << entered.error().message;
  EXPECT_EQ(acts_.admit(ogawa(), LinkBy::number), town_.person("小川 直樹"));
  Vouched without = ogawa();
  without.subject = "uuid-2";
  without.number.clear();
  EXPECT_EQ(code_of_admitting(without, LinkBy::number), "account_waiting");
}

TEST_F(Directory, AnAccountThatIsClosedIsLinkedByNobody) {
  issue("小川 直樹", "ogawa");
  const auto closed = town_.body().store().write([&](store::Connection& db) {
    return identity::set_locked(db, town_.person("小川 直樹"), true);
  });
  ASSERT_TRUE(closed.has_value());
  EXPECT_EQ(code_of_admitting(ogawa(), LinkBy::login), "account_waiting");
  EXPECT_EQ(acts_.link(administrator_, waiting_id(), {{"person", town_.person("小川 直樹")}})
                .error()
                .code,
            "account_locked");
}

TEST_F(Directory, ALeaverThereIsALeaverHere) {
  link_with(ogawa(), "小川 直樹");
  const std::string id = town_.person("小川 直樹");
  const auto session =
      complete_sign_in(town_.body(), {.person_id = id, .means = identity::Means::directory});
  ASSERT_TRUE(session.has_value());
  EXPECT_EQ(close(Standing::active), 0);
  EXPECT_EQ(close(Standing::disabled), 1);
  EXPECT_TRUE(account("小川 直樹")->account.locked);
  EXPECT_FALSE(town_.read(
      [&](auto& db) { return identity::find_session(db, session->token, town_.clock().now()); }));
  EXPECT_EQ(close(Standing::disabled), 0);  // told once
  EXPECT_EQ(code_of_admitting(ogawa(), LinkBy::login), "account_waiting");
}

TEST_F(Directory, TheOnlyAdministratorIsNotLockedOut) {
  link_with(ogawa(), "事務 花子");
  EXPECT_EQ(close(Standing::absent).error().code, "last_administrator");
  EXPECT_FALSE(account("事務 花子")->account.locked);
}

TEST_F(Directory, WhoIsNobodyHereIsDismissed) {
  EXPECT_EQ(code_of_admitting(ogawa()), "account_waiting");
  const std::string id = waiting_id();
  EXPECT_EQ(acts_.link(administrator_, id, {{"person", "nobody"}}).error().code, "person_unknown");
  EXPECT_TRUE(acts_.dismiss(administrator_, id).has_value());
  EXPECT_EQ(waiting_count(), 0U);
  EXPECT_EQ(acts_.dismiss(administrator_, id).error().code, "arrival_unknown");
}

TEST_F(Directory, TheTablesAreMadeOfTheRecord) {
  link_with(ogawa(), "小川 直樹");
  Vouched other = ogawa();
  other.subject = "uuid-2";
  EXPECT_EQ(code_of_admitting(other), "account_waiting");
  const auto report = town_.read([&](auto& db) { return check_rebuild(db, town_.folder()); });
  ASSERT_TRUE(report.has_value());
  EXPECT_FALSE(report->difference) << report->difference->table;
}

}  // namespace
}  // namespace mamori::body
