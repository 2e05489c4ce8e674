#include "notices/inbox.h"

#include <filesystem>
#include <gmock/gmock.h>

#include "base/bytes.h"
#include "base/date.h"
#include "store/migrations.h"
#include "store/testing_database.h"

namespace mamori::notices {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class Inbox : public ::testing::Test {
 protected:
  Inbox() { EXPECT_TRUE(store::migrate(*connection_, embedded::migrations()).has_value()); }

  // An act that tells these people the text.
  void tell(std::string_view text, std::initializer_list<std::string_view> people) {
    JsonArray tell;
    for (const std::string_view person : people) {
      tell.push_back(JsonObject{{"person", person}, {"text", text}, {"href", "applications/a"}});
    }
    project_telling(*connection_, {.number = ++records_,
                                   .at = now_,
                                   .kind = "procedures.submit",
                                   .actor = "somebody",
                                   .subject = "applications/a",
                                   .payload = JsonObject{{"tell", std::move(tell)}}});
  }
  void read_up_to(std::string_view person, std::uint64_t record) {
    const ledger::Act act = mark_read(person, record);
    project_reading(*connection_,
                    {++records_, now_, act.kind, act.actor, act.subject, act.payload, false});
  }
  std::vector<std::string> unread(std::string_view person) {
    std::vector<std::string> texts;
    for (const Notice& notice : inbox(*connection_, person)) {
      if (!notice.read) texts.push_back(notice.text);
    }
    return texts;
  }

  const Instant now_ = *parse_iso_instant("2026-11-21T02:03:04.567Z");
  const mamori::testing::TestDatabase database_;
  std::unique_ptr<store::Connection> connection_ = database_.connect();
  std::uint64_t records_ = 0;
};

TEST_F(Inbox, HoldsWhatActsTellNewestFirst) {
  tell("一つ目", {"a"});
  tell("二つ目", {"a", "b"});
  EXPECT_THAT(unread("a"), ElementsAre("二つ目", "一つ目"));
  EXPECT_THAT(unread("b"), ElementsAre("二つ目"));
  EXPECT_THAT(unread("c"), IsEmpty());
  EXPECT_EQ(unread_count(*connection_, "a"), 2);
  const Notice newest = inbox(*connection_, "a").front();
  EXPECT_EQ(newest.record_number, 2U);
  EXPECT_EQ(newest.href, "applications/a");
  EXPECT_EQ(newest.at, "2026-11-21T02:03:04.567Z");
}

TEST_F(Inbox, WhatCameLongAgoStandsOnLaterPages) {
  EXPECT_EQ(inbox_pages(*connection_, "a"), 0U);
  for (std::size_t told = 0; told <= notices_on_page; ++told) tell(std::to_string(told), {"a"});
  EXPECT_EQ(inbox_pages(*connection_, "a"), 2U);
  EXPECT_EQ(inbox(*connection_, "a").size(), notices_on_page);
  const auto earlier = inbox(*connection_, "a", 2);
  ASSERT_EQ(earlier.size(), 1U);
  EXPECT_EQ(earlier.front().text, "0");
  EXPECT_THAT(inbox(*connection_, "a", 3), IsEmpty());
}

TEST_F(Inbox, OneIsToldOnceByAnAct) {
  tell("決裁してください", {"a", "a"});
  EXPECT_EQ(unread_count(*connection_, "a"), 1);
}

TEST_F(Inbox, ReadingGoesUpToWhatWasSeenAndOnlyForOneself) {
  tell("一つ目", {"a", "b"});
  tell("二つ目", {"a"});
  read_up_to("a", 1);
  EXPECT_THAT(unread("a"), ElementsAre("二つ目"));
  EXPECT_THAT(unread("b"), ElementsAre("一つ目"));
  read_up_to("a", 2);
  EXPECT_EQ(unread_count(*connection_, "a"), 0);
  EXPECT_EQ(inbox(*connection_, "a").size(), 2U);  // read ones are kept
}

TEST_F(Inbox, AnActThatTellsNobodyLeavesNoNotice) {
  tell("だれにも", {});
  EXPECT_THAT(unread("a"), IsEmpty());
}

}  // namespace
}  // namespace mamori::notices
