#include "procedures/tasks.h"

#include <gmock/gmock.h>

#include "procedures/course.h"
#include "procedures/procedures_fixture.h"

namespace mamori::procedures {
namespace {

using organisation::testing::code_of;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr std::string_view alarm_yaml = R"(
procedure: alarm
title: 知らせ
number: 知らせ
apply: {by: [staff]}
form:
  - {name: what, label: こと, type: text, required: true}
settings:
  - {name: wait, label: 待つ時間, type: number, suggest: "30", unit: 分, min: 1, max: 60}
  - {name: law, label: 法, type: yes_no, suggest: "yes"}
tasks:
  - {id: note, label: 確認, minutes: wait, before: upper, opens: [upper],
     tell: [{to: [{person: applicant}], text: "{number}「{task}」{due}"}]}
  - {id: upper, label: 上の確認, hours: 1}
  - {id: report, label: 報告, days: 5, from: known, counts_first_day: true, remind_days: 2,
     when: {equals: law, value: "yes"}, remind: [{to: [{person: applicant}], text: "もうすぐ {due}"}]}
states:
  - {id: open, label: 中, open: true}
  - {id: closed, label: 済}
acts:
  - {id: submit, label: 知らせる, to: open, by: [staff], form: true, opens: [note]}
  - {id: take_note, label: 確認した, stays: true, from: [open], does: [note],
     by: &section [{member_of: section}]}
  - {id: take_upper, label: 上が確認した, stays: true, from: [open], by: *section, does: [upper]}
  - {id: assess, label: 調べた, stays: true, from: [open], by: *section,
     opens: [report],
     fields: [{name: known, label: 知った日, type: date, required: true}]}
  - {id: say_more, label: 書き足す, stays: true, from: [open], by: *section,
     fields: [{name: more, label: 続き, type: text, required: true}]}
  - {id: needless, label: 要らない, stays: true, from: [open], by: *section, drops: [report]}
  - {id: close, label: 終える, from: [open], to: closed, by: *section}
)";

class Tasks : public testing::ProcedureTest {
 protected:
  Tasks() {
    person_ = person("石井", section("住民課"));
    apply(adopt(alarm_), project);
    const auto filed = file(desk(), alarm_, person_, {{"what", "音"}});
    id_ = text_at(apply(filed, project), "application");
  }

  Application now() { return application(connection(), id_).value(); }
  Result<ledger::Act> act(std::string_view step, const Json& input = JsonObject{}) {
    return procedures::act(desk(), alarm_, now(), step, person_, input);
  }
  void does(std::string_view step, const Json& input = JsonObject{}) {
    apply(act(step, input), project);
  }
  std::vector<std::string> open() {
    std::vector<std::string> ids;
    for (const Task& task : now().tasks) {
      if (task.is_open()) ids.push_back(task.id);
    }
    return ids;
  }
  // The clock tells what it has to; the texts.
  std::vector<std::string> tick() {
    std::vector<std::string> texts;
    for (const UntoldTask& untold : untold_tasks(connection(), now_)) {
      const Json told = apply(tell_task(desk(), alarm_, now(), untold), project);
      for (const Json& notice : array_at(told, "tell")) texts.push_back(text_at(notice, "text"));
    }
    return texts;
  }

  const Definition alarm_ = Definition::parse("alarm.yaml", alarm_yaml, schemes_).value();
  std::string person_;
  std::string id_;
};

TEST_F(Tasks, AreOpenedByOneActAndDoneByAnother) {
  EXPECT_THAT(open(), ElementsAre("note"));
  EXPECT_EQ(code_of(act("take_upper")), "act_not_now");
  does("take_note");
  EXPECT_THAT(open(), IsEmpty());
  EXPECT_EQ(code_of(act("take_note")), "act_not_now");
  EXPECT_EQ(now().state, "open");
}

TEST_F(Tasks, AreWaitedForAndEntriesOfTheCourseOfEventsAreNot) {
  const auto is_waited = [&](std::string_view step) {
    return is_waited_for(alarm_, now(), *alarm_.step(step));
  };
  EXPECT_TRUE(is_waited("take_note"));
  EXPECT_FALSE(is_waited("say_more"));
}

TEST_F(Tasks, AreToldOfOnceWhenLateAndGoOnToTheNext) {
  now_ += std::chrono::minutes{30};
  EXPECT_THAT(tick(), IsEmpty());
  now_ += std::chrono::minutes{1};
  EXPECT_THAT(tick(), ElementsAre(HasSubstr("「確認」令和")));
  EXPECT_THAT(tick(), IsEmpty());
  EXPECT_THAT(open(), ElementsAre("note", "upper"));
  does("take_upper");
  EXPECT_TRUE(was_skipped(alarm_, now(), now().tasks.front()));
}

TEST_F(Tasks, AsLongAsTheBodyHasSet) {
  apply(set(desk(), alarm_, person_, {{"wait", "10"}, {"law", "no"}}), project);
  const auto filed = file(desk(), alarm_, person_, {{"what", "また"}});
  id_ = text_at(apply(filed, project), "application");
  EXPECT_EQ(now().tasks.front().due_at, iso_instant(now_ + std::chrono::minutes{10}));
  does("assess", {{"known", iso_day(today())}});
  EXPECT_THAT(open(), ElementsAre("note"));
  EXPECT_EQ(code_of(set(desk(), alarm_, person_, {{"wait", "61"}})), "number_too_large");
}

TEST_F(Tasks, CountDaysFromADayThatIsTheFirst) {
  does("take_note");
  does("assess", {{"known", iso_day(today())}});
  const Day fifth{std::chrono::sys_days{today()} + std::chrono::days{4}};
  EXPECT_EQ(due_in_words(now().tasks.back()), wareki_day(fifth));
  now_ += std::chrono::days{3};
  EXPECT_THAT(tick(), ElementsAre("もうすぐ " + wareki_day(fifth)));
  EXPECT_EQ(code_of(act("close")), "tasks_left");
  does("needless");
  does("close");
  EXPECT_EQ(now().state, "closed");
}

TEST_F(Tasks, WhatIsWrittenStandsInTheCourseOfEvents) {
  does("say_more", {{"more", "止まった"}});
  does("say_more", {{"more", "また鳴った"}});
  const auto course = events(connection(), id_);
  ASSERT_EQ(course.size(), 3U);
  EXPECT_EQ(boost::json::serialize(course.back().shown),
            R"([{"label":"続き","texts":["また鳴った"]}])");
}

TEST(TaskDefinitions, MisspeltIdsAreRefused) {
  std::string yaml(alarm_yaml);
  yaml.replace(yaml.find("opens: [note]"), 13, "opens: [nota]");
  const auto parsed = Definition::parse("alarm.yaml", yaml, {});
  ASSERT_FALSE(parsed.has_value());
  EXPECT_THAT(parsed.error().message, HasSubstr("「nota」は tasks にありません"));
}

}  // namespace
}  // namespace mamori::procedures
