#include "registers/register.h"

#include <gmock/gmock.h>

#include "base/json.h"
#include "registers/entries.h"
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

TEST_F(Register, AChangeIsMadeToTheVersionThatWasSeenAndSaysWhy) {
  const std::string id = add_asset("一号", "2");
  const Entry seen = entry(connection(), id).value();
  Json better{{"name", "改一号"}, {"importance", "1"}};
  EXPECT_EQ(code_of(change_entry(connection(), assets_, by_test(), {seen, 1}, better)),
            "field_required");
  better.as_object()["change_reason"] = "内容が変わったため";
  const auto act =
      apply(change_entry(connection(), assets_, by_test(), {seen, 1}, better), project);
  EXPECT_EQ(text_at(act, "reason"), "内容が変わったため");
  const Entry now = entry(connection(), id).value();
  EXPECT_EQ(now.label, "改一号");
  EXPECT_EQ(now.version, 2);
  EXPECT_EQ(now.serial, seen.serial);
  EXPECT_FALSE(now.values.contains("change_reason"));
  EXPECT_EQ(code_of(change_entry(connection(), assets_, by_test(), {now, 1}, better)),
            "entry_changed");
}

TEST_F(Register, AClosedEntryIsKeptAndNotChangedUntilTheClosingIsTakenBack) {
  const std::string id = add_asset("一号", "2");
  const auto now = [&] { return entry(connection(), id).value(); };
  const Json why{{"change_reason", "更新により使わなくなったため"}};
  Json closing = why;
  closing.as_object()["closed_on"] = "令和9年1月1日";
  EXPECT_EQ(code_of(close_entry(connection(), assets_, by_test(), {now(), 1}, closing)),
            "closing_to_come");
  closing.as_object()["closed_on"] = "令和8年11月20日";
  apply(close_entry(connection(), assets_, by_test(), {now(), 1}, closing), project);
  EXPECT_EQ(now().closed_on, "2026-11-20");
  EXPECT_EQ(now().label, "一号");
  EXPECT_EQ(code_of(change_entry(connection(), assets_, by_test(), {now(), 2}, why)),
            "entry_closed");
  EXPECT_EQ(code_of(close_entry(connection(), assets_, by_test(), {now(), 2}, closing)),
            "entry_closed");
  apply(reopen_entry(connection(), assets_, by_test(), {now(), 2}, why), project);
  EXPECT_EQ(now().closed_on, "");
  EXPECT_EQ(code_of(reopen_entry(connection(), assets_, by_test(), {now(), 3}, why)),
            "entry_not_closed");
}

TEST_F(Register, WhatRefersToAnEntryIsFoundFromIt) {
  const Definition systems = Definition::parse("systems.yaml", R"(
register: systems
title: システム台帳
number: システム
by: [{office: administrator}]
fields:
  - {name: name, label: 名称, type: text, required: true}
  - {name: parts, label: 構成するもの, type: references, of: assets}
)",
                                               schemes_)
                                 .value();
  const std::string server = add_asset("サーバ", "2");
  const std::string other = add_asset("端末", "2");
  const auto refers_to = [&](const std::string& id) { return references_to(connection(), id, 10); };
  Json input{{"name", "住記"}, {"parts", JsonArray{Json(server)}}};
  apply(add_entry(connection(), systems, by_test(), input), project);
  ASSERT_EQ(refers_to(server).size(), 1U);
  EXPECT_EQ(refers_to(server).front().entry.label, "住記");
  EXPECT_EQ(refers_to(server).front().field, "parts");

  input.as_object()["parts"] = JsonArray{Json(other)};
  input.as_object()["change_reason"] = "入れ替えたため";
  const Entry system = entry(connection(), "systems-1").value();
  apply(change_entry(connection(), systems, by_test(), {system, 1}, input), project);
  EXPECT_TRUE(refers_to(server).empty());
  EXPECT_EQ(refers_to(other).size(), 1U);
}

TEST_F(Register, AnEntryIsNamedByItsNumberAsPeopleWriteIt) {
  for (const char* text : {"assets-12", "12", "１２", "資産 第12号", "第12号"}) {
    EXPECT_EQ(entry_id_of("assets", text), "assets-12") << text;
  }
  EXPECT_EQ(entry_id_of("assets", "media-3"), "media-3");
  EXPECT_EQ(entry_id_of("assets", "ノート"), "ノート");
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
  EXPECT_THAT(complaint("columns: [", "order: -colour\ncolumns: ["),
              HasSubstr("並べる「-colour」は項目にありません"));
  EXPECT_THAT(
      complaint("columns: [", "serves: [{control: x, when: {present: bought}}]\ncolumns: ["),
      HasSubstr("what（数えるものの呼び方）が必要"));
  EXPECT_THAT(
      complaint("columns: [", "serves: [{control: x, what: 物, since: bought}]\ncolumns: ["),
      HasSubstr("両方を書きます"));
  EXPECT_THAT(complaint("columns: [", "yearly: {title: 計画, year: bought}\ncolumns: ["),
              HasSubstr("yearly には"));
  EXPECT_THAT(complaint("number: 資産", "number: \"\""), HasSubstr("register・title・number"));
  EXPECT_THAT(
      complaint("by: [{office: administrator}, {office: section_manager, of: section}]", "by: []"),
      HasSubstr("誰ができるか"));
  EXPECT_THAT(complaint("name: name", "name: title"), HasSubstr("項目 name が必要"));
  for (const char* name : {"q", "sort", "page", "rows", "columns", "situation", "bought_from"}) {
    EXPECT_THAT(complaint("{name: section,", std::string("{name: ") + name + ","),
                HasSubstr("項目の名前「" + std::string(name) + "」は使えません"));
  }
}

}  // namespace
}  // namespace mamori::registers
