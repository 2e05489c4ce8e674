#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/json.h"
#include "labels/marking.h"
#include "web/testing_site.h"

namespace mamori::web {
namespace {

using testing::has_form_of;
using ::testing::HasSubstr;

// A page without anything on it.
constexpr std::string_view pdf =
    "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    "2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\n"
    "trailer<</Root 1 0 R/Size 4>>\n%%EOF\n";

class LabelPages : public testing::TestingSite {
 protected:
  LabelPages() : TestingSite(all_routes()) {
    const auto added = town_.acts().add_entry(town_.person("佐々木 誠"), "assets",
                                              {{"name", "税務ノート"},
                                               {"kind", "terminal"},
                                               {"importance", "2"},
                                               {"section", town_.section("住民課")}});
    EXPECT_TRUE(added.has_value());
    if (added) id_ = text_at(added->payload, "id");
    sign_in_as("石井 由美");
  }
  static std::vector<Upload> file(std::string bytes = std::string(pdf)) {
    return {{.field = "file", .name = "起案.pdf", .content_type = "", .bytes = std::move(bytes)}};
  }
  static Fields choosing(std::string_view name, std::string_view value) {
    Fields form;
    form.add(std::string(name), std::string(value));
    return form;
  }

  std::string id_;
};

TEST_F(LabelPages, LayOutLabelsOnTheSheetThatIsAtHand) {
  const std::string address = "/registers/assets/labels?entry=1&grid=a4-10&start=4";
  const Json page = model(address);
  EXPECT_TRUE(has_form_of(page, example("labels")));
  const Json& label = page.at("sheets").at(0).at("labels").at(0);
  EXPECT_EQ(text_at(label, "x"), "105.00");  // the second of the second row
  EXPECT_EQ(text_at(label, "y"), "72.30");
  const std::string html = get(address).body;
  EXPECT_THAT(html, HasSubstr("【重要性Ⅱ】資産第1号_税務ノート"));
  EXPECT_THAT(html, HasSubstr("資産 第1号"));
}

TEST_F(LabelPages, SayHowToChooseWhenNothingIsChosen) {
  EXPECT_THAT(get("/registers/assets/labels").body, HasSubstr("選ばれていません"));
  EXPECT_EQ(get("/registers/meetings/labels").status, 404);  // nothing there is classified
}

TEST_F(LabelPages, WriteTheClassIntoAFileAndReadItBack) {
  EXPECT_TRUE(has_form_of(model("/labels/file"), example("label-file")));
  const Response marked = upload("/labels/file", file(), choosing("entry", id_));
  ASSERT_EQ(marked.status, 200) << marked.body;
  EXPECT_EQ(labels::read_mark(marked.body).value(), (labels::Mark{"重要性Ⅱ", "資産 第1号"}));
  EXPECT_THAT(upload("/labels/read", file(marked.body)).body, HasSubstr("分類は「重要性Ⅱ」です"));
  EXPECT_THAT(upload("/labels/read", file()).body, HasSubstr("分類は書き込まれていません"));
}

TEST_F(LabelPages, WriteALevelThatIsChosenByItself) {
  const Response marked = upload("/labels/file", file(), choosing("level", "importance:3"));
  EXPECT_EQ(labels::read_mark(marked.body).value(), (labels::Mark{"重要性Ⅲ", ""}));
  EXPECT_THAT(marked.headers.get("Content-Disposition"),
              HasSubstr(percent_encode("【重要性Ⅲ】起案.pdf")));
}

TEST_F(LabelPages, ShowTheFormAgainWithWhatIsWrong) {
  EXPECT_EQ(upload("/labels/file", {}, choosing("level", "importance:3")).status, 422);
  EXPECT_THAT(upload("/labels/file", file()).body, HasSubstr("分類が選ばれていません"));
  EXPECT_THAT(upload("/labels/read", file("text")).body, HasSubstr("PDFのファイルではない"));
}

}  // namespace
}  // namespace mamori::web
