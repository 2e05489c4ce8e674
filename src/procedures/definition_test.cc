#include "procedures/definition.h"

#include <gmock/gmock.h>

#include "procedures/procedures_fixture.h"

namespace mamori::procedures {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class DefinitionTest : public testing::ProcedureTest {
 protected:
  // What is said of the procedure with this part of it written another way.
  std::string complaint(std::string_view from, std::string_view to) const {
    std::string yaml(loan_yaml);
    const auto at = yaml.find(from);
    if (at == std::string::npos) throw std::runtime_error("not in the procedure: " + yaml);
    yaml.replace(at, from.size(), to);
    const auto definition = Definition::parse("loan.yaml", yaml, schemes_);
    return definition ? "" : definition.error().message;
  }
};

TEST_F(DefinitionTest, IsReadWithItsStatesAndSteps) {
  EXPECT_EQ(loan_.filing_step().id, "submit");
  std::vector<std::string> steps;
  for (const Step* step : loan_.steps_from("requested")) steps.push_back(step->id);
  EXPECT_THAT(steps, ElementsAre("approve", "refuse", "withdraw"));
  EXPECT_EQ(loan_.step("approve")->rule.order, access::Order::first);
  EXPECT_EQ(loan_.state("lent")->due, "due");
  EXPECT_EQ(loan_.state("lost"), nullptr);
  EXPECT_EQ(loan_.occupation->field, "things");
  EXPECT_EQ(loan_.digest.size(), 64U);
}

TEST_F(DefinitionTest, TheWayItIsWrittenIsItsDigest) {
  const std::string other = std::string(loan_yaml) + "# a remark\n";
  EXPECT_NE(Definition::parse("loan.yaml", other, schemes_)->digest, loan_.digest);
}

TEST_F(DefinitionTest, AMisspeltKeyIsNotIgnored) {
  EXPECT_THAT(complaint("title: 備品の貸出", "titel: 備品の貸出"),
              HasSubstr("loan.yaml:3: 知らない項目「titel」"));
  EXPECT_THAT(complaint("never: &not_own [{who", "nevr: &not_own [{who"),
              HasSubstr("知らない項目「nevr」"));
}

TEST_F(DefinitionTest, AStateThatIsNotThereIsRefused) {
  EXPECT_THAT(complaint("from: [requested], to: lent", "from: [asked], to: lent"),
              HasSubstr("approve の from「asked」は states にありません"));
  EXPECT_THAT(complaint("from: [requested], to: lent", "from: [requested], to: gone"),
              HasSubstr("approve の to「gone」は states にありません"));
}

TEST_F(DefinitionTest, AnOpenStateIsLeftAndAnEndIsNot) {
  EXPECT_THAT(complaint("{id: refused, label: 不許可, decided: true}",
                        "{id: refused, label: 不許可, decided: true, open: true}"),
              HasSubstr("状態「不許可」は、open ですが、次の操作がありません"));
  EXPECT_THAT(complaint("{id: lent, label: 貸出中, open: true,", "{id: lent, label: 貸出中,"),
              HasSubstr("状態「貸出中」は、終わりの状態ですが、次の操作があります"));
}

TEST_F(DefinitionTest, AStateNobodyComesToIsRefused) {
  EXPECT_THAT(complaint("  - {id: returned,", "  - {id: lost, label: 紛失}\n  - {id: returned,"),
              HasSubstr("状態「紛失」には、どの操作でも至りません"));
}

TEST_F(DefinitionTest, OneStepFilesIt) {
  EXPECT_THAT(complaint("from: [], to: requested", "from: [requested], to: requested"),
              HasSubstr("ちょうど一つ"));
}

TEST_F(DefinitionTest, NamesAreGivenOnce) {
  EXPECT_THAT(complaint("id: refused", "id: returned"), HasSubstr("状態「returned」が二つ"));
  EXPECT_THAT(complaint("id: refuse,", "id: approve,"), HasSubstr("操作「approve」が二つ"));
  EXPECT_THAT(complaint("id: refuse,", "id: overdue,"), HasSubstr("「overdue」は操作の id に"));
  EXPECT_THAT(complaint("id: refuse,", "id: Refuse,"), HasSubstr("英小文字"));
}

// Who is misspelt in `never` would be excluded from nothing.
TEST_F(DefinitionTest, PeopleAreThoseAnApplicationNames) {
  EXPECT_THAT(complaint("who: {person: applicant}", "who: {person: aplicant}"),
              HasSubstr("person「aplicant」は、applicant でも操作の id でも"));
  EXPECT_THAT(complaint("who: {person: applicant}", "who: {person: submit}"), "");
  EXPECT_THAT(
      complaint("{office: section_manager, of: section}", "{office: section_manager, of: sektion}"),
      HasSubstr("of は section（申請者の課）か"));
  EXPECT_THAT(complaint("to: [{person: applicant}]", "to: [{person: nobody}]"),
              HasSubstr("person「nobody」"));
}

TEST_F(DefinitionTest, FieldsAreThoseOfTheForm) {
  EXPECT_THAT(complaint("field: due\n    message", "field: dew\n    message"),
              HasSubstr("項目「dew」は form にありません"));
  EXPECT_THAT(complaint("occupies: {field: things", "occupies: {field: due"),
              HasSubstr("occupies の field は、台帳などを選ぶ項目"));
  EXPECT_THAT(complaint("due:\n  field: due\n", "due:\n  field: things\n"),
              HasSubstr("due の field は、日付の項目"));
  EXPECT_THAT(complaint("before: due, than: today", "before: dew, than: today"),
              HasSubstr("条件の項目「dew」"));
}

TEST_F(DefinitionTest, TheRouteNamesActs) {
  EXPECT_THAT(complaint("acts: [approve, refuse]", "acts: [approve, decline]"),
              HasSubstr("route の操作「decline」は acts にありません"));
}

TEST_F(DefinitionTest, WhatIsNoYamlIsRefusedWithItsLine) {
  const auto definition = Definition::parse("loan.yaml", "procedure: loan\nacts: [", schemes_);
  ASSERT_FALSE(definition.has_value());
  EXPECT_EQ(definition.error().code, "definition_malformed");
  EXPECT_THAT(definition.error().message, HasSubstr("loan.yaml:2: YAMLとして読めません"));
  EXPECT_NE(definition.error().remedy, "");
}

}  // namespace
}  // namespace mamori::procedures
