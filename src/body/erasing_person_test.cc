// A person who left is erased: what was known of them goes, what they decided stays.
#include "body/erasing_person.h"

#include <gmock/gmock.h>

#include "body/erasing_fixture.h"
#include "body/rosters.h"
#include "body/signing_in.h"
#include "directory/links.h"
#include "organisation/contacts.h"
#include "store/migrations.h"
#include "store/tables.h"

namespace mamori::body {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

// What must not be left of 林 静 anywhere.
constexpr std::array<std::string_view, 7> traces{
    "ハヤシ", "a00412", "070-1111", "192.0.2.77", "hayashi-login", "通院のため", "s-hayashi@idp"};

class ErasingAPerson : public testing::Erasing {
 protected:
  ErasingAPerson() : rosters_(town_.body(), town_.acts()) {
    take_roster(
        "氏名,フリガナ,所属,職員番号\n林 静,ハヤシ シズカ,福祉課,A00412\n"
        "岡 健二,オカ ケンジ,福祉課,A00413\n");
    person_ = town_.person("林 静");
    subject_ = "people/" + person_;
  }

  void take_roster(std::string_view csv) {
    const RosterFile file{std::string(csv), "名簿.csv"};
    const organisation::RosterOptions options{.day = town_.today()};
    const auto preview = rosters_.preview(administrator_, file, options);
    ASSERT_TRUE(preview) << preview.error().message;
    ASSERT_TRUE(rosters_.take(administrator_, file, options, preview->seen()));
  }

  void change(std::string_view kind, JsonObject input) {
    input["person"] = person_;
    done(town_.change_knowingly(administrator_, kind, input));
  }

  // Everything a body comes to know of somebody who works there.
  void work_for_a_while() {
    change("organisation.set_contact", {{"mobile_phone", "070-1111-2222"}});
    change("organisation.enter_absence",
           {{"from", "R8.11.21"}, {"until", "R8.11.22"}, {"reason", "通院のため"}});
    change("organisation.appoint", {{"office", "system_operator"}});
    ASSERT_TRUE(town_.acts().issue_account(administrator_,
                                           {{"person", person_}, {"login", "hayashi-login"}}));
    ASSERT_TRUE(complete_sign_in(town_.body(),
                                 {.person_id = person_, .origin = {"192.0.2.77", "Firefox"}}));
    ASSERT_TRUE(town_.body().store().write([&](auto& db) -> Result<void> {
      const directory::Vouched vouched{.source = "ldap",
                                       .subject = "s-hayashi@idp",
                                       .login = "hayashi-login",
                                       .name = "林 静",
                                       .kana = "ハヤシ"};
      town_.body().journal().record(db, directory::arrived_act(vouched));
      town_.body().journal().record(
          db, directory::linked_act(vouched, person_, "林 静", administrator_));
      return {};
    }));
    const std::string asset = add_asset();
    const Done filed = file_takeout(asset.substr(asset.rfind('/') + 1), "林 静");
    decided_ = filed.subject;
    act("林 静", filed.subject, "withdraw");
  }

  void leave() {
    come("R9.3.31");
    change("organisation.leave", {{"to", "R9.3.31"}});
  }

  Rosters rosters_;
  std::string person_;
  std::string subject_;
  std::string decided_;  // what they asked for
};

TEST_F(ErasingAPerson, LeavesNoTraceInAnyTableNorPayload) {
  work_for_a_while();
  leave();
  erase(subject_);
  town_.read([&](auto& db) {
    // All that a backup made from now on holds.
    for (const store::Table& table : store::tables_made_by(embedded::migrations())) {
      expect_no_trace(db, table.name, traces);
    }
    EXPECT_FALSE(organisation::person(db, person_, town_.today()));
    EXPECT_FALSE(organisation::contact(db, person_));
  });
  tables_agree_and_ledger_verifies();
}

TEST_F(ErasingAPerson, LeavesWhatTheyDecidedAndHeldAndByWhoseLeaveTheyWereErased) {
  work_for_a_while();
  leave();
  erase(subject_);
  town_.read([&](auto& db) {
    const auto application = procedures::application(db, decided_.substr(decided_.rfind('/') + 1));
    ASSERT_TRUE(application);
    EXPECT_EQ(procedures::events(db, application->id).at(0).person_name, "林 静");
    const auto left = retention::erasure_of(db, subject_);
    ASSERT_TRUE(left);
    EXPECT_THAT(left->number, AllOf(HasSubstr("退職者 "), Not(HasSubstr("林"))));
    EXPECT_THAT(left->approved_by, HasSubstr("大野 隆"));
  });
}

TEST_F(ErasingAPerson, LeavesTheOthersOfARosterAsTheyWere) {
  leave();
  erase(subject_);
  tables_agree_and_ledger_verifies();
  EXPECT_NE(town_.person("岡 健二"), "岡 健二");
  // The next one out of the same roster.
  person_ = town_.person("岡 健二");
  leave();
  erase("people/" + person_);
  tables_agree_and_ledger_verifies();
  town_.read([&](auto& db) {
    expect_no_trace(db, "ledger_records", std::array<std::string_view, 2>{"オカ", "a00413"});
  });
}

TEST_F(ErasingAPerson, IsRefusedWhileTheyAreEmployedOrHaveAskedForSomething) {
  EXPECT_EQ(ask("田中 恵子", subject_).error().code, "thing_in_use");
  const std::string asset = add_asset();
  const Done filed = file_takeout(asset.substr(asset.rfind('/') + 1), "林 静");
  leave();
  EXPECT_EQ(ask("田中 恵子", subject_).error().code, "thing_in_use");
  EXPECT_EQ(ask("田中 恵子", "people/nobody").error().code, "thing_unknown");
}

TEST_F(ErasingAPerson, IsDueFiveYearsAfterTheFiscalYearTheyLeftIn) {
  leave();
  EXPECT_EQ(ask("田中 恵子", subject_, "expired").error().code, "retention_not_over");
  come("令和14年3月31日");
  EXPECT_THAT(due(), IsEmpty());
  come("令和14年4月1日");
  ASSERT_EQ(due().size(), 1U);
  EXPECT_EQ(due()[0].name, "林 静");
  erase(subject_);
  EXPECT_THAT(due(), IsEmpty());
}

}  // namespace
}  // namespace mamori::body
