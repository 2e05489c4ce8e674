#include "catalogue/office_names.h"

#include <algorithm>
#include <array>

namespace mamori::catalogue {

std::span<const OfficeName> office_names() {
  static constexpr std::array<OfficeName, 13> names{{
      {"ciso", "最高情報セキュリティ責任者", "最高情報統括責任者 CISO CIS0", true},
      {"ciso_adviser", "最高情報セキュリティアドバイザー", "", true},
      {"general_manager", "統括情報セキュリティ責任者", "", true},
      {"section_manager", "情報セキュリティ管理者", "情報セキュリティ責任者", true},
      {"system_manager", "情報システム管理者", "システム管理者", true},
      {"system_operator", "情報システム担当者", "", true},
      {"audit_lead", "情報セキュリティ監査統括責任者", "監査統括責任者", true},
      {"committee", "情報セキュリティ委員会", "委員会", false},
      {"csirt", "CSIRT", "", false},
      {"staff", "職員等", "全ての職員等 職員", true},
      {"administrator", "mamori管理者", "", false},
      {"contractor", "外部委託事業者", "委託事業者", false},
      {"auditor", "監査を行う者", "", false},
  }};
  return names;
}

const OfficeName* find_office(std::string_view kind) {
  const auto names = office_names();
  const auto found = std::ranges::find(names, kind, &OfficeName::kind);
  return found == names.end() ? nullptr : &*found;
}

}  // namespace mamori::catalogue
