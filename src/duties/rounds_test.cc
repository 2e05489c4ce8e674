#include "duties/rounds.h"

#include <gmock/gmock.h>

#include "duties/posture.h"
#include "procedures/procedures_fixture.h"

namespace mamori::duties {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr std::string_view workplace_yaml = R"(
duty: workplace
title: 職場の点検
lead: 見て回ります。
every_months: 6
each: section
by: [{office: section_manager, of: section}]
points: [鍵が掛かっている, 机の上に何もない]
)";

constexpr std::string_view self_check_yaml = R"(
duty: self-check
title: 自己点検
every_months: 12
each: person
points: [パスワードを教えていない]
)";

class RoundsTest : public procedures::testing::ProcedureTest {
 protected:
  RoundsTest() : section_(section("住民課")), head_(person("佐々木 誠", section_)) {
    appoint("section_manager", head_, section_);
  }

  Result<ledger::Act> perform(const Definition& duty, std::string_view unit, std::string_view who,
                              const Json& input) {
    const auto present = roster();
    return duties::perform({connection(), *present, now_}, duty, unit, who, input);
  }
  std::optional<ledger::Act> telling(const Definition& duty, std::string_view kind) {
    const auto present = roster();
    for (auto& act : tellings({connection(), *present, now_}, duty)) {
      if (act.kind == kind) return std::move(act);
    }
    return std::nullopt;
  }
  std::optional<ledger::Act> tell_late(const Definition& duty) { return telling(duty, late_kind); }
  void done(const Definition& duty, std::string_view unit, std::string_view who) {
    apply(perform(duty, unit, who, everything_in_order()), project);
  }
  static Json everything_in_order() {
    return {{"points", JsonArray{"p1", "p2"}}, {"result", "good"}, {"done_on", "R8.11.21"}};
  }
  // An exception until the 25th of May, for this section or for all.
  void suspend(std::string_view rule, std::string_view section_id) {
    procedures::project_suspension(
        connection(), JsonObject{{"application", "exception-1"},
                                 {"suspends", JsonObject{{"number", "例外 第1号"},
                                                         {"rules", JsonArray{Json(rule)}},
                                                         {"section", section_id},
                                                         {"systems", JsonArray()},
                                                         {"until", "2027-05-25"}}}});
  }
  Day due(const Definition& duty) { return owed(connection(), duty, today()).at(0).due; }

  const std::string section_;
  const std::string head_;
  const Definition workplace_ = Definition::parse("workplace.yaml", workplace_yaml).value();
  const Definition self_check_ = Definition::parse("self-check.yaml", self_check_yaml).value();
};

TEST_F(RoundsTest, ASectionOwesTheFirstWithinNinetyDaysAndTheNextAfterTheInterval) {
  ASSERT_EQ(owed(connection(), workplace_, today()).size(), 1U);
  EXPECT_FALSE(owed(connection(), workplace_, today()).at(0).last);
  EXPECT_FALSE(owed(connection(), workplace_, today()).at(0).late(today()));
  done(workplace_, section_, head_);
  EXPECT_EQ(iso_day(due(workplace_)), "2027-05-21");
}

TEST_F(RoundsTest, AMonthWithoutThatDayEndsOnItsLast) {
  EXPECT_EQ(iso_day(workplace_.due_after(Day(std::chrono::year(2026) / 8 / 31))), "2027-02-28");
}

TEST_F(RoundsTest, OnlyWhoTheRuleNamesDoesIt) {
  const std::string clerk = person("石井 由美", section_);
  EXPECT_EQ(perform(workplace_, section_, clerk, everything_in_order()).error().code,
            "not_the_holder");
  const Json own{{"points", JsonArray{"p1"}}, {"result", "good"}, {"done_on", "R8.11.21"}};
  EXPECT_FALSE(perform(self_check_, clerk, head_, own).has_value());
  EXPECT_TRUE(perform(self_check_, clerk, clerk, own).has_value());
}

TEST_F(RoundsTest, AllInOrderMeansThatEverythingWasLookedAt) {
  Json input = everything_in_order();
  input.as_object()["points"] = JsonArray{"p1"};
  EXPECT_EQ(perform(workplace_, section_, head_, input).error().code, "points_unchecked");
  input.as_object()["result"] = "found";
  EXPECT_EQ(perform(workplace_, section_, head_, input).error().code, "note_missing");
  input.as_object()["note"] = "鍵が壊れている。総務課に12月までに直してもらう。";
  EXPECT_TRUE(perform(workplace_, section_, head_, input).has_value());
  input.as_object()["done_on"] = "R8.11.22";
  EXPECT_EQ(perform(workplace_, section_, head_, input).error().code, "done_in_future");
}

