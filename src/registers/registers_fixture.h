// For tests only: a small register beside the people.
#pragma once

#include "organisation/organisation_fixture.h"
#include "registers/condition.h"
#include "registers/register.h"

namespace mamori::registers::testing {

class RegisterTest : public organisation::testing::OrganisationTest {
 protected:
  static Schemes schemes() {
    Schemes all;
    all.emplace("importance", Scheme::parse("importance.yaml", R"(
scheme: importance
title: 重要性
levels:
  - {value: "1", label: 重要性Ⅰ, rank: 4}
  - {value: "2", label: 重要性Ⅱ, rank: 3}
  - {value: "3", label: 重要性Ⅲ, rank: 2}
)")
                                  .value());
    return all;
  }
  static constexpr std::string_view assets_yaml = R"(
register: assets
title: 情報資産台帳
entry: 情報資産
number: 資産
by: [{office: administrator}, {office: section_manager, of: section}]
columns: [name, importance]
fields:
  - {name: name, label: 名称, type: text, required: true, length_max: 10}
  - {name: importance, label: 重要性, type: choice, scheme: importance, required: true}
  - {name: section, label: 所管する課, type: section}
  - {name: bought, label: 購入日, type: date}
)";

  std::string add_asset(std::string_view name, std::string_view importance) {
    return text_at(apply(add_entry(connection(), assets_, {"system:test", now_},
                                   {{"name", name}, {"importance", importance}}),
                         registers::project),
                   "id");
  }

  const Schemes schemes_ = schemes();
  const Definition assets_ = Definition::parse("assets.yaml", assets_yaml, schemes_).value();
};

}  // namespace mamori::registers::testing
