// Every register of definitions/registers, through the same acts: what one can do in any of them.
#include <algorithm>
#include <gmock/gmock.h>

#include "base/testing.h"
#include "body/body_fixture.h"
#include "notices/inbox.h"
#include "registers/condition.h"

namespace mamori::body {
namespace {

using registers::Definition;
using registers::Field;
using registers::FieldType;
using testing::shipped;
using testing::Town;

using mamori::testing::code_of;

class EveryRegister : public ::testing::TestWithParam<std::string> {
 protected:
  EveryRegister() { town_.settle(); }

  static const Definition& definition(std::string_view id) {
    return shipped().registers.find(id)->second;
  }
  static const Definition& definition() { return definition(GetParam()); }

  // Somebody who may write an entry of 福祉課, or of the body.
  std::string writer(const Definition& of) {
    return town_.read([&](auto& db) {
      const JsonObject values{{"section", town_.section("福祉課")}};
      for (const auto& person : organisation::people(db, town_.today())) {
        if (town_.acts().may_write(db, person.id, of, values).allowed) return person.id;
      }
      return std::string();
    });
  }

  std::string typed(const Field& field) {
    switch (field.type) {
      case FieldType::number:
        return std::to_string(field.least.value_or(1));
      case FieldType::date:
        return "令和8年11月20日";
      case FieldType::fiscal_year:
        return "令和8年度";
      case FieldType::url:
        return "https://www.example.lg.jp/";
      case FieldType::section:
      case FieldType::sections:
        return town_.section("福祉課");
      case FieldType::person:
        return town_.person("小川 直樹");
      case FieldType::choice:
      case FieldType::choices:
        return field.options.front().value;
      default:
        return field.example.empty() ? "例として書いたこと" : field.example;
    }
  }

  bool holds(const std::shared_ptr<const registers::Condition>& condition,
             const JsonObject& input) {
    return condition && town_.read([&](auto& db) {
      return registers::holds(db, {}, *condition, input, town_.today());
    });
  }

  // Whether what is filled in so far asks for a file: there is none here.
  bool asks_for_a_file(const Definition& of, const JsonObject& input) {
    return std::ranges::any_of(of.fields, [&](const Field& field) {
      return field.type == FieldType::files && field.required &&
             (!field.when || holds(field.when, input));
    });
  }

  // Everything the form asks for; of other registers only what it cannot do without.
  JsonObject filled(const Definition& of) {
    JsonObject input;
    for (const Field& field : of.fields) {
      if (field.type == FieldType::files || (field.when && !holds(field.when, input))) continue;
      if (field.type != FieldType::references) {
        input[field.name] = typed(field);
        for (const auto& option : field.options) {
          if (asks_for_a_file(of, input)) input[field.name] = option.value;
        }
      } else if (field.required || holds(field.required_when, input)) {
        input[field.name] = JsonArray{Json(added(definition(field.of)))};
      }
    }
    return input;
  }

  std::string added(const Definition& of) {
    const auto done = town_.acts().add_entry(writer(of), of.id, filled(of));
    EXPECT_TRUE(done.has_value()) << of.id << ": " << done.error().message;
    if (!done) {
      for (const auto& wrong : done.error().fields) ADD_FAILURE() << wrong.field << wrong.message;
    }
    return done ? text_at(done->payload, "id") : "";
  }