TEST_F(RoundsTest, WhoeverIsLateIsToldOnceForEachDay) {
  done(workplace_, section_, head_);
  now_ += std::chrono::days{180};
  EXPECT_FALSE(tell_late(workplace_));  // the day itself is not late
  now_ += std::chrono::days{5};
  const auto told = tell_late(workplace_);
  ASSERT_TRUE(told);
  const JsonArray& tell = array_at(told->payload, "tell");
  ASSERT_THAT(tell, SizeIs(1));
  EXPECT_EQ(text_at(tell[0], "person"), head_);
  EXPECT_THAT(text_at(tell[0], "text"), HasSubstr("住民課"));
  apply(Result<ledger::Act>(*told), project);
  EXPECT_FALSE(tell_late(workplace_));
}

TEST_F(RoundsTest, AnExceptionTakesTheDutyFromItsSectionAloneUntilItEnds) {
  const std::string other = section("福祉課");
  const std::string other_head = person("高橋 美咲", other);
  appoint("section_manager", other_head, other);
  done(workplace_, section_, head_);
  done(workplace_, other, other_head);
  suspend("duty:workplace", section_);
  now_ += std::chrono::days{182};  // the next was due the day before
  const auto told = tell_late(workplace_);
  ASSERT_TRUE(told);
  ASSERT_THAT(array_at(told->payload, "late"), SizeIs(1));
  EXPECT_EQ(text_at(array_at(told->payload, "late")[0], "unit"), other);
  now_ += std::chrono::days{4};  // the day after its last
  const auto all = owed(connection(), workplace_, today());
  EXPECT_TRUE(std::ranges::all_of(all, [&](const Owed& one) { return one.late(today()); }));
}

// A duty about each information system, by whoever manages that one.
class RoundsOfSystems : public RoundsTest {
 protected:
  RoundsOfSystems() {
    const std::string nishi = person("西村 亮", section_);
    staffing_ = access::staffing(connection(), today());
    staffing_.holdings.push_back({"system_manager", "", nishi});
    all_ = nishi;
  }
  // Registers it, and says who manages it.
  std::string add_system(std::string_view name, const std::string& manager) {
    const Json input{{"name", name}, {"section", section_}};
    const std::string id =
        text_at(apply(registers::add_entry(connection(), systems_, {"system:test", now_}, input),
                      registers::project),
                "id");
    staffing_.systems.push_back({id, std::string(name)});
    staffing_.holdings.push_back({"system_manager", id, manager});
    return id;
  }
  Result<ledger::Act> review(std::string_view unit, std::string_view who) {
    const access::Roster roster(staffing_, offices_of_systems_);
    return duties::perform({connection(), roster, now_}, review_, unit, who, everything_in_order());
  }

  const organisation::Offices offices_of_systems_ = organisation::Offices::parse("offices.yaml", R"(
offices: [{id: system_manager, title: 情報システム管理者, scope: system, several: true}]
)")
                                                        .value();
  const registers::Definition systems_ = registers::Definition::parse("systems.yaml", R"(
register: systems
title: 情報システム台帳
number: システム
by: [staff]
fields:
  - {name: name, label: 名称, type: text, required: true}
  - {name: section, label: 課, type: section, required: true}
)",
                                                                      {})
                                             .value();
  const Definition review_ = Definition::parse("review.yaml", R"(
duty: review
title: IDの点検
every_months: 6
each: system
by: [{office: system_manager, of: system}]
points: [残っていない, 分けている]
)")
                                 .value();
  access::Staffing staffing_;
  std::string all_;  // who manages all systems
};

TEST_F(RoundsOfSystems, EachOwesItToItsOwnManager) {
  const std::string tax = add_system("税務システム", head_);
  const std::string care = add_system("介護システム", person("高橋 美咲", section_));
  EXPECT_THAT(owed(connection(), review_, today()), SizeIs(2));
  EXPECT_TRUE(review(tax, head_).has_value());
  EXPECT_TRUE(review(care, all_).has_value());
  const auto refused = review(care, head_);
  EXPECT_EQ(refused.error().code, "not_the_holder");
  EXPECT_THAT(refused.error().message, HasSubstr("情報システム管理者（介護システム）だけ"));
}

TEST_F(RoundsOfSystems, WhatWasDoneBeforeTheyWereRegisteredWasDoneForEach) {
  ASSERT_THAT(owed(connection(), review_, today()), SizeIs(1)) << "all at once";
  apply(review("", all_), project);
  add_system("税務システム", head_);
  const auto now = owed(connection(), review_, today());
  ASSERT_THAT(now, SizeIs(1));
  EXPECT_EQ(now.front().unit.name, "税務システム");
  EXPECT_EQ(iso_day(now.front().due), "2027-05-21");
}

