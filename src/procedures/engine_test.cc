#include "procedures/engine.h"

#include <gmock/gmock.h>

#include "base/json.h"
#include "procedures/procedures_fixture.h"

namespace mamori::procedures {
namespace {

using organisation::testing::code_of;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

class Engine : public testing::ProcedureTest {
 protected:
  Engine() {
    appoint("section_manager", head_, residents_);
    apply(adopt(loan_), project);
  }

  Json form(const std::string& thing, std::string_view due = "R8.11.25") const {
    return {{"things", JsonArray{Json(thing)}}, {"due", due}};
  }
  Result<ledger::Act> filing(const std::string& person_id, const std::string& thing,
                             std::string_view due = "R8.11.25") {
    return file(desk(), loan_, person_id, form(thing, due));
  }
  std::string filed(const std::string& person_id, const std::string& thing) {
    return text_at(apply(filing(person_id, thing), project), "application");
  }
  Result<ledger::Act> acting(const std::string& id, std::string_view step,
                             const std::string& person_id, const Json& input = JsonObject{}) {
    return act(desk(), loan_, application(connection(), id).value(), step, person_id, input);
  }
  Json done(const std::string& id, std::string_view step, const std::string& person_id,
            const Json& input = JsonObject{}) {
    return apply(acting(id, step, person_id, input), project);
  }
  std::vector<std::string> allowed(const std::string& id, const std::string& person_id) {
    std::vector<std::string> steps;
    for (const Offer& offer :
         offers(desk(), loan_, application(connection(), id).value(), person_id)) {
      if (offer.decision.allowed) steps.push_back(offer.step->id);
    }
    return steps;
  }

