#include "body/readable.h"

#include <gmock/gmock.h>

#include "base/json.h"
#include "body/body_fixture.h"
#include "body/searching.h"
#include "search/folding.h"

namespace mamori::body {
namespace {

using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

// Documents of two systems: what may be known, and what is for those only who need it. 西村 亮
// manages all systems, 石井 由美 operates 住記 and 森 彩香 audits.
class ReadableEntries : public ::testing::Test {
 protected:
  ReadableEntries() {
    residents_ = add("systems", system("住記"));
    welfare_ = add("systems", system("福祉"));
    appoint("石井 由美", "system_operator", residents_);
    appoint("小川 直樹", "system_operator", welfare_);
    procedure_ = add("documents", document("鶴の手順書", "procedure", residents_));
    design_ = add("documents", document("鶴の設計書", "design", residents_));
  }

  std::string add(std::string_view register_id, const Json& input) {
    const auto added = town_.acts().add_entry(administrator_, register_id, input);
    EXPECT_TRUE(added.has_value()) << added.error().message;
    return added ? text_at(added->payload, "id") : "";
  }
  Json system(std::string_view name) {
    return {{"name", name},
            {"purpose", "窓口の事務"},
            {"section", town_.section("住民課")},
            {"manager", town_.person("西村 亮")},
            {"importance", "2"},
            {"personal", "no"},
            {"zone", "lgwan"},
            {"status", "running"},
            {"started_on", "R8.4.1"}};
  }
  Json document(std::string_view name, std::string_view kind, const std::string& system) {
    return {{"name", name},
            {"kind", kind},
            {"importance", "3"},
            {"section", town_.section("福祉課")},
            {"systems", JsonArray{Json(system)}},
            {"form", "paper"},
            {"place", "サーバ室の棚"},
            {"since", "R8.4.1"},
            {"readers", "担当者"}};
  }
  void appoint(std::string_view person, std::string_view office, const std::string& system) {
    const auto done = town_.acts().change_organisation(
        administrator_, "organisation.appoint",
        {{"office", office}, {"person", town_.person(person)}, {"system", system}});
    EXPECT_TRUE(done.has_value()) << done.error().message;
  }

  // What somebody sees of the documents: in lists and files, by search, and one by one.
  std::vector<std::string> seen(std::string_view name) {
    const registers::Definition& documents = testing::shipped().registers.at("documents");
    const std::string person = town_.person(name);
    return town_.read([&](auto& db) {
      const Readable readable = town_.acts().readable(db, person, documents);
      std::vector<std::string> ids;
      std::vector<std::string> subjects;
      for (const auto& entry : registers::entries(db, documents.id)) {
        const bool may = town_.acts().may_read(db, person, documents, entry.values).allowed;
        EXPECT_EQ(may, readable.contains(entry.serial)) << name << ": " << entry.label;
        if (may) ids.push_back(entry.id);
        if (may) subjects.push_back("registers/documents/" + entry.id);
      }
      std::vector<std::string> found;
      for (const auto& hit : find(town_.acts(), db, person,
                                  {.words = search::words_of("鶴"), .kind = search::Kind::entry})) {
        found.push_back(hit.document.subject);
      }
      EXPECT_THAT(found, ::testing::UnorderedElementsAreArray(subjects)) << name;
      return ids;
    });
  }

  testing::Town town_;
  const std::string administrator_ = town_.settle();
  std::string residents_;
  std::string welfare_;
  std::string procedure_;
  std::string design_;
};

TEST_F(ReadableEntries, AProcedureOfWorkIsForWhoeverHasToDoWithItsSystem) {
  EXPECT_THAT(seen("石井 由美"), UnorderedElementsAre(procedure_, design_));
  EXPECT_THAT(seen("小川 直樹"), UnorderedElementsAre(design_)) << "operates another system";
  EXPECT_THAT(seen("西村 亮"), UnorderedElementsAre(procedure_, design_)) << "manages them all";
  EXPECT_THAT(seen("高橋 美咲"), UnorderedElementsAre(procedure_, design_)) << "heads the section";
  EXPECT_THAT(seen("中村 浩二"), IsEmpty()) << "heads another";
  EXPECT_THAT(seen("山本 健"), IsEmpty()) << "is of the section, without a duty";
}

TEST_F(ReadableEntries, ASectionThatNeedsADocumentIsNamedInIt) {
  Json input = document("鶴の連絡網", "other", residents_);
  input.as_object()["disclosure"] = "needed";
  input.as_object()["readers_section"] = town_.section("教育課");
  const std::string id = add("documents", input);
  EXPECT_THAT(seen("中村 浩二"), UnorderedElementsAre(id));
  EXPECT_THAT(seen("小川 直樹"), UnorderedElementsAre(design_));
}

TEST_F(ReadableEntries, WhatIsImportantIsForTheOperatorsOfItsSystemsOnly) {
  Json input = document("鶴の構成図", "diagram", residents_);
  input.as_object()["importance"] = "2";
  const std::string id = add("documents", input);
  EXPECT_THAT(seen("石井 由美"), UnorderedElementsAre(procedure_, design_, id));
  EXPECT_THAT(seen("小川 直樹"), UnorderedElementsAre(design_));
}

TEST_F(ReadableEntries, ADocumentOfSeveralSystemsIsForThoseOfEach) {
  Json input = document("鶴の共通手順", "procedure", residents_);
  input.as_object()["systems"] = JsonArray{Json(residents_), Json(welfare_)};
  const std::string id = add("documents", input);
  EXPECT_THAT(seen("小川 直樹"), UnorderedElementsAre(design_, id));
}

}  // namespace
}  // namespace mamori::body
