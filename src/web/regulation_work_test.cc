// Loading, looking at, aligning a regulation in the browser.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <iterator>

#include "web/alignment_queue.h"
#include "web/testing_site.h"

namespace mamori::web {
namespace {

using testing::has_form_of;

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;
using ::testing::StartsWith;

Routes work_routes() {
  Routes all = regulation_routes();
  for (const auto routes : {loading_routes, alignment_routes, gap_routes}) {
    std::ranges::move(routes(), std::back_inserter(all));
  }
  return all;
}

class RegulationWork : public testing::TestingSite {
 protected:
  RegulationWork() : TestingSite(work_routes()) {}

  static constexpr std::string_view torn = R"(みもり村情報管理規程
（持ち出し）
第1条　職員は、端末を庁舎の外へ持ち出すときは、管理者の許可を受けなければなら

ない。
（記録）
第2条　管理者は、持ち出した端末の番号と期間を記録しなければならない。
)";

  // The address of the draft that was made, below the body.
  std::string load(std::string_view text) {
    const Response loaded =
        upload("/regulations/new", {{"file", "規程.txt", "", std::string(text)}});
    EXPECT_EQ(loaded.status, 303) << loaded.body;
    const std::string location = loaded.headers.get("Location");
    return location.substr(std::min(base.size(), location.size()));
  }
  Json card(std::string_view query = "") {
    return model("/regulations/1/alignment" + std::string(query)).at("card");
  }
  // What the form of the card sends.
  static Fields form_of(const Json& card, std::string_view choose) {
    Fields form;
    form.add("choose", std::string(choose));
    for (const std::string_view key : {"place", "filter"}) {
      form.add(std::string(key), text_at(card, key));
    }
    for (const std::string_view key : {"version", "seen"}) {
      form.add(std::string(key), std::to_string(integer_at(card, key)));
    }
    if (card.at("next_place").is_string()) form.add("next_place", text_at(card, "next_place"));
    return form;
  }
};

TEST_F(RegulationWork, AnUploadedTextBecomesADraftBesideItsSource) {
  const std::string draft = load(torn);
  const Json page = model(draft);
  EXPECT_TRUE(has_form_of(page, example("draft")));
  const Json& reading = page.at("reading");
  EXPECT_EQ(integer_at(reading.at("documents").at(0).at("counts").at(0), "count"), 2);
  const JsonArray& lines = array_at(reading.at("sides"), "lines");
  ASSERT_THAT(lines, SizeIs(7));
  EXPECT_EQ(text_at(lines[3], "text"), "");
  // The sentence torn apart belongs to one node on both sides of the tear.
  EXPECT_EQ(text_at(lines[2], "node"), text_at(lines[4], "node"));
  const Response html = get(draft);
  EXPECT_EQ(html.status, 200);
  EXPECT_THAT(html.body, HasSubstr("id=\"L3\""));
  EXPECT_THAT(text_at(model("/regulations").at("drafts").at(0), "href"), EndsWith(draft));
}

TEST_F(RegulationWork, PastedTextIsReadToo) {
  Fields form;
  form.add("text", std::string(torn));
  EXPECT_EQ(post("/regulations/new", form).status, 303);
}

TEST_F(RegulationWork, NothingSentIsSaidOnTheForm) {
  EXPECT_TRUE(has_form_of(model("/regulations/new"), example("regulation-new")));
  const Response refused = upload("/regulations/new", {});
  EXPECT_EQ(refused.status, 422);
  EXPECT_THAT(refused.body, HasSubstr("ファイルも本文も送られていません"));
}

TEST_F(RegulationWork, ATextTooLargeIsAnsweredOnTheFormWithTheLimit) {
  const std::string large = "第1条　" + std::string((std::size_t{5} << 20) + 1, 'x');
  const Response refused = upload("/regulations/new", {{"file", "規程.txt", "", large}});
  EXPECT_NE(refused.status, 303);
  EXPECT_THAT(refused.body, HasSubstr("本文は5MBまでです。"));
  EXPECT_THAT(refused.body, HasSubstr("規程ごとに分けて読み込んでください。"));
}

TEST_F(RegulationWork, ARepairIsTakenBackAndTheTextAdopted) {
  const std::string draft = load(torn);
  const auto undoable = [&]() -> Json {
    const Json reading = model(draft).at("reading");
    for (const Json& repair : array_at(reading, "repairs")) {
      if (repair.at("form").is_object()) return repair;
    }
    return {};
  };
  const Json repair = undoable();
  ASSERT_TRUE(repair.is_object());
  Fields form;
  form.add("line", std::to_string(integer_at(repair, "line")));
  form.add("kind", text_at(repair, "kind"));
  form.add("take_back", "yes");
  form.add("revision", "1");
  EXPECT_EQ(post(draft + "/repairs", form).status, 303);
  EXPECT_TRUE(flag_at(undoable(), "undone"));
  EXPECT_EQ(post(draft + "/repairs", form).status, 409);  // from the page as it was

  Fields adoption;
  adoption.add("in_force_from", "令和8年11月1日");
  EXPECT_EQ(post(draft + "/adopt?revision=2", adoption).status, 422);
  adoption.add("reason", "全部改正");
  EXPECT_EQ(post(draft + "/adopt?revision=2", adoption).status, 303);
  EXPECT_EQ(get(draft).status, 404);
  const Json source = model("/regulations/1/source");
  EXPECT_TRUE(has_form_of(source, example("source")));
  EXPECT_EQ(integer_at(source.at("reading"), "undone_count"), 1);
  EXPECT_EQ(text_at(source.at("adopted"), "reason"), "全部改正");
}

TEST_F(RegulationWork, DroppingADraftRemovesIt) {
  const std::string draft = load(torn);
  EXPECT_EQ(post(draft + "/discard", {}).status, 303);
  EXPECT_THAT(array_at(model("/regulations"), "drafts"), IsEmpty());
}

TEST_F(RegulationWork, AVeryLargeTextIsShownPartByPart) {
  std::string text = "みもり村大規程\n";
  for (int article = 1; article <= 1500; ++article) {
    text += "第" + std::to_string(article) + "条　職員は、第" + std::to_string(article) +
            "号の台帳を備えなければならない。\n";
  }
  const std::string draft = load(text);
  const Json first = model(draft).at("reading").at("sides");
  ASSERT_GT(array_at(first, "parts").size(), 3U);
  EXPECT_LT(array_at(first, "lines").size(), 600U);
  const std::string last = std::to_string(array_at(first, "parts").size());
  const Json end = model(draft + "?part=" + last).at("reading").at("sides");
  EXPECT_EQ(integer_at(array_at(end, "lines").back(), "number"), 1501);
}

TEST_F(RegulationWork, TheLeastSureComesFirstAndTheArticleStandsBesideIt) {
  const Json page = model("/regulations/1/alignment");
  EXPECT_TRUE(has_form_of(page, example("alignment")));
  const auto sureness = [](const Json& shown) {
    const JsonArray& proposals = array_at(shown, "proposals");
    return proposals.empty() ? 0 : integer_at(proposals[0].at("score"), "permille");
  };
  const Json& first = page.at("card");
  const Json second =
      card("?filter=open&place=" + percent_encode(text_at(first.at("next"), "place")));
  EXPECT_LE(sureness(first), sureness(second));
  EXPECT_THAT(array_at(first, "context"), Not(IsEmpty()));
  EXPECT_THAT(array_at(first, "proposals").size(), ::testing::Le(5U));
}

TEST_F(RegulationWork, AConfirmationLeadsToTheNextPlaceAndShowsEverywhere) {
  const Json first = card("?place=第28条第1項&filter=all");
  const std::string control = text_at(first.at("proposals").at(0), "control");
  const Response confirmed = post("/regulations/1/alignment", form_of(first, control));
  ASSERT_EQ(confirmed.status, 303) << confirmed.body;
  const Json again = card("?place=第28条第1項&filter=all");
  EXPECT_EQ(text_at(again.at("standing"), "code"), "confirmed");
  EXPECT_EQ(text_at(again.at("confirmed"), "person"), "事務 花子");
  EXPECT_THAT(array_at(again, "history"), SizeIs(1));
  const Json document = model("/regulations/1");
  for (const Json& block : array_at(document, "blocks")) {
    if (text_at(block, "place") != "第28条第1項") continue;
    EXPECT_EQ(text_at(block.at("standing"), "code"), "confirmed");
  }
  bool said = false;
  const Json article = model("/regulations/1/第28条").at("place");
  for (const Json& one : array_at(article, "controls")) said |= one.at("confirmed").is_object();
  EXPECT_TRUE(said);
  EXPECT_EQ(post("/regulations/1/alignment", form_of(first, "none")).status, 409);
}

TEST_F(RegulationWork, TheLastConfirmationIsTakenBack) {
  const Json first = card();
  ASSERT_EQ(post("/regulations/1/alignment", form_of(first, "none")).status, 303);
  const Json page = model("/regulations/1/alignment");
  EXPECT_EQ(integer_at(page.at("progress"), "decided"), 1);
  const Json& undo = page.at("undo");
  EXPECT_EQ(text_at(undo, "place"), text_at(first, "place"));
  EXPECT_EQ(post("/regulations/1/alignment/undo",
                 form_of(JsonObject{{"place", text_at(undo, "place")},
                                    {"filter", "open"},
                                    {"version", integer_at(undo, "version")},
                                    {"seen", integer_at(undo, "seen")},
                                    {"next_place", nullptr}},
                         ""))
                .status,
            303);
  EXPECT_EQ(integer_at(model("/regulations/1/alignment").at("progress"), "decided"), 0);
}

TEST_F(RegulationWork, SeveralControlsAreChosenFromTheWholeCatalogue) {
  const Json first = card();
  Fields form = form_of(first, "selected");
  EXPECT_EQ(post("/regulations/1/alignment", form).status, 422);
  form.add("control", "takeout-permission");
  form.add("control", "takeout-record");
  ASSERT_EQ(post("/regulations/1/alignment", form).status, 303);
  const Json again = card("?filter=confirmed");
  EXPECT_THAT(array_at(again.at("confirmed"), "controls"), SizeIs(2));
}

TEST_F(RegulationWork, WhatIsSureIsConfirmedTogether) {
  const Json page = model("/regulations/1/alignment/together");
  EXPECT_TRUE(has_form_of(page, example("alignment-together")));
  const JsonArray& rows = array_at(page, "rows");
  ASSERT_GT(rows.size(), 2U);
  Fields form;
  form.add("version", "1");
  form.add("place", text_at(rows[0], "place"));
  form.add("place", text_at(rows[1], "place"));
  EXPECT_EQ(post("/regulations/1/alignment/together", form).status, 303);
  EXPECT_EQ(integer_at(model("/regulations/1/alignment").at("progress"), "decided"), 2);
  EXPECT_EQ(integer_at(model("/regulations/1/alignment/list?filter=confirmed").at("list"), "total"),
            2);
}

TEST_F(RegulationWork, AllPlacesStandInAListOfPages) {
  const Json page = model("/regulations/1/alignment/list?filter=all");
  EXPECT_TRUE(has_form_of(page, example("alignment-list")));
  EXPECT_THAT(array_at(page.at("list"), "rows"), SizeIs(100));
  EXPECT_TRUE(page.at("list").at("pages").at("next").is_string());
}

TEST_F(RegulationWork, GapsAreListedAndTakenAsFiles) {
  const Json first = card();
  ASSERT_EQ(post("/regulations/1/alignment", form_of(first, "none")).status, 303);
  const Json page = model("/regulations/1/gaps");
  EXPECT_TRUE(has_form_of(page, example("gaps")));
  bool listed = false;
  for (const Json& row : array_at(page.at("uncovered"), "rows")) {
    listed |= text_at(row, "place") == text_at(first, "place");
  }
  EXPECT_TRUE(listed);
  for (const std::string_view name : {"lacking", "uncovered"}) {
    const Response file = get("/regulations/1/gaps/" + std::string(name) + ".xlsx");
    EXPECT_EQ(file.status, 200);
    EXPECT_THAT(file.body, StartsWith("PK"));
  }
}

TEST_F(RegulationWork, StaffReadTheSourceAndNothingMore) {
  const std::string draft = load(torn);
  sign_in_as("小川 直樹");
  EXPECT_EQ(get("/regulations/1/source").status, 200);
  EXPECT_TRUE(model("/regulations/1/source").at("redraft_action").is_null());
  for (const std::string& address :
       {std::string("/regulations/new"), draft, std::string("/regulations/1/alignment"),
        std::string("/regulations/1/gaps")}) {
    EXPECT_EQ(get(address).status, 403) << address;
  }
  EXPECT_EQ(upload("/regulations/new", {{"file", "x", "", std::string(torn)}}).status, 403);
}

}  // namespace
}  // namespace mamori::web
