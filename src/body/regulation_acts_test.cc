// Loading, reading, adopting and aligning a regulation, as people do it.
#include <gmock/gmock.h>

#include "base/testing.h"
#include "body/body_fixture.h"
#include "body/rebuild.h"
#include "ledger/verify.h"

namespace mamori::body {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;
using testing::Town;

constexpr std::string_view rules = R"(みもり村情報管理規程
（持ち出し）
第1条　職員は、端末を庁舎の外へ持ち出すときは、あらかじめ情報セキュリティ管理者の許可を受けなければならない。
（記録）
第2条　情報セキュリティ管理者は、持ち出した端末の番号と期間を台帳に記録しなければなら

ない。
（複製）
第3条　情報システム管理者は、業務に用いる情報の複製を毎日取らなければならない。
)";
constexpr std::string_view reason = "全部改正のため";

std::string replaced(std::string_view text, std::string_view from, std::string_view to) {
  std::string out(text);
  const auto at = out.find(from);
  if (at == std::string::npos) throw std::runtime_error("not in the text");
  return out.replace(at, from.size(), to);
}

using mamori::testing::code_of;

class RegulationActs : public ::testing::Test {
 protected:
  RegulationActs() : administrator_(town_.settle()) {}
  ~RegulationActs() override { expect_sound(); }

  std::string load(std::string_view text = rules) {
    const auto loaded = town_.acts().load_regulation(administrator_, text, "規程.txt");
    EXPECT_TRUE(loaded.has_value()) << loaded.error().message;
    return loaded ? text_at(loaded->payload, "draft") : "";
  }
  Result<Done> adopt(const std::string& draft, std::int64_t revision = 1) {
    return town_.acts().adopt_draft(administrator_, draft, revision,
                                    {{"in_force_from", "令和8年11月21日"}, {"reason", reason}});
  }
  // The text loaded and adopted.
  void take_into_use(std::string_view text) {
    const auto adopted = adopt(load(text));
    ASSERT_TRUE(adopted.has_value()) << adopted.error().message;
  }

  std::vector<regulation::Draft> drafts() {
    return town_.read([](auto& db) { return regulation::drafts(db); });
  }
  std::shared_ptr<const Text> text() {
    return town_.read([&](auto& db) { return town_.body().texts(db).front(); });
  }
  std::int64_t version() { return text()->adopted.version; }

  Result<Done> confirm(std::string_view place, std::vector<std::string> controls) {
    const auto now = text();
    const auto known = now->confirmations.find(place);
    const std::uint64_t seen = known == now->confirmations.end() ? 0 : known->second.record_number;
    return town_.acts().confirm_alignments(administrator_, {now->adopted.version, 1},
                                           {{std::string(place), seen, std::move(controls)}});
  }
  std::vector<std::string> cited(const std::string& control) {
    std::vector<std::string> places;
    for (const auto& citation :
         town_.read([&](auto& db) { return town_.body().cite(db, {control}); })) {
      places.push_back(citation.place);
    }
    return places;
  }

  void expect_sound() {
    EXPECT_TRUE(town_.read([](auto& db) { return ledger::verify_store(db); }).ok);
    const auto rebuilt = town_.read([&](auto& db) { return check_rebuild(db, town_.folder()); });
    ASSERT_TRUE(rebuilt.has_value()) << rebuilt.error().message;
    EXPECT_FALSE(rebuilt->difference) << sentence_of(*rebuilt->difference);
  }

  Town town_;
  const std::string administrator_;
};

TEST_F(RegulationActs, ADraftChangesNothingUntilItIsAdopted) {
  const std::string draft = load();
  EXPECT_FALSE(town_.body().has_regulation());
  town_.reopen();
  EXPECT_THAT(drafts(), SizeIs(1));
  ASSERT_TRUE(adopt(draft).has_value());
  EXPECT_THAT(drafts(), IsEmpty());
  EXPECT_EQ(text()->document.counts.articles, 3);
  const auto how = town_.read([&](auto& db) { return regulation::version(db, 1); });
  ASSERT_TRUE(how);
  EXPECT_EQ(how->in_force_from, "2026-11-21");
  EXPECT_EQ(how->reason, reason);
  EXPECT_EQ(how->person_name, "事務 花子");
}

TEST_F(RegulationActs, TheRecordOfAnAdoptionCarriesTextRepairsAndTrees) {
  take_into_use(rules);
  const auto record =
      town_.read([&](auto& db) { return ledger::record_at(db, text()->adopted.record_number); });
  ASSERT_TRUE(record);
  EXPECT_THAT(text_at(record->payload, "source"), HasSubstr("みもり村"));
  EXPECT_EQ(text_at(record->payload, "source_digest"), hex(as_text(sha256(rules))));
  const auto reading = regulation::reading_from_json(record->payload);
  ASSERT_TRUE(reading.has_value());
  EXPECT_THAT(reading->documents, SizeIs(1));
  EXPECT_FALSE(reading->diagnostics.empty());
}

