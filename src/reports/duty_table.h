// What a regulation demands of whom, sentence by sentence, as a table. Pure functions.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "regulation/document.h"
#include "regulation/provision.h"
#include "reports/xlsx.h"

namespace mamori::reports {

// What is known of a place beside its words.
struct PlaceStatus {
  std::string control;  // Japanese title of the control it is aligned to; "" for none
  std::string state;    // 満たしている, 期限超過 …
};
using StatusOf = std::function<PlaceStatus(std::string_view place)>;

// Columns 箇所, 条文, 主体, 種別, 管理策, 状況; a row for each sentence that asks, forbids, allows
// or declares something, in the order of the text.
Table duty_table(const regulation::Document& document,
                 std::span<const regulation::Provision> provisions, Day made,
                 const StatusOf& status_of);

}  // namespace mamori::reports