TEST_F(RoundsOfSystems, OneRegisteredMuchLaterHasTheTimeThatEveryNewOneHas) {
  apply(review("", all_), project);
  now_ += std::chrono::days{365};
  add_system("税務システム", head_);
  const auto now = owed(connection(), review_, today());
  ASSERT_THAT(now, SizeIs(1));
  EXPECT_FALSE(now.front().last);
  EXPECT_EQ(iso_day(now.front().due), "2028-02-19");
  EXPECT_FALSE(tell_late(review_));
}

TEST_F(RoundsTest, ADutyIsExceptedWhenEverythingItFulfilsIs) {
  Definition duty = workplace_;
  duty.controls = {"doors-locked"};
  suspend("doors-locked", section_);
  EXPECT_TRUE(owed(connection(), duty, today()).at(0).exception);
  duty.controls = {"doors-locked", "desks-clear"};
  EXPECT_FALSE(owed(connection(), duty, today()).at(0).exception);
}

TEST(RoundsDefinition, SaysWhatIsWrong) {
  const auto complaint = [](std::string from, std::string_view to) {
    std::string yaml(workplace_yaml);
    yaml.replace(yaml.find(from), from.size(), to);
    const auto duty = Definition::parse("duties/workplace.yaml", yaml);
    return duty ? std::string() : duty.error().message;
  };
  EXPECT_THAT(complaint("every_months: 6", "every_months: 0"),
              HasSubstr("duties/workplace.yaml:5"));
  EXPECT_THAT(complaint("every_months: 6", "every_months: 6\nevery_days: 3"),
              HasSubstr("どちらか"));
  EXPECT_THAT(complaint("each: section", "each: building"), HasSubstr("each は"));
  EXPECT_THAT(complaint("[鍵が掛かっている, 机の上に何もない]", "[]"), HasSubstr("points"));
  EXPECT_THAT(complaint("lead: 見て回ります。", "lede: 見て回ります。"), HasSubstr("知らない項目"));
}

// --- what is done once for each thing

constexpr std::string_view papers_yaml = R"(
register: papers
title: 文書台帳
number: 文書
by: [{office: administrator}]
audience:
  field: audience
  confidential: true
  circles:
    all: {}
    heads: {offices: [section_manager]}
    sections: {sections: sections}
    temporary: {employment: [会計年度任用職員]}
fields:
  - {name: name, label: 名称, type: text, required: true}
  - {name: edition, label: 版, type: text}
  - {name: from, label: 施行日, type: date}
  - name: audience
    label: 対象
    type: choice
    options:
      - {value: all, label: 全員}
      - {value: heads, label: 管理者}
      - {value: sections, label: 課}
      - {value: temporary, label: 会計年度任用職員}
  - {name: sections, label: 課, type: sections}
)";

constexpr std::string_view reading_yaml = R"(
duty: reading
title: 文書の確認
each: person
about: {register: papers, version: [edition], since: from}
within_days: 14
escalate: [{office: section_manager, of: section}]
results: {good: 読んだ, found: 分からない}
)";

class ReadingTest : public RoundsTest {
 protected:
  ReadingTest() : clerk_(person("石井 由美", section_)) {}

  std::string paper(const Json& values) {
    return text_at(apply(registers::add_entry(connection(), papers_, {"system:test", now_}, values),
                         registers::project),
                   "id");
  }
  // The body has existed since now.
  void begin_body() {
    connection().execute(
        "INSERT INTO ledger_records (number, at_ms, kind, actor, subject, commitment, leaf_hash) "
        "VALUES (1, $1, 'test', 'system:test', 'test', '', '')",
        static_cast<std::int64_t>(
            std::chrono::duration_cast<std::chrono::milliseconds>(now_.time_since_epoch())
                .count()));
  }
  // 手順 for these, in force today.
  std::string paper_for(std::string_view audience) {
    return paper(
        {{"name", "手順"}, {"edition", "1"}, {"from", "R8.11.21"}, {"audience", audience}});
  }
  std::vector<std::string> asked() {
    std::vector<std::string> people;
    for (const Owed& one : owed(connection(), reading_, today())) {
      if (!one.settled()) people.push_back(one.unit.person_id);
    }
    return people;
  }
  std::string unit_of(std::string_view person_id) {
    return owed(connection(), reading_, today(), {.person_id = std::string(person_id)})
        .at(0)
        .unit.id;
  }
  void done_reading(std::string_view person_id) {
    apply(perform(reading_, unit_of(person_id), person_id, read()), project);
  }
  std::optional<ledger::Act> tell_asked() { return telling(reading_, asked_kind); }
  static Json read() { return {{"result", "good"}, {"done_on", "R8.11.21"}}; }

