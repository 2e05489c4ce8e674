// What `decision:` unfolds into, and how applications move along it.
#include "procedures/decision.h"

#include <gmock/gmock.h>

#include "base/json.h"
#include "procedures/course.h"
#include "procedures/procedures_fixture.h"

namespace mamori::procedures {
namespace {

using organisation::testing::code_of;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

constexpr std::string_view segregation_yaml = R"(
rules:
  - {id: applicant_is_not_approver, title: 別の人, who: {person: applicant}, code: own,
     message: 自分のものです。, controls: [c]}
)";

// The head of the section, then of large things the head of all and the CISO together.
constexpr std::string_view purchase_yaml = R"(
procedure: purchase
title: 購入
number: 購入
apply: {by: [staff]}
form:
  - {name: size, label: 大きさ, type: text, required: true}
decision:
  word: 許可
  then: 発注してください。
  escalate: [{office: administrator}]
  steps:
    - {id: section, label: 課の承認, word: 承認, days: 3,
       by_first: [{office: section_manager, of: section}]}
    - id: large
      label: 合議
      when: {equals: size, value: large}
      together:
        - {id: general_manager, label: 統括, by: [{office: general_manager}]}
        - {id: ciso, label: CISO, by: [{office: ciso}]}
    - {id: last, label: 決裁, apart: true, by_first: [{office: ciso}, {office: administrator}]}
)";

class DecisionTest : public testing::ProcedureTest {
 protected:
  DecisionTest() {
    appoint("section_manager", head_, residents_);
    appoint("general_manager", manager_);
    appoint("ciso", ciso_);
    appoint("administrator", secretary_);
    apply(adopt(purchase_), project);
  }
  std::string filed(std::string_view size) {
    return text_at(apply(file(desk(), purchase_, clerk_, {{"size", size}}), project),
                   "application");
  }
  Application now(const std::string& id) { return application(connection(), id).value(); }
  Result<ledger::Act> acting(const std::string& id, std::string_view step,
                             const std::string& person_id, const Json& input = JsonObject{}) {
    return act(desk(), purchase_, now(id), step, person_id, input);
  }
  Json done(const std::string& id, std::string_view step, const std::string& person_id,
            const Json& input = JsonObject{}) {
    return apply(acting(id, step, person_id, input), project);
  }
  std::vector<std::string> next(const std::string& id) {
    std::vector<std::string> people;
    for (const auto& holder :
         next_holders(desk(), purchase_, now(id), facts_of(connection(), purchase_, now(id)))) {
      people.push_back(holder.person_id);
    }
    return people;
  }
  std::vector<std::string> possible(const std::string& id) {
    std::vector<std::string> steps;
    for (const Step* step : possible_steps(purchase_, now(id))) steps.push_back(step->id);
    return steps;
  }
  std::vector<std::string> waited_for(const std::string& id) {
    std::vector<std::string> steps;
    for (const Step* step : possible_steps(purchase_, now(id))) {
      if (is_waited_for(purchase_, now(id), *step)) steps.push_back(step->id);
    }
    return steps;
  }
  static const Json& because() {
    static const Json reason{{"comment", "理由"}};
    return reason;
  }

  const access::Segregation segregation_ =
      access::Segregation::parse("segregation.yaml", segregation_yaml).value();
  const Definition purchase_ =
      Definition::parse("purchase.yaml", purchase_yaml, schemes_, segregation_).value();
  const std::string residents_ = section("住民課");
  const std::string head_ = person("佐々木 誠", residents_);
  const std::string clerk_ = person("石井 由美", residents_);
  const std::string manager_ = person("田中 恵子", residents_);
  const std::string ciso_ = person("大野 隆", residents_);
  const std::string secretary_ = person("事務 花子", residents_);
};

TEST_F(DecisionTest, UnfoldsIntoStatesActsAndBoxes) {
  std::vector<std::string> states;
  for (const State& state : purchase_.states) states.push_back(state.id + " " + state.label);
  EXPECT_THAT(states,
              ElementsAre("requested 課の承認待ち", "requested_large 合議待ち",
                          "requested_last 決裁待ち", "sent_back 差戻し", "pulled_back 引戻し",
                          "approved 許可", "refused 不許可", "withdrawn 取下げ"));
  std::vector<std::string> boxes;
  for (const RouteStep& box : purchase_.route) boxes.push_back(box.label);
  EXPECT_THAT(boxes, ElementsAre("申請", "課の承認", "統括", "CISO", "決裁"));
  EXPECT_EQ(purchase_.step("approve_ciso")->label, "許可する（CISOとして）");
  EXPECT_EQ(purchase_.step("approve_section")->label, "承認する");
  EXPECT_EQ(purchase_.step("send_back_last_to_large")->to, "requested_large");
}

