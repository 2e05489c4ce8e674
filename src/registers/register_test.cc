#include "registers/register.h"

#include <gmock/gmock.h>

#include "base/json.h"
#include "registers/registers_fixture.h"

namespace mamori::registers {
namespace {

using organisation::testing::code_of;
using ::testing::HasSubstr;

class Register : public testing::RegisterTest {
 protected:
  Change by_test() const { return {"system:test", now_}; }
};

TEST_F(Register, EntriesAreNumberedInTheOrderTheyCame) {
  const std::string first = add_asset("一号", "2");
  const std::string second = add_asset("二号", "3");
  EXPECT_EQ(first, "assets-1");
  EXPECT_EQ(second, "assets-2");
  EXPECT_EQ(entry_count(connection(), "assets"), 2);
  EXPECT_EQ(entry_count(connection(), "others"), 0);
  const auto found = entry(connection(), second);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->label, "二号");
  EXPECT_EQ(found->version, 1);
  EXPECT_EQ(number_of(assets_, found->serial), "資産 第2号");
}

TEST_F(Register, TheActSaysHowTheValuesRead) {
  const std::string residents = section("住民課");
  const auto act = add_entry(
      connection(), assets_, by_test(),
      {{"name", "一号"}, {"importance", "2"}, {"section", residents}, {"bought", "R8.4.1"}});
  ASSERT_TRUE(act.has_value()) << act.error().message;
  EXPECT_EQ(act->kind, "registers.add_entry");
  EXPECT_EQ(act->subject, "registers/assets/assets-1");
  EXPECT_EQ(Json(object_at(act->payload, "shown")), (Json{{"名称", JsonArray{"一号"}},
                                                          {"重要性", JsonArray{"重要性Ⅱ"}},
                                                          {"所管する課", JsonArray{"住民課"}},
                                                          {"購入日", JsonArray{"令和8年4月1日"}}}));
}

TEST_F(Register, AChangeIsMadeToTheVersionThatWasSeen) {
  const std::string id = add_asset("一号", "2");
  const Entry seen = entry(connection(), id).value();
  const Json better{{"name", "改一号"}, {"importance", "1"}};
  apply(change_entry(connection(), assets_, by_test(), seen, seen.version, better), project);
  const Entry now = entry(connection(), id).value();
  EXPECT_EQ(now.label, "改一号");
  EXPECT_EQ(now.version, 2);
  EXPECT_EQ(now.serial, seen.serial);
  EXPECT_EQ(code_of(change_entry(connection(), assets_, by_test(), now, seen.version, better)),
            "entry_changed");
}

TEST_F(Register, AWrongDefinitionIsRefusedWithItsLine) {
  const auto complaint = [&](std::string_view from, std::string_view to) {
    std::string yaml(assets_yaml);
    yaml.replace(yaml.find(from), from.size(), to);
    const auto definition = Definition::parse("assets.yaml", yaml, schemes_);
    return definition ? "" : definition.error().message;
  };
  EXPECT_THAT(complaint("title: 情報資産台帳", "titel: 情報資産台帳"),
              HasSubstr("assets.yaml:3: 知らない項目「titel」"));
  EXPECT_THAT(complaint("columns: [name, importance]", "columns: [name, colour]"),
              HasSubstr("assets.yaml:7: 列「colour」"));
  EXPECT_THAT(complaint("number: 資産", "number: \"\""), HasSubstr("register・title・number"));
  EXPECT_THAT(
      complaint("by: [{office: administrator}, {office: section_manager, of: section}]", "by: []"),
      HasSubstr("誰ができるか"));
  EXPECT_THAT(complaint("name: name", "name: title"), HasSubstr("項目 name が必要"));
}

}  // namespace
}  // namespace mamori::registers