  const std::string clerk_;
  const registers::Definition papers_ =
      registers::Definition::parse("papers.yaml", papers_yaml, schemes_).value();
  const Definition reading_ =
      Definition::parse("reading.yaml", reading_yaml, {{"papers", papers_}}).value();
};

TEST_F(ReadingTest, EverybodyWhomADocumentIsForIsAskedOnceForEachVersion) {
  const std::string id = paper_for("all");
  EXPECT_THAT(asked(), ::testing::UnorderedElementsAre(head_, clerk_));
  const std::string first = unit_of(clerk_);
  done_reading(clerk_);
  EXPECT_THAT(asked(), ElementsAre(head_));
  EXPECT_EQ(perform(reading_, first, clerk_, read()).error().code, "done_already");

  const auto entry = registers::entry(connection(), id).value();
  Json next(entry.values);
  next.as_object()["edition"] = "2";
  next.as_object()[registers::reason_name] = "改めた";
  apply(registers::change_entry(connection(), papers_, {"system:test", now_}, {entry, 1}, next),
        registers::project);
  EXPECT_THAT(asked(), ::testing::UnorderedElementsAre(head_, clerk_));
  EXPECT_EQ(perform(reading_, first, clerk_, read()).error().code, "unit_unknown");
}

TEST_F(ReadingTest, ADocumentForSomeIsAskedOfThemAlone) {
  paper_for("heads");
  EXPECT_THAT(asked(), ElementsAre(head_));
  paper({{"name", "課の手順"},
         {"from", "R8.11.1"},
         {"audience", "sections"},
         {"sections", JsonArray{section_}}});
  EXPECT_THAT(asked(), ::testing::UnorderedElementsAre(head_, head_, clerk_));
}

TEST_F(ReadingTest, WhatIsNotInForceYetIsAskedOfNobody) {
  paper({{"name", "手順"}, {"from", "R8.12.1"}, {"audience", "all"}});
  EXPECT_THAT(asked(), IsEmpty());
  now_ += std::chrono::days{10};
  EXPECT_THAT(asked(), SizeIs(2));
}

TEST_F(ReadingTest, TheRecordSaysWhichVersionWasRead) {
  const std::string id = paper_for("all");
  const auto act = perform(reading_, unit_of(clerk_), clerk_, read());
  ASSERT_TRUE(act) << act.error().message;
  const Json about = object_at(act->payload, "about");
  EXPECT_EQ(text_at(about, "thing"), "registers/papers/" + id);
  EXPECT_EQ(text_at(about, "version").size(), 64U);
  EXPECT_EQ(text_at(object_at(about, "values"), "edition"), "1");
  EXPECT_EQ(perform(reading_, unit_of(clerk_), head_, read()).error().code, "not_the_holder");
}

TEST_F(ReadingTest, WhoIsAskedIsToldAndOfTheLateTheirHead) {
  begin_body();
  paper_for("all");
  const auto asked = tell_asked();
  ASSERT_TRUE(asked);
  EXPECT_THAT(array_at(asked->payload, "tell"), SizeIs(2));
  apply(Result<ledger::Act>(*asked), project);
  EXPECT_FALSE(tell_asked());
  done_reading(head_);
  now_ += std::chrono::days{15};
  const auto late = tell_late(reading_);
  ASSERT_TRUE(late);
  const JsonArray& tell = array_at(late->payload, "tell");
  ASSERT_THAT(tell, SizeIs(2));
  const bool clerk_first = text_at(tell[0], "person") == clerk_;
  EXPECT_THAT(text_at(tell[clerk_first ? 0 : 1], "text"), HasSubstr("行って記録してください"));
  EXPECT_THAT(text_at(tell[clerk_first ? 1 : 0], "text"), HasSubstr("石井 由美"));
}

// --- those who come and leave

constexpr std::string_view consent_yaml = R"(
duty: consent
title: 同意書
each: newcomer
employment: [会計年度任用職員]
within_days: 14
by: [{person: person}, {office: section_manager, of: section}]
points: [守ります]
)";

constexpr std::string_view return_yaml = R"(
duty: return
title: 返却
each: leaver
within_days: 7
by: [{office: section_manager, of: section}]
points: [返した]
results: {good: 返した, found: 残っているものがある, found_stays_open: true}
)";