TEST_F(RegulationActs, OnlyThoseWhoRunTheBodyLoadAndConfirm) {
  const std::string clerk = town_.person("小川 直樹");
  EXPECT_EQ(code_of(town_.acts().load_regulation(clerk, rules, "x")), "not_the_holder");
  const std::string draft = load();
  EXPECT_EQ(code_of(town_.acts().adopt_draft(clerk, draft, 1, JsonObject{})), "not_the_holder");
  EXPECT_EQ(code_of(town_.acts().discard_draft(clerk, draft)), "not_the_holder");
  ASSERT_TRUE(adopt(draft).has_value());
  EXPECT_EQ(code_of(town_.acts().confirm_alignments(clerk, {1, 1}, {{"第1条", 0, {}}})),
            "not_the_holder");
  EXPECT_TRUE(town_.acts().load_regulation(town_.person("大野 隆"), rules, "x").has_value());
}

TEST_F(RegulationActs, WhatHasNoArticleIsNotLoaded) {
  EXPECT_EQ(code_of(town_.acts().load_regulation(administrator_, "", "空.txt")),
            "regulation_unreadable");
  EXPECT_THAT(drafts(), IsEmpty());
}

TEST_F(RegulationActs, ARepairIsTakenBackAndMadeAgain) {
  const std::string draft = load();
  const auto candidate = town_.body().candidate(drafts().front().record_number, {});
  ASSERT_TRUE(candidate.has_value());
  const auto& repairs = (*candidate)->reading.diagnostics;
  const auto repair = std::ranges::find(repairs, true, &regulation::Diagnostic::undoable);
  ASSERT_NE(repair, repairs.end());
  const regulation::Undone undone{repair->line, repair->kind};
  const auto change = [&](std::int64_t revision, bool take_back) {
    return town_.acts().change_draft(administrator_, draft, revision, {undone, take_back});
  };
  EXPECT_EQ(code_of(town_.acts().change_draft(administrator_, draft, 1, {{999, "none"}, true})),
            "repair_unknown");
  ASSERT_TRUE(change(1, true).has_value());
  EXPECT_THAT(drafts().front().undone, ElementsAre(undone));
  EXPECT_EQ(code_of(change(1, false)), "draft_changed");  // seen before it was changed
  EXPECT_EQ(code_of(adopt(draft, 1)), "draft_changed");
  ASSERT_TRUE(change(2, false).has_value());
  EXPECT_THAT(drafts().front().undone, IsEmpty());
  ASSERT_TRUE(change(3, true).has_value());
  ASSERT_TRUE(adopt(draft, 4).has_value());
  const auto record =
      town_.read([&](auto& db) { return ledger::record_at(db, text()->adopted.record_number); });
  EXPECT_THAT(array_at(record->payload, "undone"), SizeIs(1));
}

TEST_F(RegulationActs, AnAdoptedTextIsReadAnewThroughADraft) {
  take_into_use(rules);
  ASSERT_TRUE(town_.acts().redraft_regulation(administrator_, std::nullopt).has_value());
  ASSERT_THAT(drafts(), SizeIs(1));
  ASSERT_TRUE(adopt(drafts().front().id).has_value());
  EXPECT_EQ(version(), 2);
}

TEST_F(RegulationActs, ADroppedDraftLeavesNoTextBehind) {
  const std::string draft = load();
  const std::uint64_t record_number = drafts().front().record_number;
  ASSERT_TRUE(town_.acts().discard_draft(administrator_, draft).has_value());
  EXPECT_THAT(drafts(), IsEmpty());
  const auto record = town_.read([&](auto& db) { return ledger::record_at(db, record_number); });
  EXPECT_TRUE(record->erased);
  EXPECT_EQ(code_of(adopt(draft)), "not_found");
}

TEST_F(RegulationActs, ADayToComeWaitsAndAReasonIsNeeded) {
  const std::string draft = load();
  const auto adopted = town_.acts().adopt_draft(
      administrator_, draft, 1, {{"in_force_from", "令和9年4月1日"}, {"reason", " "}});
  ASSERT_EQ(code_of(adopted), "field_invalid");
  EXPECT_THAT(adopted.error().fields, SizeIs(2));
  EXPECT_THAT(drafts(), SizeIs(1));
}

