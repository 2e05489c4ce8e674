#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <map>

#include "base/bytes.h"
#include "web/attachment_parts.h"
#include "web/entry_options.h"
#include "web/register_parts.h"
#include "web/testing_site.h"

namespace mamori::web {
namespace {

using testing::has_form_of;

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::Pair;
using ::testing::StartsWith;

class RegisterPages : public testing::TestingSite {
 protected:
  RegisterPages() : TestingSite(routes()) {}

  static Routes routes() {
    Routes all = register_routes();
    for (const auto more : {attachment_routes, own_field_routes, entry_option_routes}) {
      std::ranges::move(more(), std::back_inserter(all));
    }
    return all;
  }

  Fields asset(std::string_view name, std::string_view importance = "2",
               std::string_view section = "福祉課") {
    Fields form;
    form.add("name", std::string(name));
    form.add("kind", "terminal");
    form.add("importance", std::string(importance));
    form.add("section", town_.section(section));
    form.add("place", "2階の書庫");
    return form;
  }

  Response change(std::string_view address, Fields form) {
    form.add("change_reason", "現物を確かめたため");
    return post(address, form);
  }

  std::vector<std::string> names(std::string_view query) {
    std::vector<std::string> found;
    const Json page = model("/registers/assets" + std::string(query));
    for (const Json& row : array_at(page.at("list"), "rows")) {
      found.push_back(text_at(row.at("cells").at(1), "text"));
    }
    return found;
  }
};

TEST_F(RegisterPages, AnEmptyRegisterInvitesToAdd) {
  const Json page = model("/registers/assets");
  EXPECT_TRUE(has_form_of(page, example("register.empty")));
  EXPECT_EQ(text_at(page.at("list").at("empty"), "href"), "/b/mimori/registers/assets/new");
  EXPECT_EQ(get("/registers/assets").status, 200);
}

TEST_F(RegisterPages, AnEntryIsAddedThroughTheForm) {
  Json form = model("/registers/assets/new");
  EXPECT_EQ(array_at(form.at("form"), "fields").size(), 9U);
  form.at("form").as_object()["fields"] = nullptr;  // other fields than those of the example
  EXPECT_TRUE(has_form_of(form, example("form")));
  const Response added = post("/registers/assets/new", asset("窓口の端末"));
  EXPECT_EQ(added.status, 303);
  EXPECT_EQ(added.headers.get("Location"), "/b/mimori/registers/assets/assets-1");
  const Json page = model("/registers/assets");
  EXPECT_TRUE(has_form_of(page, example("register")));
  const Json& cells = page.at("list").at("rows").at(0).at("cells");
  EXPECT_EQ(text_at(cells.at(0), "text"), "資産 第1号");
  EXPECT_EQ(text_at(cells.at(3).at("chip"), "label"), "重要性Ⅱ");
}

TEST_F(RegisterPages, WrongFieldsStandInTheFormWithWhatWasTyped) {
  Fields form = asset("");
  const Response refused = post("/registers/assets/new", form);
  EXPECT_EQ(refused.status, 422);
  EXPECT_THAT(refused.body, HasSubstr("2階の書庫"));
  EXPECT_THAT(refused.body, HasSubstr("href=\"#name\""));
  const Response as_json = post("/registers/assets/new", form, "application/json");
  EXPECT_EQ(as_json.status, 422);
  EXPECT_EQ(text_at(parsed(as_json).at("error").at("fields").at(0), "field"), "name");
}

TEST_F(RegisterPages, SearchLooksInAllThatIsShown) {
  post("/registers/assets/new", asset("窓口の端末"));
  post("/registers/assets/new", asset("ＵＳＢメモリ", "4", "教育課"));
  EXPECT_THAT(names(""), ElementsAre("窓口の端末", "ＵＳＢメモリ"));
  EXPECT_THAT(names("?q=usb"), ElementsAre("ＵＳＢメモリ"));
  EXPECT_THAT(names("?q=重要性Ⅱ 福祉課"), ElementsAre("窓口の端末"));
  EXPECT_THAT(names("?q=usb 福祉課"), ElementsAre());
}

TEST_F(RegisterPages, FiltersSayHowManyEachChoiceWouldLeave) {
  post("/registers/assets/new", asset("窓口の端末"));
  post("/registers/assets/new", asset("古い端末", "4", "教育課"));
  EXPECT_THAT(names("?importance=4"), ElementsAre("古い端末"));
  EXPECT_THAT(names("?importance=4&importance=2"), ElementsAre("窓口の端末", "古い端末"));
  EXPECT_THAT(names("?importance=4&section=" + town_.section("福祉課")), ElementsAre());
  const Json list = model("/registers/assets?importance=4&q=端末").at("list");
  for (const Json& field : array_at(list.at("panel"), "fields")) {
    if (text_at(field, "name") != "importance") continue;
    const Json& secret = field.at("options").at(1);
    EXPECT_EQ(text_at(secret, "label"), "重要性Ⅱ");
    EXPECT_EQ(integer_at(secret, "count"), 1);
    EXPECT_FALSE(flag_at(secret, "selected"));
  }
  const Json& condition = list.at("conditions").at(1);
  EXPECT_EQ(text_at(condition, "text"), "重要性Ⅳ");
  EXPECT_EQ(text_at(condition, "href"), "?q=" + percent_encode("端末"));
}

TEST_F(RegisterPages, DatesAreFilteredAsPeopleWriteThem) {
  Fields disposed = asset("古い端末");
  disposed.add("disposed_on", "R8.4.1");
  post("/registers/assets/new", disposed);
  post("/registers/assets/new", asset("窓口の端末"));
  EXPECT_THAT(names("?disposed_on_from=R8.4.1&disposed_on_to=令和8年4月1日"),
              ElementsAre("古い端末"));
  EXPECT_THAT(names("?disposed_on_from=R8.4.2"), ElementsAre());
  EXPECT_THAT(names("?disposed_on=-"), ElementsAre("窓口の端末"));
  const Json list = model("/registers/assets?disposed_on_from=R8.4.1").at("list");
  EXPECT_EQ(text_at(list.at("sheet"), "conditions"), "廃棄・返却した日：令和8年4月1日から");
  EXPECT_THAT(get("/registers/assets?disposed_on_from=いつか").body, HasSubstr("日付を読めません"));
}

TEST_F(RegisterPages, AHeadingSortsAndSortsTheOtherWayRound) {
  post("/registers/assets/new", asset("端末10", "1"));
  post("/registers/assets/new", asset("端末9", "4"));
  EXPECT_THAT(names("?sort=name"), ElementsAre("端末9", "端末10"));
  EXPECT_THAT(names("?sort=-name"), ElementsAre("端末10", "端末9"));
  EXPECT_THAT(names("?sort=-importance"), ElementsAre("端末9", "端末10"));
  const Json columns = model("/registers/assets?sort=name").at("list").at("columns");
  EXPECT_EQ(text_at(columns.at(1), "sorted"), "ascending");
  EXPECT_EQ(text_at(columns.at(1), "href"), "?sort=-name");
  EXPECT_TRUE(columns.at(0).at("sorted").is_null());
}

TEST_F(RegisterPages, ColumnsAreChosen) {
  post("/registers/assets/new", asset("窓口の端末"));
  const Json list = model("/registers/assets?columns=place").at("list");
  ASSERT_EQ(array_at(list, "columns").size(), 4U);  // number, name, place, state
  EXPECT_EQ(text_at(list.at("rows").at(0).at("cells").at(2), "text"), "2階の書庫");
}

TEST_F(RegisterPages, LongListsHavePages) {
  for (int number = 0; number < 51; ++number) {
    ASSERT_EQ(post("/registers/assets/new", asset("端末" + std::to_string(number))).status, 303);
  }
  const Json first = model("/registers/assets").at("list");
  EXPECT_TRUE(has_form_of(first.at("pages"), Json{{"current", 1},
                                                  {"count", 2},
                                                  {"previous", nullptr},
                                                  {"next", "?page=2"},
                                                  {"items", nullptr}}));
  EXPECT_EQ(array_at(first, "rows").size(), 50U);
  EXPECT_EQ(text_at(first, "shown"), "1〜50");
  EXPECT_THAT(names("?page=2"), ElementsAre("端末50"));
  EXPECT_EQ(array_at(model("/registers/assets?rows=100").at("list"), "rows").size(), 51U);
}

TEST_F(RegisterPages, AViewOfTheListIsKeptAndRemoved) {
  post("/registers/assets/new", asset("窓口の端末"));
  Fields view;
  view.add("name", "重要なもの");
  view.add("query", "?importance=2&sort=-name");
  EXPECT_EQ(post("/registers/assets/views", view).headers.get("Location"),
            "/b/mimori/registers/assets?importance=2&sort=-name");
  const Json page = model("/registers/assets?importance=2&sort=-name");
  EXPECT_TRUE(has_form_of(page, example("register")));
  const Json& item = page.at("list").at("views").at("items").at(0);
  EXPECT_EQ(text_at(item, "label"), "重要なもの");
  EXPECT_TRUE(flag_at(item, "current"));
  EXPECT_EQ(post("/registers/assets/views/remove", view).status, 303);
  EXPECT_TRUE(array_at(model("/registers/assets").at("list").at("views"), "items").empty());
}

TEST_F(RegisterPages, AnEntryShowsItsHistoryAsDifferences) {
  post("/registers/assets/new", asset("窓口の端末"));
  const Response changed =
      change("/registers/assets/assets-1/edit?version=1", asset("窓口の端末", "1"));
  EXPECT_EQ(changed.status, 303);
  const Json page = model("/registers/assets/assets-1");
  EXPECT_TRUE(has_form_of(page, example("entry")));
  const Json& history = page.at("entry").at("history");
  EXPECT_EQ(text_at(history.at(1), "act_label"), "登録");
  EXPECT_EQ(text_at(history.at(0), "reason"), "現物を確かめたため");
  EXPECT_EQ(
      history.at(0).at("changes"),
      (JsonArray{JsonObject{{"label", "重要性"}, {"before", "重要性Ⅱ"}, {"after", "重要性Ⅰ"}}}));
  EXPECT_EQ(get("/registers/assets/assets-1").status, 200);
}

TEST_F(RegisterPages, AChangeInBetweenIsNotOverwritten) {
  post("/registers/assets/new", asset("窓口の端末"));
  change("/registers/assets/assets-1/edit?version=1", asset("一人目の名前"));
  const Response late = change("/registers/assets/assets-1/edit?version=1", asset("二人目の名前"));
  EXPECT_EQ(late.status, 409);
  EXPECT_THAT(late.body, HasSubstr("二人目の名前"));
  EXPECT_EQ(text_at(model("/registers/assets/assets-1").at("entry"), "title"), "一人目の名前");
}

TEST_F(RegisterPages, TheFormOfAChangeCarriesTheVersionSeen) {
  post("/registers/assets/new", asset("窓口の端末"));
  const Json form = model("/registers/assets/assets-1/edit").at("form");
  EXPECT_EQ(text_at(form, "action"), "/b/mimori/registers/assets/assets-1/edit?version=1");
  EXPECT_EQ(text_at(form.at("fields").at(0), "value"), "窓口の端末");
}

TEST_F(RegisterPages, AnEntryKnowsTheApplicationsAboutIt) {
  post("/registers/assets/new", asset("窓口の端末", "4"));
  const Json takeout{{"assets", JsonArray{"assets-1"}},
                     {"purpose", "現地の調査のため"},
                     {"destination", "公民館"},
                     {"from", "2026-11-24"},
                     {"due", "2026-11-30"},
                     {"means", "official_car"}};
  const auto filed = town_.acts().file_application(town_.person("小川 直樹"), "takeout", takeout);
  ASSERT_TRUE(filed.has_value()) << filed.error().message;
  const Json entry = model("/registers/assets/assets-1").at("entry");
  EXPECT_EQ(text_at(entry.at("related").at(0), "href"), "/b/mimori/" + filed->subject);
  EXPECT_EQ(text_at(entry.at("state"), "label"), "決裁待ち");
  const Json row = model("/registers/assets").at("list").at("rows").at(0);
  EXPECT_EQ(text_at(row.at("cells").as_array().back().at("chip"), "label"), "決裁待ち");
}

TEST_F(RegisterPages, AHeadChangesTheOwnSectionOnly) {
  post("/registers/assets/new", asset("福祉課の端末"));
  post("/registers/assets/new", asset("教育課の端末", "2", "教育課"));
  sign_in_as("高橋 美咲");
  const Json own = model("/registers/assets/assets-1").at("entry");
  // change, close, ask for erasure, lower its level; labels and the handling gate are for all
  EXPECT_EQ(array_at(own, "acts").size(), 6U);
  const Json other = model("/registers/assets/assets-2").at("entry");
  EXPECT_EQ(array_at(other, "acts").size(), 2U);
  EXPECT_FALSE(text_at(other.at("blocked").at(0), "reason").empty());
  EXPECT_EQ(get("/registers/assets/assets-2/edit").status, 403);
  EXPECT_EQ(post("/registers/assets/assets-2/edit?version=1", asset("横取り")).status, 403);
}

TEST_F(RegisterPages, StaffReadButDoNotAdd) {
  sign_in_as("小川 直樹");
  const Json page = model("/registers/assets");
  for (const Json& action : array_at(page.at("list"), "actions")) {
    EXPECT_FALSE(action.at("primary").as_bool()) << text_at(action, "label");
  }
  EXPECT_EQ(get("/registers/assets/new").status, 403);
  EXPECT_EQ(post("/registers/assets/new", asset("私物")).status, 403);
}

TEST_F(RegisterPages, ExactlyWhatIsListedCanBeTakenAsAFile) {
  post("/registers/assets/new", asset("窓口の端末"));
  post("/registers/assets/new", asset("プリンタ"));
  const Response file = get("/registers/assets/list.xlsx?q=窓口");
  EXPECT_THAT(file.headers.get("Content-Type"), HasSubstr("spreadsheetml"));
  EXPECT_THAT(file.body, StartsWith("PK"));
  const Response csv = get("/registers/assets/list.csv?q=窓口");
  EXPECT_THAT(csv.body, HasSubstr("資産 第1号,窓口の端末,"));
  EXPECT_THAT(csv.body, Not(HasSubstr("プリンタ")));
  const Response chosen = get("/registers/assets/list.csv?entry=2");
  EXPECT_THAT(chosen.body, HasSubstr("資産 第2号,プリンタ,"));
  EXPECT_THAT(chosen.body, Not(HasSubstr("窓口")));
}

TEST_F(RegisterPages, AllRegistersStandUnderTheirHeadings) {
  const Json page = model("/registers");
  EXPECT_TRUE(has_form_of(page, example("registers")));
  EXPECT_EQ(text_at(page.at("groups").at(0), "label"), "情報資産と機器");
  EXPECT_THAT(get("/registers").body, HasSubstr("契約台帳"));
  sign_in_as("小川 直樹");
  EXPECT_THAT(get("/registers").body, Not(HasSubstr("違反対応台帳")));
  EXPECT_EQ(get("/registers/violations").status, 403);
}

TEST_F(RegisterPages, ALongFormHasHeadingsAndSaysWhenAFieldIsAskedFor) {
  const Response form = get("/registers/equipment/new");
  EXPECT_EQ(form.status, 200);
  EXPECT_THAT(form.body, HasSubstr("form__group\">入手"));
  EXPECT_THAT(form.body, HasSubstr("「入手の形」が「リース」のときに、必ず入力します。"));
  EXPECT_THAT(form.body, HasSubstr("data-field=\"ownership\" data-values=\"lease\""));
}

TEST_F(RegisterPages, AnEntryIsClosedOnItsPageAndTheClosingTakenBack) {
  post("/registers/assets/new", asset("窓口の端末"));
  Fields closing;
  closing.add("closed_on", "令和8年11月20日");
  const Response without = post("/registers/assets/assets-1/close?version=1", closing);
  EXPECT_EQ(without.status, 422);
  EXPECT_THAT(without.body, HasSubstr("href=\"#close-change_reason\""));
  EXPECT_EQ(change("/registers/assets/assets-1/close?version=1", closing).status, 303);
  const Json closed = model("/registers/assets/assets-1").at("entry");
  EXPECT_EQ(text_at(closed.at("closed"), "label"), "廃棄・返却");
  EXPECT_EQ(text_at(closed.at("acts").at(0), "id"), "reopen");
  EXPECT_EQ(change("/registers/assets/assets-1/reopen?version=2", {}).status, 303);
  EXPECT_TRUE(model("/registers/assets/assets-1").at("entry").at("closed").is_null());
}

TEST_F(RegisterPages, AConfinedDocumentIsNowhereForOthers) {
  Fields document;
  document.add("name", "戻し方の手順");
  document.add("kind", "procedure");
  document.add("importance", "3");
  document.add("section", town_.section("福祉課"));
  document.add("form", "file");
  document.add("place", "文書サーバ");
  document.add("since", "R8.4.1");
  document.add("readers", "担当者");
  const std::string text = "手順\n";
  EXPECT_EQ(
      upload("/registers/documents/new", {{"files", "手順.txt", "text/plain", text}}, document)
          .status,
      303);
  const std::string attached = "/attachments/" + hex(as_text(sha256(text)));
  const std::string page = "/registers/documents/documents-1";
  const auto shows = [&](std::string_view address) {
    return get(address).body.contains("戻し方の手順");
  };
  sign_in_as("高橋 美咲");  // heads the section
  EXPECT_TRUE(shows(page));
  EXPECT_TRUE(shows("/registers/documents"));
  EXPECT_TRUE(shows("/registers/documents/list.csv"));
  EXPECT_EQ(get(attached).status, 200);
  sign_in_as("中村 浩二");  // heads another
  EXPECT_EQ(get(page).status, 403);
  EXPECT_FALSE(shows(page));
  EXPECT_FALSE(shows("/registers/documents"));
  EXPECT_FALSE(shows("/registers/documents/list.csv"));
  EXPECT_FALSE(shows("/registers/documents/list.csv?entry=1"));
  EXPECT_NE(get(attached).status, 200);
}

TEST_F(RegisterPages, WhatIsKeptAndWhatWasClosedCanBeListedAlone) {
  post("/registers/assets/new", asset("福祉課の端末"));
  post("/registers/assets/new", asset("古い端末"));
  Fields closing;
  closing.add("closed_on", "2026-11-20");
  change("/registers/assets/assets-2/close?version=1", closing);
  EXPECT_THAT(names("?situation=kept"), ElementsAre("福祉課の端末"));
  EXPECT_THAT(names("?situation=closed"), ElementsAre("古い端末"));
  EXPECT_THAT(names("?situation=kept&situation=closed"), ::testing::SizeIs(2));
  EXPECT_THAT(names("?situation=held"), ::testing::IsEmpty());
  EXPECT_EQ(model("/registers/assets/options").at("options").as_array().size(), 1U);
  const Json list = model("/registers/assets?situation=closed").at("list");
  EXPECT_EQ(text_at(list.at("conditions").at(0), "text"), "廃棄・返却したもの");
  EXPECT_EQ(
      text_at(object_at(list.at("rows").at(0).at("cells").as_array().back(), "chip"), "label"),
      "廃棄・返却");
}

TEST_F(RegisterPages, OfManyEntriesTheNewestAreOfferedAndTheOthersFound) {
  for (int number = 1; number <= 103; ++number) {
    post("/registers/assets/new", asset("端末" + std::to_string(number) + "号"));
  }
  const Json all = model("/registers/assets/options");
  EXPECT_EQ(all.at("options").as_array().size(), 100U);
  EXPECT_EQ(all.at("left"), 3);
  EXPECT_EQ(text_at(all.at("options").at(0), "number"), "資産 第103号");
  const Json found = model("/registers/assets/options?q=端末1号");
  EXPECT_EQ(text_at(found.at("options").at(0), "value"), "assets-1");
  EXPECT_EQ(found.at("left"), 0);
  std::map<std::string, bool> for_one;
  const Json form = model("/registers/assets/new").at("form");
  for (const Json& field : array_at(form, "fields")) {
    if (flag_at(field, "is_references")) for_one[text_at(field, "name")] = flag_at(field, "is_one");
  }
  EXPECT_THAT(for_one, ElementsAre(Pair("contents", false), Pair("original", true)));
  EXPECT_THAT(get("/registers/assets/new").body,
              AllOf(HasSubstr("type=\"radio\" name=\"original\" value=\"assets-103\""),
                    HasSubstr("選ばない")));
}

TEST_F(RegisterPages, AFileIsAttachedAndTakenByThoseWhoMayReadTheEntry) {
  Fields plan;
  plan.add("name", "第1回委員会");
  plan.add("held_on", "R8.11.20");
  plan.add("chair", town_.person("大野 隆"));
  plan.add("members", "全員");
  plan.add("agenda_kinds", "report");
  plan.add("agenda", "報告");
  plan.add("decisions", "了承");
  const std::string text = "会議録\n";
  const Response added =
      upload("/registers/meetings/new", {{"files", "議事.txt", "text/plain", text}}, plan);
  EXPECT_EQ(added.status, 303) << added.body;
  const Json entry = model("/registers/meetings/meetings-1").at("entry");
  std::string href;
  for (const Json& field : array_at(entry, "fields")) {
    for (const Json& item : array_at(field, "items")) {
      if (text_at(item, "text") == "議事.txt") href = text_at(item, "href");
    }
  }
  ASSERT_FALSE(href.empty());
  const Response file = get(href.substr(std::string_view("/b/mimori").size()));
  EXPECT_EQ(file.body, text);
  EXPECT_THAT(file.headers.get("Content-Disposition"), StartsWith("attachment"));
  EXPECT_EQ(get("/attachments/" + std::string(64, '0')).status, 404);

  const Response refused =
      upload("/registers/meetings/new", {{"files", "走る.exe", "text/plain", "MZ"}}, plan);
  EXPECT_EQ(refused.status, 422);
  EXPECT_THAT(refused.body, HasSubstr("添付できる種類のファイルではありません"));
}

TEST_F(RegisterPages, ABodyAddsAFieldOfItsOwn) {
  Fields field;
  field.add("label", "備品番号");
  field.add("type", "text");
  EXPECT_EQ(post("/registers/assets/fields", field).status, 303);
  EXPECT_EQ(post("/registers/assets/fields", field).status, 422);  // there is one by that name
  const Json page = model("/registers/assets/fields");
  EXPECT_TRUE(has_form_of(page.at("own"), example("register-fields").at("own")));
  EXPECT_THAT(get("/registers/assets/new").body, HasSubstr("備品番号"));
  Fields entry = asset("窓口の端末");
  entry.add("own_1", "B-0012");
  EXPECT_EQ(post("/registers/assets/new", entry).status, 303);
  EXPECT_THAT(get("/registers/assets/assets-1").body, HasSubstr("B-0012"));
  EXPECT_THAT(names("?q=B-0012"), ElementsAre("窓口の端末"));
  EXPECT_EQ(post("/registers/assets/fields/own_1/end", {}).status, 303);
  EXPECT_THAT(get("/registers/assets/new").body, Not(HasSubstr("備品番号")));
  sign_in_as("小川 直樹");
  EXPECT_EQ(get("/registers/assets/fields").status, 403);
}

TEST_F(RegisterPages, UnknownThingsAreNotFound) {
  EXPECT_EQ(get("/registers/cars").status, 404);
  EXPECT_EQ(get("/registers/assets/assets-9").status, 404);
}

}  // namespace
}  // namespace mamori::web