TEST_F(RoundsTest, WhoeverIsHiredIsAskedOnce) {
  const Definition consent = Definition::parse("consent.yaml", consent_yaml).value();
  person("石井 由美", section_);
  EXPECT_THAT(owed(connection(), consent, today()), IsEmpty());
  const std::string hired = doing("add_person", {{"name", "山本 健"},
                                                 {"kana", "ヤマモト"},
                                                 {"section", section_},
                                                 {"employment", "会計年度任用職員"},
                                                 {"from", "R8.11.21"}});
  const auto asked = owed(connection(), consent, today());
  ASSERT_THAT(asked, SizeIs(1));
  EXPECT_EQ(iso_day(asked[0].due), "2026-12-05");
  const Json agreed{{"points", JsonArray{"p1"}}, {"result", "good"}, {"done_on", "R8.11.21"}};
  apply(perform(consent, asked[0].unit.id, hired, agreed), project);
  EXPECT_TRUE(owed(connection(), consent, today()).at(0).settled());
}

TEST_F(RoundsTest, AskedForOnePersonTheAnswerIsTheirPartOfTheWhole) {
  const Definition consent = Definition::parse("consent.yaml", consent_yaml).value();
  for (const std::string_view name : {"山本 健", "石井 由美"}) {
    doing("add_person", {{"name", name},
                         {"kana", "カナ"},
                         {"section", section_},
                         {"employment", "会計年度任用職員"},
                         {"from", "R8.11.21"}});
  }
  for (const Definition* duty : {&consent, &self_check_}) {
    for (const Owed& one : owed(connection(), *duty, today())) {
      const auto own =
          owed(connection(), *duty, today(), {.person_id = one.unit.person_id, .thing_id = {}});
      ASSERT_THAT(own, SizeIs(1));
      EXPECT_EQ(own[0].unit.id, one.unit.id);
      EXPECT_EQ(own[0].due, one.due);
    }
  }
}

TEST_F(RoundsTest, AnExceptionOfThatSectionAloneLeavesTheOthersTheirDuty) {
  const std::string other = section("福祉課");
  suspend("duty:workplace", other);
  for (const Owed& one : owed(connection(), workplace_, today())) {
    EXPECT_EQ(one.exception.has_value(), one.unit.section_id == other);
  }
}

TEST_F(RoundsTest, WhoeverLeavesASectionIsSeenOffByItsHead) {
  const Definition give_back = Definition::parse("return.yaml", return_yaml).value();
  const std::string clerk = person("石井 由美", section_);
  const std::string other = section("福祉課");
  now_ += std::chrono::days{30};
  doing("move_person", {{"person", clerk}, {"section", other}, {"from", "R8.12.25"}});
  const auto asked = owed(connection(), give_back, today());
  ASSERT_THAT(asked, SizeIs(1));
  EXPECT_EQ(asked[0].unit.section_id, section_);
  EXPECT_EQ(iso_day(asked[0].due), "2026-12-25");
  Json all{{"points", JsonArray{"p1"}}, {"result", "good"}, {"done_on", "R8.12.21"}};
  EXPECT_TRUE(perform(give_back, asked[0].unit.id, head_, all).has_value());
  EXPECT_EQ(perform(give_back, asked[0].unit.id, clerk, all).error().code, "not_the_holder");
}

// That something was not given back is recorded, and does not end the asking.
TEST_F(RoundsTest, WhatStaysOpenWhileSomethingIsFoundIsAskedUntilItIsGood) {
  const Definition give_back = Definition::parse("return.yaml", return_yaml).value();
  const std::string clerk = person("石井 由美", section_);
  now_ += std::chrono::days{30};
  doing("move_person", {{"person", clerk}, {"section", section("福祉課")}, {"from", "R8.12.25"}});
  const auto asked = [&] { return owed(connection(), give_back, today()).at(0); };
  const Day due = asked().due;
  const auto record = [&](std::string_view result, std::string_view day) {
    apply(perform(give_back, asked().unit.id, head_,
                  {{"points", JsonArray{"p1"}},
                   {"result", result},
                   {"note", "鍵がまだ"},
                   {"done_on", day}}),
          project);
  };
  record("found", "R8.12.21");
  EXPECT_FALSE(asked().settled());
  EXPECT_EQ(iso_day(asked().found.value()), "2026-12-21");
  EXPECT_EQ(asked().due, due);
  EXPECT_TRUE(asked().late(std::chrono::sys_days(due) + std::chrono::days{1}));
  record("good", "R8.12.21");
  EXPECT_TRUE(asked().settled());
  EXPECT_FALSE(asked().found.has_value());
}

}  // namespace
}  // namespace mamori::duties