  Town town_;
};

TEST_P(EveryRegister, TakesAnEntryThatIsFilledIn) {
  const std::string id = added(definition());
  const auto entry = town_.read([&](auto& db) { return registers::entry(db, id); });
  ASSERT_TRUE(entry.has_value());
  EXPECT_EQ(entry->version, 1);
  EXPECT_FALSE(entry->label.empty());
}

TEST_P(EveryRegister, RefusesWhatIsMissingAndWhatItDoesNotKnow) {
  for (const Field& field : definition().fields) {
    if (!field.required || field.when) continue;
    JsonObject input = filled(definition());
    input.erase(field.name);
    EXPECT_FALSE(town_.acts().add_entry(writer(definition()), GetParam(), input).has_value())
        << field.name;
  }
  JsonObject strange = filled(definition());
  strange["colour"] = "red";
  EXPECT_EQ(code_of(town_.acts().add_entry(writer(definition()), GetParam(), strange)),
            "field_unknown");
}

TEST_P(EveryRegister, IsChangedWithAReasonByWhoeverSawTheNewest) {
  const std::string id = added(definition());
  const std::string person = writer(definition());
  JsonObject input = town_.read([&](auto& db) { return registers::entry(db, id).value().values; });
  input["name"] = "改めた名称";
  EXPECT_EQ(code_of(town_.acts().change_entry(person, id, 1, input)), "field_required");
  input["change_reason"] = "名称が変わったため";
  EXPECT_TRUE(town_.acts().change_entry(person, id, 1, input).has_value());
  EXPECT_EQ(code_of(town_.acts().change_entry(person, id, 1, input)), "entry_changed");
}

TEST_P(EveryRegister, IsClosedAndKept) {
  const std::string id = added(definition());
  const std::string person = writer(definition());
  const Json closing{{"closed_on", "令和8年11月21日"}, {"change_reason", "使い終わったため"}};
  ASSERT_EQ(code_of(town_.acts().close_entry(person, id, 1, closing)), "");
  const auto entry = town_.read([&](auto& db) { return registers::entry(db, id); });
  EXPECT_EQ(entry->closed_on, "2026-11-21");
  EXPECT_EQ(code_of(town_.acts().change_entry(person, id, 2, closing)), "entry_closed");
}

TEST_P(EveryRegister, IsWrittenOnlyByThoseItNames) {
  const std::string id = added(definition());
  const std::string anybody = town_.person("山本 健");
  const std::uint64_t records = town_.records();
  EXPECT_EQ(code_of(town_.acts().add_entry(anybody, GetParam(), filled(definition()))),
            "not_the_holder");
  EXPECT_EQ(code_of(town_.acts().change_entry(anybody, id, 1, {})), "not_the_holder");
  EXPECT_EQ(code_of(town_.acts().close_entry(anybody, id, 1, {})), "not_the_holder");
  EXPECT_GE(town_.records(), records);
}

TEST_P(EveryRegister, IsReadByThoseWhoWriteIt) {
  const std::string id = added(definition());
  town_.read([&](auto& db) {
    const registers::Values values = registers::entry(db, id)->values;
    EXPECT_TRUE(town_.acts().may_read(db, writer(definition()), definition(), values).allowed);
    const bool open =
        town_.acts().may_read(db, town_.person("森 彩香"), definition(), values).allowed;
    EXPECT_TRUE(open || definition().read) << "an open register is read by everybody";
  });
}

TEST_P(EveryRegister, SaysWhatItServesAndHowLongItIsKept) {
  EXPECT_TRUE(definition().retention.has_value());
  EXPECT_FALSE(definition().closing.empty());
  EXPECT_FALSE(definition().lead.empty());
  bool serves = false;
  for (const auto& control : shipped().catalogue.controls()) {
    const catalogue::Satisfier here{catalogue::SatisfierKind::register_, GetParam()};
    serves = serves || std::ranges::find(control.satisfied_by, here) != control.satisfied_by.end();
  }
  EXPECT_TRUE(serves);
}

std::vector<std::string> ids() {
  std::vector<std::string> all;
  for (const auto& [id, definition] : shipped().registers) all.push_back(id);
  return all;
}

INSTANTIATE_TEST_SUITE_P(Definitions, EveryRegister, ::testing::ValuesIn(ids()),
                         [](const auto& each) { return each.param; });

// --- who may see what, and what levels ask for

class RegistersAtWork : public ::testing::Test {
 protected:
  RegistersAtWork() : administrator_(town_.settle()) {}

