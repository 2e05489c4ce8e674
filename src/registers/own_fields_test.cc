#include "registers/own_fields.h"

#include <gmock/gmock.h>

#include "registers/registers_fixture.h"

namespace mamori::registers {
namespace {

using organisation::testing::code_of;
using ::testing::SizeIs;

class OwnFields : public testing::RegisterTest {
 protected:
  Result<ledger::Act> adding(const Json& input) {
    return add_own_field(connection(), assets_, {"system:test", now_}, input);
  }
  void add(const Json& input) { apply(adding(input), project_own_fields); }
  Definition whole() { return with_own_fields(connection(), assets_); }
};

TEST_F(OwnFields, StandBesideThoseOfTheDefinition) {
  add({{"label", "備品番号"}, {"type", "text"}, {"help", "会計課の番号"}});
  ASSERT_THAT(whole().fields, SizeIs(assets_.fields.size() + 1));
  const Field own = whole().fields.back();
  EXPECT_EQ(own.name, "own_1");
  EXPECT_EQ(own.label, "備品番号");
  EXPECT_EQ(own.group, own_fields_group);
  const auto entry = add_entry(connection(), whole(), {"system:test", now_},
                               {{"name", "一号"}, {"importance", "2"}, {"own_1", "B-12"}});
  ASSERT_TRUE(entry.has_value()) << entry.error().message;
  EXPECT_EQ(Json(object_at(entry->payload, "shown")).at("備品番号"), Json(JsonArray{"B-12"}));
}

TEST_F(OwnFields, AreTypedLikeAnyOther) {
  add({{"label", "購入した年度"}, {"type", "fiscal_year"}});
  add({{"label", "棚"},
       {"type", "choice"},
       {"options", "一段目\n\n 二段目 \n"},
       {"required", "yes"}});
  const Field shelf = whole().fields.back();
  EXPECT_TRUE(shelf.required);
  ASSERT_THAT(shelf.options, SizeIs(2));
  EXPECT_EQ(shelf.options.at(1).label, "二段目");
  const auto entry = [&](const Json& input) {
    return code_of(add_entry(connection(), whole(), {"system:test", now_}, input));
  };
  EXPECT_EQ(entry({{"name", "一号"}, {"importance", "2"}}), "field_required");
  EXPECT_EQ(entry({{"name", "一号"}, {"importance", "2"}, {"own_2", "3"}}), "option_unknown");
  EXPECT_EQ(entry({{"name", "一号"}, {"importance", "2"}, {"own_1", "R8"}, {"own_2", "2"}}), "");
}

TEST_F(OwnFields, WhatCannotWorkIsRefused) {
  EXPECT_EQ(code_of(adding({{"type", "text"}})), "field_required");
  EXPECT_EQ(code_of(adding({{"label", "名称"}, {"type", "text"}})), "label_taken");
  EXPECT_EQ(code_of(adding({{"label", "棚"}, {"type", "files"}})), "option_unknown");
  EXPECT_EQ(code_of(adding({{"label", "棚"}, {"type", "choice"}, {"options", "一つだけ"}})),
            "options_malformed");
}

TEST_F(OwnFields, OneThatEndedIsAskedForNoLongerAndItsNameIsNotGivenAgain) {
  add({{"label", "備品番号"}, {"type", "text"}});
  apply(end_own_field(connection(), assets_, {"system:test", now_}, "own_1"), project_own_fields);
  EXPECT_THAT(whole().fields, SizeIs(assets_.fields.size()));
  EXPECT_EQ(code_of(end_own_field(connection(), assets_, {"system:test", now_}, "own_1")),
            "not_found");
  add({{"label", "備品番号"}, {"type", "number"}});
  EXPECT_EQ(whole().fields.back().name, "own_2");
}

}  // namespace
}  // namespace mamori::registers
