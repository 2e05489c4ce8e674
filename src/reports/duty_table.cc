#include "reports/duty_table.h"

namespace mamori::reports {
namespace {

using regulation::HolderRelation;
using regulation::Modality;
using regulation::Provision;

bool demands(const Provision& provision) {
  return provision.modality != Modality::none && provision.modality != Modality::definition;
}

// CISO及び委員会; in parentheses when the sentence itself names nobody.
std::string holders_of(const Provision& provision) {
  const bool either = provision.holder_relation == HolderRelation::alternative;
  std::string names;
  for (const regulation::Holder& holder : provision.holders) {
    if (!names.empty()) names += either ? "又は" : "及び";
    names += holder.title;
  }
  return provision.holder_inherited && !names.empty() ? "（" + names + "）" : names;
}

}  // namespace

Table duty_table(const regulation::Document& document, std::span<const Provision> provisions,
                 Day made, const StatusOf& status_of) {
  const std::string title = document.title.empty() ? "（題名なし）" : document.title;
  Table table{
      .title = title + "　義務等の一覧",
      .made = made,
      .columns =
          {{"箇所", 20}, {"条文", 80}, {"主体", 28}, {"種別", 10}, {"管理策", 34}, {"状況", 14}},
      .rows = {},
      .sheet = title};
  for (const Provision& provision : provisions) {
    if (!demands(provision)) continue;
    PlaceStatus status = status_of(provision.place);
    table.rows.push_back({provision.place, provision.text, holders_of(provision),
                          std::string(regulation::japanese_name_of(provision.modality)),
                          std::move(status.control), std::move(status.state)});
  }
  return table;
}

}  // namespace mamori::reports
