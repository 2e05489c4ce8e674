// The routes of the organisation beside its first page; see pages.h.
#pragma once

#include <optional>

#include "web/parts.h"
#include "web/site.h"

namespace mamori::web {

// Characters a person may type.
inline constexpr int name_length_max = 60;
inline constexpr int reason_length_max = 400;

registers::Field name_field(std::string label);                   // required
registers::Field kana_field();                                    // required
registers::Field day_field(std::string name, std::string label);  // required
// The systems that an office of systems may be held for, or handed on for; nothing while none is
// registered.
std::optional<registers::Field> system_field(const Visit& visit, store::Connection& connection);

// One thing that can be done about a person or a section, with a form of its own on the page.
struct ThingForm {
  std::string_view id;    // in the address
  std::string_view kind;  // of the act
  std::string_view label;
  std::string_view explanation;
  std::string_view told;  // when it is done
  std::string_view tone;
  std::vector<registers::Field> fields;
};
// `href` is the page's.
ActForm act_form(const Visit& visit, store::Connection& connection, const ThingForm& form,
                 const std::string& href, const Attempt& attempt, Json suggested);
// The last day of what ends before the day `valid_to`; null when it has no end.
Json last_day(std::string_view valid_to);

Routes person_routes();     // one person: 所属, 異動, 退職, 連絡先
Routes roster_routes();     // 名簿を読み込む
Routes section_routes();    // one section: 名称, 廃止・統合
Routes title_routes();      // 役職の名称
Routes absence_routes();    // 不在と代行
Routes emergency_routes();  // 緊急連絡網

}  // namespace mamori::web
