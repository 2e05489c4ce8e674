#include "body/definitions.h"

#include <gmock/gmock.h>
#include <map>

namespace mamori::body {
namespace {

using ::testing::ContainsRegex;
using ::testing::HasSubstr;

// The shipped files, one of them written another way.
class Changed {
 public:
  Changed(std::string path, std::string_view from, std::string_view to) : path_(std::move(path)) {
    const embedded::File* shipped = embedded::find(embedded::definitions(), path_);
    text_ = shipped ? std::string(shipped->bytes) : "";
    const auto at = text_.find(from);
    if (at == std::string::npos) throw std::runtime_error("not in " + path_);
    text_.replace(at, from.size(), to);
  }

  std::string complaint() const {
    std::vector<embedded::File> files;
    for (const embedded::File& file : embedded::definitions()) {
      files.push_back(file.path == path_ ? embedded::File{path_, text_} : file);
    }
    const auto loaded = Definitions::load(files);
    if (loaded) return "";
    EXPECT_EQ(loaded.error().code, "definition_malformed");
    EXPECT_NE(loaded.error().remedy, "");
    return loaded.error().message;
  }

 private:
  std::string path_;
  std::string text_;
};

TEST(Definitions, TheShippedOnesFitTogether) {
  const auto loaded = Definitions::load(embedded::definitions());
  ASSERT_TRUE(loaded.has_value()) << loaded.error().message;
  EXPECT_TRUE(loaded->procedures.contains("takeout"));
  EXPECT_TRUE(loaded->registers.contains("assets"));
  EXPECT_TRUE(loaded->schemes.contains("importance"));
  EXPECT_NE(loaded->policy.rule("organisation.appoint"), nullptr);
  EXPECT_FALSE(loaded->sample.people.empty());
}

TEST(Definitions, ABrokenOneIsRefusedWithFileAndLine) {
  EXPECT_THAT(
      Changed("procedures/takeout.yaml", "procedure: takeout", "procedure: [takeout").complaint(),
      ContainsRegex("definitions/procedures/takeout.yaml:[0-9]+: "));
  EXPECT_THAT(
      Changed("registers/assets.yaml", "type: section", "type: sektion").complaint(),
      ContainsRegex("definitions/registers/assets.yaml:[0-9]+: 知らない type です: sektion"));
  EXPECT_THAT(Changed("roles/offices.yaml", "scope: section", "scope: county").complaint(),
              ContainsRegex("definitions/roles/offices.yaml:[0-9]+: "));
  EXPECT_THAT(Changed("schemes/importance.yaml", "rank: 4", "rank: top").complaint(),
              ContainsRegex("definitions/schemes/importance.yaml:[0-9]+: "));
}

TEST(Definitions, NamesThatNoOtherOneDeclaresAreRefused) {
  EXPECT_THAT(Changed("procedures/takeout.yaml", "controls: [transport-protection]",
                      "controls: [transport-proctection]")
                  .complaint(),
              HasSubstr("管理策「transport-proctection」は定義されていません"));
  EXPECT_THAT(Changed("procedures/takeout.yaml", "{office: general_manager}", "{office: shogun}")
                  .complaint(),
              HasSubstr("役職「shogun」は定義されていません"));
  EXPECT_THAT(Changed("procedures/takeout.yaml", "{highest: assets.importance, at_least: \"2\"}",
                      "{highest: assets.value, scheme: importance, at_least: \"2\"}")
                  .complaint(),
              HasSubstr("分類の項目「assets.value」"));
  EXPECT_THAT(Changed("procedures/takeout.yaml", "of: assets", "of: treasures").complaint(),
              HasSubstr("台帳「treasures」は定義されていません"));
  EXPECT_THAT(
      Changed("roles/access.yaml", "{office: administrator}", "{office: shogun}").complaint(),
      HasSubstr("役職「shogun」"));
  EXPECT_THAT(
      Changed("controls/D.yaml", "{procedure: takeout}", "{procedure: teleport}").complaint(),
      HasSubstr("teleport"));
}

// Otherwise the office would never be found to be held, and whoever waits for it wait forever.
TEST(Definitions, AnOfficeIsAskedForAsItIsHeld) {
  EXPECT_THAT(Changed("procedures/takeout.yaml", "{office: section_manager, of: section}",
                      "{office: section_manager}")
                  .complaint(),
              HasSubstr("「section_manager」は課ごとの役職です"));
  EXPECT_THAT(Changed("procedures/takeout.yaml", "{office: general_manager}",
                      "{office: general_manager, of: section}")
                  .complaint(),
              HasSubstr("「general_manager」は団体に一つの役職です"));
}

TEST(Definitions, TheSampleOrganisationFitsItself) {
  const std::string path = "samples/organisation.yaml";
  EXPECT_THAT(Changed(path, "section: 住民課}", "section: 税務課}").complaint(),
              HasSubstr("課「税務課」"));
  EXPECT_THAT(Changed(path, "{office: ciso, person: 大野 隆}", "{office: ciso, person: 大野 高}")
                  .complaint(),
              HasSubstr("人「大野 高」"));
  EXPECT_THAT(Changed(path, "{office: ciso,", "{office: shogun,").complaint(),
              HasSubstr("役職「shogun」"));
}

}  // namespace
}  // namespace mamori::body
