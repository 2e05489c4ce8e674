// The places of a document whose alignment is to be confirmed, in the order in which a person goes
// through them. Made for one request from a Text, which must outlive it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "body/body.h"

namespace mamori::web {

struct QueueItem {
  const catalogue::Demand* demand = nullptr;
  std::vector<const catalogue::AlignedControl*> proposals;  // best first
  const catalogue::Confirmation* confirmation = nullptr;
  std::string_view standing;  // open, review, confirmed, none
  int permille() const { return proposals.empty() ? 0 : proposals.front()->permille; }
  // As standing_part() shows it.
  std::string_view shown() const {
    return standing == "open" && proposals.empty() ? "empty" : standing;
  }
};

enum class QueueFilter { open, confirmed, none, all };

struct QueueCounts {
  std::size_t total = 0;
  std::size_t open = 0;    // nobody decided, without those to review
  std::size_t review = 0;  // the text has changed since
  std::size_t confirmed = 0;
  std::size_t none = 0;
  std::size_t decided() const { return confirmed + none; }
};

class AlignmentQueue {
 public:
  explicit AlignmentQueue(const body::Text& text);

  const QueueCounts& counts() const { return counts_; }
  // Open: those to review first, then the least sure. Otherwise in the order of the text.
  std::vector<const QueueItem*> filtered(QueueFilter filter) const;
  const QueueItem* find(std::string_view place) const;  // nullptr when there is none
  // Those nobody decided whose proposal is sure, in the order of the text.
  std::vector<const QueueItem*> sure() const;

 private:
  std::vector<QueueItem> items_;
  QueueCounts counts_;
};

std::string_view name_of(QueueFilter filter);  // "open"
QueueFilter filter_of(std::string_view name);  // open for what is unknown

}  // namespace mamori::web
