#include "duties/posture.h"

#include <gmock/gmock.h>

#include "procedures/procedures_fixture.h"

namespace mamori::duties {
namespace {

using catalogue::AlignedControl;
using ::testing::HasSubstr;
using ::testing::Pair;
using ::testing::UnorderedElementsAre;

constexpr std::string_view controls_yaml = R"(
controls:
  - id: loan-permission
    row: D1
    title: {ja: 貸出の許可, en: Permission to lend}
    holder: staff
    satisfied_by: [{procedure: loan}]
    wording: [貸出には許可が要る。]
    terms: [貸出]
  - id: asset-list
    row: C1
    title: {ja: 台帳, en: Asset list}
    holder: staff
    satisfied_by: [{register: assets}]
    wording: [台帳を作る。]
    terms: [台帳]
  - id: heads
    row: B1
    title: {ja: 管理者, en: Heads appointed}
    holder: staff
    satisfied_by: [{organisation: section_manager}]
    wording: [課に管理者を置く。]
    terms: [管理者]
  - id: either
    row: B1
    title: {ja: どちらか, en: Either of two}
    holder: staff
    satisfied_by: [{register: assets}, {procedure: loan}]
    wording: [台帳か貸出による。]
    terms: [台帳]
  - id: rounds-made
    row: K4
    title: {ja: 見回り, en: Rounds made}
    holder: staff
    satisfied_by: [{duty: rounds}]
    wording: [定期に見回る。]
    terms: [見回り]
  - id: later
    row: K1
    title: {ja: まだない, en: Nothing yet}
    holder: staff
    satisfied_by: []
    wording: [まだ何もない。]
    terms: [まだ]
)";

constexpr std::string_view rounds_yaml = R"(
duty: rounds
title: 見回り
done: rounds.made
failed: rounds.failed
subject: rounds
every_days: 3
page: rounds
)";

class PostureTest : public procedures::testing::ProcedureTest {
 protected:
  PostureTest() {
    procedures_.emplace("loan", loan_);
    apply(procedures::adopt(loan_), procedures::project);
  }

  Sources sources() {
    return {connection(), catalogue_,
            offices_,     registers_,
            procedures_,  duties_,
            today(),      procedures::suspensions_in_force(connection(), today())};
  }
  Judgement judged(std::string_view control) { return judge(sources(), *catalogue_.find(control)); }
  // An exception from one rule, until the 25th; for this section, or for all.
  void suspend(std::string_view rule, std::string_view section_id = "") {
    procedures::project_suspension(
        connection(), JsonObject{{"application", "exception-" + std::to_string(++exceptions_)},
                                 {"suspends", JsonObject{{"number", "例外 第1号"},
                                                         {"rules", JsonArray{Json(rule)}},
                                                         {"section", section_id},
                                                         {"systems", JsonArray()},
                                                         {"until", "2026-11-25"}}}});
  }
  // A clerk's application, approved by the head of the section.
  void lend(const std::string& thing) {
    const std::string residents = section("住民課");
    const std::string head = person("佐々木 誠", residents);
    appoint("section_manager", head, residents);
    const Json filed =
        apply(procedures::file(desk(), loan_, person("石井 由美", residents),
                               {{"things", JsonArray{Json(thing)}}, {"due", "R8.11.25"}}),
              procedures::project);
    loan_id_ = text_at(filed, "application");
    EXPECT_EQ(judged("loan-permission").state, State::unrecorded);  // filed, not decided
    step("approve", head);
  }
  void step(std::string_view id, const std::string& person_id) {
    const auto application = procedures::application(connection(), loan_id_).value();
    apply(procedures::act(desk(), loan_, application, id, person_id, JsonObject{}),
          procedures::project);
  }

  const embedded::File file_{"controls/x.yaml", controls_yaml};
  const catalogue::Catalogue catalogue_ = catalogue::Catalogue::load({&file_, 1}).value();
  procedures::Definitions procedures_;
  const Definitions duties_{{"rounds", Definition::parse("rounds.yaml", rounds_yaml).value()}};
  int exceptions_ = 0;
  std::string loan_id_;
};

TEST_F(PostureTest, AProcedureIsUnrecordedThenSatisfiedThenOverdue) {
  EXPECT_EQ(judged("loan-permission").state, State::unrecorded);
  EXPECT_THAT(judged("loan-permission").reason, HasSubstr("申請は、まだありません"));
  lend(add_asset("カメラ", "2"));
  EXPECT_EQ(judged("loan-permission").state, State::satisfied);
  EXPECT_THAT(judged("loan-permission").reason, HasSubstr("1件"));
  now_ += std::chrono::days{5};
  EXPECT_EQ(judged("loan-permission").state, State::overdue);
}

