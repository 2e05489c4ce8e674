// The routes of the organisation beside its first page; see pages.h.
#pragma once

#include "web/site.h"

namespace mamori::web {

Routes person_routes();     // one person: 所属, 異動, 退職, 連絡先
Routes roster_routes();     // 名簿を読み込む
Routes section_routes();    // one section: 名称, 廃止・統合
Routes title_routes();      // 役職の名称
Routes absence_routes();    // 不在と代行
Routes emergency_routes();  // 緊急連絡網

}  // namespace mamori::web