TEST_F(DecisionTest, AStepThatDoesNotApplyIsPassedOver) {
  const std::string id = filed("small");
  EXPECT_THAT(now(id).route, ElementsAre("section", "last"));
  const Json approved = done(id, "approve_section", head_);
  EXPECT_EQ(now(id).state, "requested_last");
  EXPECT_EQ(text_at(array_at(approved, "tell").at(0), "person"), ciso_);
  EXPECT_THAT(possible(id),
              UnorderedElementsAre("approve_last", "send_back_last", "send_back_last_to_section",
                                   "refuse_last", "withdraw"));
  const Json end = done(id, "approve_last", ciso_);
  EXPECT_EQ(now(id).state, "approved");
  EXPECT_EQ(text_at(array_at(end, "tell").at(0), "text"),
            "【許可】令和8年度 購入 第1号 が許可されました。発注してください。");
}

TEST_F(DecisionTest, TogetherAllAgreeInAnyOrderAndEachOnce) {
  const std::string id = filed("large");
  done(id, "approve_section", head_);
  EXPECT_THAT(next(id), UnorderedElementsAre(manager_, ciso_));
  const Json first = done(id, "approve_ciso", ciso_);
  EXPECT_THAT(array_at(first, "tell"), IsEmpty());
  EXPECT_EQ(now(id).state, "requested_large");
  EXPECT_THAT(next(id), ElementsAre(manager_));
  EXPECT_EQ(code_of(acting(id, "approve_ciso", ciso_)), "act_not_now");
  EXPECT_EQ(code_of(acting(id, "refuse_ciso", ciso_, because())), "act_not_now");
  done(id, "approve_general_manager", manager_);
  EXPECT_EQ(now(id).state, "requested_last");
  EXPECT_THAT(now(id).agreed, IsEmpty());
}

TEST_F(DecisionTest, OfWhatIsPossibleOnlyWhatTakesItOnIsWaitedFor) {
  const std::string id = filed("large");
  EXPECT_THAT(waited_for(id),
              UnorderedElementsAre("approve_section", "send_back_section", "refuse_section"));
  done(id, "send_back_section", head_, because());
  EXPECT_THAT(waited_for(id), ElementsAre("resubmit"));
  done(id, "resubmit", clerk_, {{"size", "large"}});
  done(id, "approve_section", head_);
  std::vector<std::string> boxes;
  for (const RouteStep* box : boxes_waited_for(purchase_, now(id))) boxes.push_back(box->label);
  EXPECT_THAT(boxes, ElementsAre("統括", "CISO"));
}

TEST_F(DecisionTest, OneRefusalEndsIt) {
  const std::string id = filed("large");
  done(id, "approve_section", head_);
  done(id, "approve_ciso", ciso_);
  done(id, "refuse_general_manager", manager_, because());
  EXPECT_EQ(now(id).state, "refused");
  EXPECT_FALSE(now(id).is_open);
  EXPECT_THAT(possible(id), IsEmpty());
}

TEST_F(DecisionTest, WhoAgreedBeforeIsKeptFromAStepApart) {
  const std::string id = filed("large");
  done(id, "approve_section", head_);
  done(id, "approve_ciso", ciso_);
  done(id, "approve_general_manager", manager_);
  EXPECT_EQ(code_of(acting(id, "approve_last", ciso_)), "decided_already");
  EXPECT_THAT(next(id), ElementsAre(secretary_));
}

TEST_F(DecisionTest, SentBackToAnEarlierStepIsDecidedThereAgain) {
  const std::string id = filed("large");
  done(id, "approve_section", head_);
  done(id, "send_back_ciso_to_section", ciso_, because());
  EXPECT_EQ(now(id).state, "requested");
  EXPECT_THAT(next(id), ElementsAre(head_));
  done(id, "approve_section", head_);
  EXPECT_THAT(next(id), UnorderedElementsAre(manager_, ciso_));
}