TEST_F(PostureTest, ARegisterIsSatisfiedByItsFirstEntry) {
  EXPECT_EQ(judged("asset-list").state, State::unrecorded);
  add_asset("カメラ", "2");
  EXPECT_EQ(judged("asset-list").state, State::satisfied);
}

TEST_F(PostureTest, WhatIsOnlyPlannedFulfilsNothingThatAsksForDoing) {
  std::string yaml(assets_yaml);
  yaml.replace(yaml.find("columns:"), 0,
               "serves: [{control: asset-list, what: 買ったもの, when: {present: bought}, "
               "since: bought, every_months: 12}]\n");
  const registers::Definitions dated{
      {"assets", registers::Definition::parse("assets.yaml", yaml, schemes_).value()}};
  const auto judged = [&] {
    const Sources own{connection(), catalogue_, offices_, dated, procedures_, duties_, today()};
    return judge(own, *catalogue_.find("asset-list"));
  };
  add_asset("カメラ", "2");
  EXPECT_EQ(judged().state, State::unrecorded);
  EXPECT_THAT(judged().reason, HasSubstr("買ったものの記録は、まだありません"));
  apply(registers::add_entry(connection(), dated.at("assets"), {"system:test", now_},
                             {{"name", "机"}, {"importance", "2"}, {"bought", "R8.11.1"}}),
        registers::project);
  EXPECT_EQ(judged().state, State::satisfied);
  EXPECT_THAT(judged().reason, HasSubstr("令和8年11月1日"));
  now_ += std::chrono::days{366};
  EXPECT_EQ(judged().state, State::overdue);
}

TEST_F(PostureTest, ADutyIsSatisfiedByItsNewestRecordUntilTheNextIsOverdue) {
  EXPECT_EQ(judged("rounds-made").state, State::unrecorded);
  std::int64_t number = 0;
  const auto go_round = [&](std::string_view kind) {
    connection().execute(
        "INSERT INTO ledger_records (number, at_ms, kind, actor, subject, commitment, leaf_hash,"
        " payload) VALUES ($1, $2, $3, 'system:test', 'rounds', $4, $4, '{}')",
        ++number, now_.time_since_epoch().count(), kind, store::Blob{});
  };
  go_round("rounds.failed");
  EXPECT_EQ(judged("rounds-made").state, State::unrecorded);
  EXPECT_THAT(judged("rounds-made").reason, HasSubstr("失敗"));
  go_round("rounds.made");
  EXPECT_EQ(judged("rounds-made").state, State::satisfied);
  now_ += std::chrono::days{3};
  EXPECT_EQ(judged("rounds-made").state, State::satisfied);
  now_ += std::chrono::days{1};
  EXPECT_EQ(judged("rounds-made").state, State::overdue);
  go_round("rounds.made");
  EXPECT_EQ(judged("rounds-made").state, State::satisfied);
}

TEST(DutyDefinition, SaysWhatIsWrong) {
  const auto code_of = [](std::string yaml, std::string_view from, std::string_view to) {
    yaml.replace(yaml.find(from), from.size(), to);
    const auto duty = Definition::parse("rounds.yaml", yaml);
    return duty ? "fine" : duty.error().code;
  };
  const std::string yaml(rounds_yaml);
  EXPECT_EQ(code_of(yaml, "every_days: 3", "every_days: 0"), "definition_malformed");
  EXPECT_EQ(code_of(yaml, "rounds.made", "Rounds Made"), "definition_malformed");
  EXPECT_EQ(code_of(yaml, "page: rounds", "pages: rounds"), "definition_malformed");
}

TEST_F(PostureTest, AnOfficeOfSectionsMustBeHeldInEach) {
  EXPECT_EQ(judged("heads").state, State::unrecorded);
  const std::string residents = section("住民課");
  const std::string welfare = section("福祉課");
  const std::string sasaki = person("佐々木 誠", residents);
  appoint("section_manager", sasaki, residents);
  EXPECT_EQ(judged("heads").state, State::unrecorded);
  EXPECT_THAT(judged("heads").reason, HasSubstr("福祉課"));
  appoint("section_manager", sasaki, welfare);
  EXPECT_EQ(judged("heads").state, State::satisfied);
}

TEST_F(PostureTest, TheBestOfSeveralCountsUnlessOneIsOverdue) {
  EXPECT_EQ(judged("either").state, State::unrecorded);
  lend(add_asset("カメラ", "2"));
  EXPECT_EQ(judged("either").state, State::satisfied);
  now_ += std::chrono::days{5};
  EXPECT_EQ(judged("either").state, State::overdue);
}