TEST_F(RegulationActs, WhatIsConfirmedStandsBeforeWhatIsProposed) {
  take_into_use(rules);
  ASSERT_THAT(cited("takeout-permission"), ElementsAre("第1条"));
  ASSERT_TRUE(confirm("第1条", {}).has_value());  // no control fits
  EXPECT_THAT(cited("takeout-permission"), Not(Contains("第1条")));
  ASSERT_TRUE(confirm("第3条", {"takeout-permission", "backup-taken"}).has_value());
  EXPECT_THAT(cited("takeout-permission"), ElementsAre("第3条"));
  EXPECT_THAT(cited("backup-taken"), ElementsAre("第3条"));
}

TEST_F(RegulationActs, ADecisionIsRefusedWhenItIsNotAboutWhatThePersonSaw) {
  take_into_use(rules);
  const auto decide = [&](std::int64_t edition, std::string place, std::uint64_t seen,
                          std::vector<std::string> controls) {
    return code_of(town_.acts().confirm_alignments(
        administrator_, {edition, 1}, {{std::move(place), seen, std::move(controls)}}));
  };
  EXPECT_EQ(decide(1, "第1条", 0, {"takeout-permission"}), "");
  EXPECT_EQ(decide(1, "第1条", 0, {}), "confirmed_meanwhile");
  EXPECT_EQ(decide(2, "第2条", 0, {}), "regulation_changed");
  EXPECT_EQ(decide(1, "第9条", 0, {}), "place_unknown");
  EXPECT_EQ(decide(1, "第2条", 0, {"no-such-control"}), "control_unknown");
  EXPECT_EQ(code_of(town_.acts().confirm_alignments(administrator_, {1, 1}, {})), "nothing_chosen");
  EXPECT_EQ(code_of(town_.acts().confirm_alignments(administrator_, {1, 2}, {{"第1条", 0, {}}})),
            "not_found");
}

TEST_F(RegulationActs, ADecisionIsTakenBackToWhatStoodBefore) {
  take_into_use(rules);
  ASSERT_TRUE(confirm("第1条", {"takeout-permission"}).has_value());
  ASSERT_TRUE(confirm("第1条", {"backup-taken"}).has_value());
  const auto take_back = [&] {
    return town_.acts().take_back_confirmation(administrator_, {1, 1}, "第1条",
                                               text()->confirmations.at("第1条").record_number);
  };
  ASSERT_TRUE(take_back().has_value());
  EXPECT_THAT(text()->confirmations.at("第1条").controls, ElementsAre("takeout-permission"));
  ASSERT_TRUE(take_back().has_value());
  EXPECT_THAT(text()->confirmations, IsEmpty());
  EXPECT_EQ(code_of(town_.acts().take_back_confirmation(administrator_, {1, 1}, "第1条", 0)),
            "not_confirmed");
  EXPECT_THAT(town_.read([](auto& db) { return catalogue::events_of(db, 1, 1, "第1条"); }),
              SizeIs(4));
}

TEST_F(RegulationActs, ConfirmationsSurviveAnAmendment) {
  take_into_use(rules);
  ASSERT_TRUE(confirm("第1条", {"takeout-permission"}).has_value());
  ASSERT_TRUE(confirm("第2条", {"takeout-record"}).has_value());
  ASSERT_TRUE(confirm("第3条", {"backup-taken"}).has_value());
  std::string amended = replaced(rules, "第3条", "第4条");
  amended = replaced(amended, "（複製）",
                     "（点検）\n第3条　情報セキュリティ委員会は、この規程の運用を毎年点検しなければ"
                     "ならない。\n（複製）");
  amended = replaced(amended, "番号と期間を", "番号、期間及び使う者を");
  take_into_use(amended);
  const auto now = text()->confirmations;
  ASSERT_THAT(now, SizeIs(3));
  EXPECT_EQ(now.at("第1条").carriage, catalogue::Carriage::same);
  EXPECT_EQ(now.at("第4条").carriage, catalogue::Carriage::moved);
  EXPECT_EQ(now.at("第4条").from_place, "第3条");
  EXPECT_TRUE(now.at("第2条").needs_review);
  EXPECT_THAT(cited("backup-taken"), ElementsAre("第4条"));
  // What is due for review can be decided and taken back like anything else.
  ASSERT_TRUE(confirm("第2条", {"takeout-record"}).has_value());
  ASSERT_TRUE(town_.acts()
                  .take_back_confirmation(administrator_, {2, 1}, "第2条",
                                          text()->confirmations.at("第2条").record_number)
                  .has_value());
  EXPECT_TRUE(text()->confirmations.at("第2条").needs_review);
}

}  // namespace
}  // namespace mamori::body