  Result<Done> add_asset(std::string_view name, std::string_view importance, Json beside = {}) {
    JsonObject input{{"name", name},
                     {"kind", "data"},
                     {"importance", importance},
                     {"section", town_.section("福祉課")}};
    if (beside.is_object()) {
      for (const auto& member : beside.get_object()) input[member.key()] = member.value();
    }
    return town_.acts().add_entry(administrator_, "assets", input);
  }
  std::string id_of(const Result<Done>& done) {
    return done ? text_at(done->payload, "id") : done.error().message;
  }
  std::string level_of(const std::string& id) {
    return town_.read(
        [&](auto& db) { return text_at(registers::entry(db, id)->values, "importance"); });
  }

  Town town_;
  const std::string administrator_;
};

TEST_F(RegistersAtWork, ViolationsAreSeenByThoseWhoDecideAndByNobodyElse) {
  const Definition& violations = shipped().registers.at("violations");
  town_.read([&](auto& db) {
    const auto sees = [&](std::string_view name) {
      return town_.acts().readable(db, town_.person(name), violations);
    };
    EXPECT_TRUE(sees("大野 隆").all) << "the CISO sees all";
    EXPECT_FALSE(sees("高橋 美咲").all);
    EXPECT_TRUE(sees("高橋 美咲").somewhere) << "those of 福祉課";
    EXPECT_FALSE(sees("小川 直樹").somewhere);
  });
}

TEST_F(RegistersAtWork, ACopyAndAContainerAreNotClassifiedBelowWhatTheyHold) {
  const std::string original = id_of(add_asset("相談記録", "1"));
  const Json copied{{"original", JsonArray{Json(original)}}};
  EXPECT_EQ(code_of(add_asset("相談記録の写し", "3", copied)), "level_too_low");
  const Json holding{{"contents", JsonArray{Json(original)}}};
  EXPECT_EQ(code_of(add_asset("書庫の箱", "2", holding)), "level_too_low");
  EXPECT_EQ(code_of(add_asset("書庫の箱", "1", holding)), "");
}

TEST_F(RegistersAtWork, ALevelIsLoweredOnlyByADecisionOfTheManager) {
  const std::string id = id_of(add_asset("説明会の資料", "2"));
  JsonObject plain = town_.read([&](auto& db) { return registers::entry(db, id)->values; });
  plain["importance"] = "3";
  plain["change_reason"] = "公表したため";
  EXPECT_EQ(code_of(town_.acts().change_entry(administrator_, id, 1, plain)), "level_lowered");
  const Json decision{{"level", "3"}, {"change_reason", "公表したため"}};
  EXPECT_EQ(code_of(town_.acts().lower_level(administrator_, id, 1, decision)), "not_the_holder");
  EXPECT_EQ(code_of(town_.acts().lower_level(town_.person("佐々木 誠"), id, 1, decision)),
            "not_the_holder")
      << "the manager of another section";
  EXPECT_EQ(code_of(town_.acts().lower_level(town_.person("高橋 美咲"), id, 1, decision)), "");
  EXPECT_EQ(level_of(id), "3");
  plain["importance"] = "1";
  EXPECT_EQ(code_of(town_.acts().change_entry(administrator_, id, 2, plain)), "")
      << "raising it is no more than care";
}

TEST_F(RegistersAtWork, WhatNobodyCouldClassifyGoesToTheManager) {
  const std::string id = id_of(add_asset("差出人の分からない資料", "unknown"));
  const auto inbox =
      town_.read([&](auto& db) { return notices::inbox(db, town_.person("高橋 美咲")); });
  ASSERT_EQ(inbox.size(), 1U);
  EXPECT_THAT(inbox.front().text, ::testing::HasSubstr("差出人の分からない資料"));
  EXPECT_EQ(inbox.front().href, "registers/assets/" + id);
  JsonObject decided = town_.read([&](auto& db) { return registers::entry(db, id)->values; });
  decided["importance"] = "3";
  decided["change_reason"] = "公表された資料と分かったため";
  EXPECT_EQ(code_of(town_.acts().change_entry(town_.person("高橋 美咲"), id, 1, decided)), "");
}

}  // namespace
}  // namespace mamori::body