TEST_F(PostureTest, AnExceptionForAllTakesAControlAwayUntilItsLastDayAndNoOther) {
  suspend("asset-list");
  EXPECT_EQ(judged("asset-list").state, State::excepted);
  EXPECT_EQ(judged("asset-list").exception_id, "exception-1");
  EXPECT_THAT(judged("asset-list").reason, HasSubstr("令和8年11月25日"));
  EXPECT_EQ(judged("heads").state, State::unrecorded);
  now_ += std::chrono::days{4};
  EXPECT_EQ(judged("asset-list").state, State::excepted);
  now_ += std::chrono::days{1};
  EXPECT_EQ(judged("asset-list").state, State::unrecorded);
}

TEST_F(PostureTest, AnExceptionOfOneSectionLeavesWhatIsWrongInAnotherWrong) {
  const std::string residents = section("住民課");
  const std::string welfare = section("福祉課");
  suspend("heads", residents);
  EXPECT_EQ(judged("heads").state, State::unrecorded);  // 福祉課 has none
  appoint("section_manager", person("高橋 美咲", welfare), welfare);
  EXPECT_EQ(judged("heads").state, State::excepted);
  EXPECT_THAT(judged("heads").reason, HasSubstr("除いています"));
}

TEST_F(PostureTest, WhatIsOverdueInAnExceptedSectionDoesNotCount) {
  lend(add_asset("カメラ", "2"));
  now_ += std::chrono::days{4};
  const auto lent = procedures::application(connection(), loan_id_).value();
  suspend("loan-permission", section("別の課"));
  EXPECT_NE(judged("loan-permission").state, State::overdue);
  now_ += std::chrono::hours{1};
  suspend("loan-permission", lent.section_id);
  EXPECT_EQ(judged("loan-permission").state, State::excepted);
  now_ += std::chrono::days{1};  // the loan is overdue, the exception has ended
  EXPECT_EQ(judged("loan-permission").state, State::overdue);
}

TEST_F(PostureTest, ADutyThatIsExceptedByNameIsNotOverdue) {
  suspend("duty:rounds");
  EXPECT_EQ(judged("rounds-made").state, State::excepted);
}

TEST_F(PostureTest, WhatNothingFulfilsDoesNotRunYet) {
  EXPECT_EQ(judged("later").state, State::not_running);
}

regulation::Node node(regulation::NodeKind kind, std::string place,
                      std::vector<regulation::Node> children = {}) {
  return {.kind = kind, .place = std::move(place), .children = std::move(children)};
}

TEST_F(PostureTest, AnArticleHasTheWorstStateOfItsParts) {
  using enum regulation::NodeKind;
  add_asset("カメラ", "2");
  regulation::Document document;
  document.nodes = {
      node(chapter, "第1章",
           {node(article, "第1条", {node(paragraph, "第1条第1項"), node(paragraph, "第1条第2項")}),
            node(article, "第2条", {node(paragraph, "第2条")}),
            node(article, "第3条", {node(paragraph, "第3条")})})};
  const std::vector<AlignedControl> aligned{
      {.place = "第1条第1項", .rank = 1, .control_id = "asset-list"},
      {.place = "第1条第1項", .rank = 2, .control_id = "later"},
      {.place = "第1条第2項", .rank = 1, .control_id = "heads"},
      {.place = "第2条", .rank = 1, .control_id = "asset-list"}};
  const Posture posture(sources(), document, aligned);
  EXPECT_EQ(posture.at("第1条第1項").state, State::satisfied);
  EXPECT_EQ(posture.at("第1条第2項").state, State::unrecorded);
  EXPECT_EQ(posture.at("第1条").state, State::unrecorded);
  EXPECT_EQ(posture.at("第2条").state, State::satisfied);
  EXPECT_EQ(posture.at("第3条").state, State::not_applicable);
  EXPECT_EQ(posture.at("第1章").state, State::unrecorded);
  EXPECT_EQ(posture.at("第9条").state, State::not_applicable);
  EXPECT_THAT(posture.tally(document.nodes[0]),
              UnorderedElementsAre(Pair(State::satisfied, 2), Pair(State::unrecorded, 1),
                                   Pair(State::not_applicable, 1)));
}

TEST_F(PostureTest, AControlTheCatalogueNoLongerHasDoesNotRun) {
  regulation::Document document;
  document.nodes = {node(regulation::NodeKind::article, "第1条")};
  const Posture posture(sources(), document,
                        {{.place = "第1条", .rank = 1, .control_id = "abolished"}});
  EXPECT_EQ(posture.at("第1条").state, State::not_running);
  EXPECT_THAT(posture.at("第1条").reason, HasSubstr("カタログにありません"));
}

TEST(State, EachHasACodeAndALabel) {
  EXPECT_EQ(code_of(State::overdue), "overdue");
  EXPECT_EQ(label_of(State::overdue), "期限超過");
  EXPECT_EQ(label_of(State::not_applicable), "対象外");
}

}  // namespace
}  // namespace mamori::duties