TEST_F(DecisionTest, HandedInAgainItsRouteIsMadeAnew) {
  const std::string id = filed("small");
  done(id, "send_back_section", head_, because());
  EXPECT_EQ(now(id).state, "sent_back");
  done(id, "resubmit", clerk_, {{"size", "large"}});
  EXPECT_THAT(now(id).route, ElementsAre("section", "large", "last"));
}

TEST_F(DecisionTest, IsPulledBackOnlyBeforeAnybodyDecided) {
  const std::string id = filed("small");
  EXPECT_EQ(code_of(acting(id, "pull_back", head_)), "not_the_holder");
  done(id, "pull_back", clerk_);
  EXPECT_EQ(now(id).state, "pulled_back");
  done(id, "resubmit", clerk_, {{"size", "small"}});
  done(id, "approve_section", head_);
  EXPECT_EQ(code_of(acting(id, "pull_back", clerk_)), "act_not_now");
  done(id, "withdraw", clerk_);
  EXPECT_FALSE(now(id).is_open);
}

TEST_F(DecisionTest, IsNotFiledWhenALaterStepCouldNotBeDecided) {
  EXPECT_EQ(code_of(file(desk(), purchase_, ciso_, {{"size", "large"}})), "not_the_holder");
  EXPECT_EQ(code_of(file(desk(), purchase_, ciso_, {{"size", "small"}})), "");
}

TEST_F(DecisionTest, TheClockTellsOfADecisionThatTakesTooLongOnceForEachStep) {
  const std::string id = filed("small");
  EXPECT_EQ(now(id).due, "2026-11-24");
  now_ += std::chrono::days{4};
  ASSERT_EQ(overdue_untold(connection(), today()).size(), 1U);
  const auto told = tell_overdue(desk(), purchase_, now(id));
  EXPECT_EQ(array_at(told.payload, "tell").size(), 3U);
  EXPECT_THAT(std::string(array_at(told.payload, "tell").at(2).at("text").as_string()),
              HasSubstr("【決裁の遅れ】石井 由美さんの"));
  apply(told, project);
  EXPECT_THAT(overdue_untold(connection(), today()), IsEmpty());
  done(id, "approve_section", head_);
  EXPECT_EQ(now(id).due, "");
}

TEST_F(DecisionTest, WhoWasAbsentSeesWhatWasDecidedForThem) {
  doing("enter_absence", {{"person", ciso_}, {"from", "R8.11.21"}, {"until", "R8.11.30"}});
  doing("delegate", {{"office", "ciso"},
                     {"from_person", ciso_},
                     {"to_person", manager_},
                     {"from", "R8.11.21"},
                     {"until", "R8.11.30"}});
  const std::string id = filed("small");
  done(id, "approve_section", head_);
  done(id, "approve_last", manager_);
  const auto waiting = decisions_to_see(connection(), ciso_);
  ASSERT_EQ(waiting.size(), 1U);
  const Json record{{"record", std::to_string(waiting.front().record_number)}};
  EXPECT_EQ(code_of(see(desk(), purchase_, now(id), head_, record)), "nothing_to_see");
  const Json seen = apply(see(desk(), purchase_, now(id), ciso_, record), project);
  // Who has seen it is not taken for the applicant, who could approve nothing of it.
  EXPECT_THAT(array_at(seen, "sides"), IsEmpty());
  EXPECT_THAT(decisions_to_see(connection(), ciso_), IsEmpty());
  EXPECT_EQ(now(id).state, "approved");
}

TEST_F(DecisionTest, WhatIsWrittenWrongIsSaid) {
  const auto complaint = [&](std::string_view from, std::string_view to) {
    std::string yaml(purchase_yaml);
    yaml.replace(yaml.find(from), from.size(), to);
    const auto parsed = Definition::parse("purchase.yaml", yaml, schemes_, segregation_);
    return parsed ? "" : parsed.error().message;
  };
  EXPECT_THAT(complaint("apart: true", "appart: true"), HasSubstr("知らない項目「appart」"));
  EXPECT_THAT(complaint("id: general_manager", "id: ciso"), HasSubstr("席「ciso」が二つ"));
  EXPECT_THAT(complaint("equals: size", "equals: sighs"), HasSubstr("条件の項目「sighs」"));
  EXPECT_THAT(
      complaint("days: 3,\n       by_first: [{office: section_manager, of: section}]", "days: 3"),
      HasSubstr("by・by_first・together のどれか"));
}

}  // namespace
}  // namespace mamori::procedures
