#include "web/alignment_queue.h"

#include <algorithm>
#include <map>

#include "web/regulation_document.h"

namespace mamori::web {

AlignmentQueue::AlignmentQueue(const body::Text& text) {
  std::map<std::string_view, std::vector<const catalogue::AlignedControl*>> proposals;
  for (const auto& proposal : text.proposals) proposals[proposal.place].push_back(&proposal);
  for (const catalogue::Demand& demand : text.demands) {
    const auto confirmed = text.confirmations.find(demand.place);
    QueueItem item{&demand,
                   proposals[demand.place],
                   confirmed == text.confirmations.end() ? nullptr : &confirmed->second,
                   {}};
    item.standing = standing_code(item.confirmation);
    ++counts_.total;
    if (item.standing == "open") ++counts_.open;
    if (item.standing == "review") ++counts_.review;
    if (item.standing == "confirmed") ++counts_.confirmed;
    if (item.standing == "none") ++counts_.none;
    items_.push_back(std::move(item));
  }
}

std::vector<const QueueItem*> AlignmentQueue::filtered(QueueFilter filter) const {
  std::vector<const QueueItem*> list;
  for (const QueueItem& item : items_) {
    const bool undecided = item.standing == "open" || item.standing == "review";
    const bool wanted = filter == QueueFilter::all || (filter == QueueFilter::open && undecided) ||
                        (filter != QueueFilter::open && name_of(filter) == item.standing);
    if (wanted) list.push_back(&item);
  }
  if (filter != QueueFilter::open) return list;
  std::ranges::stable_sort(list, {}, [](const QueueItem* item) {
    return std::pair(item->standing != "review", item->permille());
  });
  return list;
}

const QueueItem* AlignmentQueue::find(std::string_view place) const {
  const auto found =
      std::ranges::find(items_, place, [](const QueueItem& item) { return item.demand->place; });
  return found == items_.end() ? nullptr : &*found;
}

std::vector<const QueueItem*> AlignmentQueue::sure() const {
  std::vector<const QueueItem*> list;
  for (const QueueItem& item : items_) {
    if (item.standing == "open" && item.permille() >= sure_permille_min) list.push_back(&item);
  }
  return list;
}

std::string_view name_of(QueueFilter filter) {
  switch (filter) {
    case QueueFilter::open:
      return "open";
    case QueueFilter::confirmed:
      return "confirmed";
    case QueueFilter::none:
      return "none";
    case QueueFilter::all:
      return "all";
  }
  return "open";
}

QueueFilter filter_of(std::string_view name) {
  for (const QueueFilter filter : {QueueFilter::confirmed, QueueFilter::none, QueueFilter::all}) {
    if (name_of(filter) == name) return filter;
  }
  return QueueFilter::open;
}

}  // namespace mamori::web