  const std::string residents_ = section("住民課");
  const std::string head_ = person("佐々木 誠", residents_);
  const std::string clerk_ = person("石井 由美", residents_);
  const std::string camera_ = add_asset("カメラ", "2");
  const std::string ladder_ = add_asset("はしご", "3");
};

TEST_F(Engine, FilingGivesANumberOfTheFiscalYear) {
  const Json first = apply(filing(clerk_, camera_), project);
  EXPECT_EQ(text_at(first, "application"), "loan-2026-1");
  EXPECT_EQ(text_at(first, "number"), "令和8年度 貸出 第1号");
  EXPECT_EQ(text_at(apply(filing(clerk_, ladder_), project), "number"), "令和8年度 貸出 第2号");
  now_ = start_of_day_in_japan(*parse_day("令和9年4月1日"));
  done("loan-2026-1", "withdraw", clerk_);
  EXPECT_EQ(text_at(apply(filing(clerk_, camera_, "R9.4.2"), project), "number"),
            "令和9年度 貸出 第1号");
}

TEST_F(Engine, TheRecordSaysEverythingItself) {
  const auto act = filing(clerk_, camera_);
  ASSERT_TRUE(act.has_value()) << act.error().message;
  EXPECT_EQ(act->kind, "procedures.submit");
  EXPECT_EQ(act->subject, "applications/loan-2026-1");
  EXPECT_EQ(text_at(act->payload, "definition"), loan_.digest);
  EXPECT_EQ(text_at(act->payload, "applicant_name"), "石井 由美");
  EXPECT_EQ(text_at(act->payload, "section_name"), "住民課");
  EXPECT_EQ(object_at(act->payload, "shown").at("備品"), JsonArray{"カメラ"});
  const JsonArray& told = array_at(act->payload, "tell");
  ASSERT_EQ(told.size(), 1U);
  EXPECT_EQ(text_at(told[0], "person"), head_);
  EXPECT_EQ(text_at(told[0], "text"), "石井 由美さんから 令和8年度 貸出 第1号（備品の貸出）の申請");
}

TEST_F(Engine, StepsMoveTheApplicationFromStateToState) {
  const std::string id = filed(clerk_, camera_);
  EXPECT_TRUE(application(connection(), id)->is_open);
  const Json approved = done(id, "approve", head_);
  EXPECT_EQ(text_at(approved, "capacity"), "情報セキュリティ管理者（住民課）");
  EXPECT_EQ(text_at(array_at(approved, "basis").at(0), "place"), "第1条");
  EXPECT_EQ(application(connection(), id)->state, "lent");
  EXPECT_EQ(application(connection(), id)->due, "2026-11-25");
  done(id, "confirm", head_);
  const Application end = application(connection(), id).value();
  EXPECT_EQ(end.state, "returned");
  EXPECT_FALSE(end.is_open);
  EXPECT_TRUE(end.was_decided);
  EXPECT_EQ(end.due, "");
  std::vector<std::string> labels;
  for (const Event& event : events(connection(), id)) labels.push_back(event.label);
  EXPECT_THAT(labels, ElementsAre("申請", "許可", "返却の確認"));
}

TEST_F(Engine, OffersAreWhatActAccepts) {
  const std::string id = filed(clerk_, camera_);
  EXPECT_THAT(allowed(id, clerk_), UnorderedElementsAre("withdraw"));
  EXPECT_THAT(allowed(id, head_), UnorderedElementsAre("approve", "refuse"));
  EXPECT_EQ(code_of(acting(id, "approve", clerk_)), "own_application");
  EXPECT_EQ(code_of(acting(id, "withdraw", head_)), "not_the_holder");
  EXPECT_EQ(code_of(acting(id, "confirm", head_)), "act_not_now");
  EXPECT_EQ(code_of(acting(id, "abolish", head_)), "act_unknown");
  EXPECT_EQ(code_of(acting(id, "submit", clerk_, form(camera_))), "act_unknown");
}

TEST_F(Engine, ARefusalRestsOnItsArticle) {
  const auto late = filing(clerk_, camera_, "R8.11.20");
  ASSERT_EQ(code_of(late), "due_in_the_past");
  EXPECT_EQ(late.error().basis.at(0).place, "第1条");
  EXPECT_EQ(late.error().fields.at(0).field, "due");
  const std::string id = filed(clerk_, camera_);
  EXPECT_EQ(acting(id, "approve", clerk_).error().basis.at(0).place, "第1条");
}

TEST_F(Engine, AThingIsHeldByOneApplicationUntilItEnds) {
  const std::string id = filed(clerk_, camera_);
  EXPECT_EQ(code_of(filing(head_, ladder_)), "nobody_eligible");  // nobody decides for the head
  EXPECT_EQ(code_of(filing(clerk_, camera_)), "already_lent");
  done(id, "refuse", head_, {{"comment", "だめ"}});
  EXPECT_EQ(code_of(filing(clerk_, camera_)), "");
}

TEST_F(Engine, NobodyFilesWhatNobodyCouldDecide) {
  EXPECT_EQ(code_of(filing("nobody", camera_)), "not_a_member");
  EXPECT_EQ(code_of(filing(person("事務 花子"), camera_)), "not_a_member");
  const std::string welfare = section("福祉課");
  const std::string ogawa = person("小川 直樹", welfare);
  EXPECT_EQ(code_of(filing(ogawa, camera_)), "office_vacant");
  EXPECT_EQ(code_of(next_in_words(desk(), loan_, ogawa)), "office_vacant");
  EXPECT_EQ(next_in_words(desk(), loan_, clerk_).value(),
            "佐々木 誠（情報セキュリティ管理者（住民課））");
}

TEST_F(Engine, WhatAPersonWroteIsNotReadForMarks) {
  const std::string id = filed(clerk_, camera_);
  const Json refused = done(id, "refuse", head_, {{"comment", "{applicant}{"}});
  EXPECT_EQ(text_at(array_at(refused, "tell").at(0), "text"),
            "令和8年度 貸出 第1号は不許可：{applicant}{");
}

TEST_F(Engine, WhatIsOverdueIsToldOnce) {
  const std::string id = filed(clerk_, camera_);
  done(id, "approve", head_);
  now_ = start_of_day_in_japan(*parse_day("R8.11.25"));
  EXPECT_THAT(overdue_untold(connection(), today()), IsEmpty());
  now_ = start_of_day_in_japan(*parse_day("R8.11.26"));
  const auto late = overdue_untold(connection(), today());
  ASSERT_EQ(late.size(), 1U);
  const Json told = apply(tell_overdue(desk(), loan_, late.front()), project);
  EXPECT_THAT(text_at(array_at(told, "tell").at(0), "text"), HasSubstr("令和8年11月25日"));
  EXPECT_THAT(overdue_untold(connection(), today()), IsEmpty());
  EXPECT_TRUE(application(connection(), id)->overdue(today()));
  EXPECT_EQ(tally(connection(), "loan", today()).overdue, 1);
}

TEST_F(Engine, TheTallyCountsWhatPostureAsks) {
  const std::string first = filed(clerk_, camera_);
  filed(clerk_, ladder_);
  done(first, "approve", head_);
  const Tally counted = tally(connection(), "loan", today());
  EXPECT_EQ(counted.filed, 2);
  EXPECT_EQ(counted.decided, 1);
  EXPECT_EQ(counted.open, 2);
  EXPECT_EQ(counted.overdue, 0);
  EXPECT_EQ(tally(connection(), "other", today()).filed, 0);
}

// Should the engine ever let an applicant approve, the tables refuse it.
TEST_F(Engine, TheStoreRefusesTheApplicantAsApproverToo) {
  const std::string id = filed(clerk_, camera_);
  ledger::Act approval = acting(id, "approve", head_).value();
  approval.actor = clerk_;
  EXPECT_THROW(apply(approval, project), store::Failure);
  approval.actor = head_;
  EXPECT_NO_THROW(apply(approval, project));
}

constexpr std::string_view repair_yaml = R"(
procedure: repair
title: 修繕
number: 修繕
apply: {by: [staff]}
form: [{name: what, label: 対象, type: text, required: true}]
states:
  - {id: requested, label: 作業待ち, open: true}
  - {id: mended, label: 確認待ち, open: true}
  - {id: confirmed, label: 確認済み, decided: true}
route: [{label: 作業, acts: [mend]}, {label: 確認, acts: [confirm, send_back]}]
acts:
  - {id: submit, label: 頼む, done: 依頼, from: [], to: requested, by: [staff], form: true}
  - {id: mend, label: 直した, done: 作業, from: [requested], to: mended,
     by: [{member_of: section}]}
  - {id: confirm, label: 確かめた, done: 確認, from: [mended], to: confirmed,
     by: [{member_of: section}],
     never: &not_own [{who: {person: mend}, code: own_work, message: 自分の作業です。}]}
  - {id: send_back, label: やり直す, done: 差戻し, from: [mended], to: requested,
     by: [{member_of: section}], never: *not_own}
)";

TEST_F(Engine, WhatIsDoneAgainIsConfirmedByWhoDidNotDoItLast) {
  const Definition repair = Definition::parse("repair.yaml", repair_yaml, schemes_).value();
  apply(adopt(repair), project);
  const std::string id =
      text_at(apply(file(desk(), repair, clerk_, {{"what", "扉"}}), project), "application");
  const auto doing = [&](std::string_view step, const std::string& person) {
    return act(desk(), repair, application(connection(), id).value(), step, person, JsonObject{});
  };
  apply(doing("mend", clerk_), project);
  apply(doing("send_back", head_), project);
  apply(doing("mend", head_), project);  // who had decided of the work now does it
  EXPECT_EQ(doing("confirm", head_).error().code, "own_work");
  apply(doing("confirm", clerk_), project);  // who did it before decides of the work of another
  EXPECT_EQ(application(connection(), id)->state, "confirmed");
}

}  // namespace
}  // namespace mamori::procedures
