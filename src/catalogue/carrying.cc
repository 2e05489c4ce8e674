#include "catalogue/carrying.h"

#include <algorithm>
#include <map>
#include <optional>
#include <unordered_map>

#include "base/text.h"

namespace mamori::catalogue {
namespace {

constexpr std::size_t telling_characters_min = 20;  // from here words alone tell a place
constexpr double like_here_min = 0.5;               // at the same place
constexpr double like_elsewhere_min = 0.65;
constexpr std::size_t kept_per_record_max = 5'000;

// A place of the new text.
struct Target {
  std::int64_t document = 0;
  const Demand* demand = nullptr;
  std::u32string key;  // of its text
  bool taken = false;
};

// A confirmation on its way.
struct Traveller {
  const Confirmation* confirmation = nullptr;
  std::u32string key;
  std::string caption;  // it stood under
};

using Place = std::pair<std::int64_t, std::string>;  // document and place

struct Match {
  double likeness = 0;
  std::size_t traveller = 0;
  std::size_t target = 0;
};

std::u32string key_of(std::string_view text) {
  return code_points(text_key(text));
}

using Pairs = std::map<std::uint64_t, int>;

Pairs pairs_of(std::u32string_view key) {
  Pairs pairs;
  for (std::size_t at = 0; at + 1 < key.size(); ++at) {
    ++pairs[(static_cast<std::uint64_t>(key[at]) << 32) | key[at + 1]];
  }
  return pairs;
}

// Which of many texts share how many pairs of neighbouring characters with another one. Takes time
// only for what they share, so that thousands of changed places are still found in seconds.
class PairIndex {
 public:
  void add(std::size_t text, std::u32string_view key) {
    for (const auto& [pair, count] : pairs_of(key)) texts_with_[pair].push_back({text, count});
    texts_ = std::max(texts_, text + 1);
  }

  // By text, for all texts up to the last one added.
  std::vector<int> shared_with(std::u32string_view key) const {
    std::vector<int> shared(texts_);
    for (const auto& [pair, count] : pairs_of(key)) {
      const auto found = texts_with_.find(pair);
      if (found == texts_with_.end()) continue;
      for (const Posting& posting : found->second) {
        shared[posting.text] += std::min(count, posting.count);
      }
    }
    return shared;
  }

 private:
  struct Posting {
    std::size_t text = 0;
    int count = 0;
  };
  std::unordered_map<std::uint64_t, std::vector<Posting>> texts_with_;
  std::size_t texts_ = 0;
};

// 0–1: how many pairs of neighbouring characters two texts share, of all they have (Dice).
double likeness(std::u32string_view left, std::u32string_view right, int shared) {
  const auto pairs = [](std::u32string_view key) { return key.size() < 2 ? 0 : key.size() - 1; };
  return 2.0 * shared / static_cast<double>(pairs(left) + pairs(right));
}

class Journey {
 public:
  Journey(const std::vector<Confirmation>& confirmed, const std::vector<Placed>& before,
          std::int64_t version, const std::vector<Placed>& after)
      : version_(version) {
    std::map<Place, const Demand*> stood;
    for (const Placed& placed : before) {
      for (const Demand& demand : *placed.demands) {
        stood.try_emplace({placed.document, demand.place}, &demand);
      }
    }
    for (const Confirmation& one : confirmed) {
      const auto found = stood.find({one.document, one.place});
      travellers_.push_back(
          {&one, key_of(one.text), found == stood.end() ? std::string() : found->second->caption});
    }
    for (const Placed& placed : after) {
      for (const Demand& demand : *placed.demands) {
        by_place_[{placed.document, demand.place}] = targets_.size();
        targets_.push_back({placed.document, &demand, key_of(demand.text)});
        by_key_[targets_.back().key].push_back(targets_.size() - 1);
      }
    }
    arrived_.assign(travellers_.size(), false);
  }

  Carried travel() {
    for (std::size_t at = 0; at < travellers_.size(); ++at) stay(at);
    for (std::size_t at = 0; at < travellers_.size(); ++at) move(at);
    follow_changes();
    for (std::size_t at = 0; at < travellers_.size(); ++at) {
      if (!arrived_[at]) carried_.vanished.push_back(*travellers_[at].confirmation);
    }
    return std::move(carried_);
  }

 private:
  std::optional<std::size_t> target_here(const Traveller& traveller) const {
    const auto found =
        by_place_.find({traveller.confirmation->document, traveller.confirmation->place});
    if (found == by_place_.end() || targets_[found->second].taken) return std::nullopt;
    return found->second;
  }

  void stay(std::size_t at) {
    const auto here = target_here(travellers_[at]);
    if (!here || targets_[*here].key != travellers_[at].key) return;
    arrive(at, *here, Carriage::same, false);
  }

  void move(std::size_t at) {
    if (arrived_[at]) return;
    const Traveller& traveller = travellers_[at];
    std::optional<std::size_t> best;
    const auto alike = by_key_.find(traveller.key);
    if (alike == by_key_.end()) return;
    for (const std::size_t target : alike->second) {
      if (targets_[target].taken) continue;
      if (!best || same_caption(traveller, target)) best = target;
      if (same_caption(traveller, target)) break;
    }
    if (!best) return;
    const bool telling = traveller.key.size() >= telling_characters_min;
    const bool sure = telling || (!traveller.caption.empty() && same_caption(traveller, *best));
    arrive(at, *best, Carriage::moved, !sure);
  }

  bool same_caption(const Traveller& traveller, std::size_t target) const {
    return targets_[target].demand->caption == traveller.caption;
  }

  // The most alike first, so that no place goes to a lesser match.
  void follow_changes() {
    if (std::ranges::find(arrived_, false) == arrived_.end()) return;
    PairIndex index;
    for (std::size_t target = 0; target < targets_.size(); ++target) {
      if (!targets_[target].taken) index.add(target, targets_[target].key);
    }
    std::vector<Match> matches;
    for (std::size_t at = 0; at < travellers_.size(); ++at) {
      if (arrived_[at]) continue;
      const std::u32string& key = travellers_[at].key;
      const auto here = target_here(travellers_[at]);
      const std::vector<int> shared = index.shared_with(key);
      for (std::size_t target = 0; target < shared.size(); ++target) {
        if (shared[target] == 0) continue;
        const double like = likeness(key, targets_[target].key, shared[target]);
        if (like >= (here == target ? like_here_min : like_elsewhere_min)) {
          matches.push_back({like, at, target});
        }
      }
    }
    std::ranges::stable_sort(matches, std::ranges::greater{}, &Match::likeness);
    for (const Match& match : matches) {
      if (arrived_[match.traveller] || targets_[match.target].taken) continue;
      arrive(match.traveller, match.target, Carriage::changed, true);
    }
  }

  void arrive(std::size_t at, std::size_t to, Carriage carriage, bool needs_review) {
    Target& target = targets_[to];
    Confirmation kept = *travellers_[at].confirmation;
    // A review not made yet stays due, unless the words are again those that were decided on.
    kept.needs_review = needs_review;
    kept.from_place = kept.place;
    kept.carriage = carriage;
    kept.version = version_;
    kept.document = target.document;
    kept.place = target.demand->place;
    target.taken = true;
    arrived_[at] = true;
    carried_.kept.push_back(std::move(kept));
  }

  const std::int64_t version_;
  std::vector<Traveller> travellers_;
  std::vector<Target> targets_;
  std::map<Place, std::size_t> by_place_;
  std::unordered_map<std::u32string, std::vector<std::size_t>> by_key_;  // targets in order
  std::vector<bool> arrived_;
  Carried carried_;
};

}  // namespace

Carried carry(const std::vector<Confirmation>& confirmed, const std::vector<Placed>& before,
              std::int64_t version, const std::vector<Placed>& after) {
  if (confirmed.empty()) return {};
  return Journey(confirmed, before, version, after).travel();
}

std::vector<ledger::Act> record_carried(std::int64_t version, const Carried& carried,
                                        std::string_view actor, std::string_view person_name) {
  std::vector<ledger::Act> acts;
  std::size_t kept = 0;
  std::size_t gone = 0;
  while (kept < carried.kept.size() || gone < carried.vanished.size()) {
    JsonArray kept_list;
    JsonArray gone_list;
    for (; kept < carried.kept.size() && kept_list.size() < kept_per_record_max; ++kept) {
      kept_list.push_back(to_json(carried.kept[kept]));
    }
    for (; gone < carried.vanished.size() && gone_list.size() < kept_per_record_max; ++gone) {
      gone_list.push_back(to_json(carried.vanished[gone]));
    }
    acts.push_back({"catalogue.carry", std::string(actor), "regulations/" + std::to_string(version),
                    JsonObject{{"version", version},
                               {"person_name", person_name},
                               {"carried", std::move(kept_list)},
                               {"vanished", std::move(gone_list)}}});
  }
  return acts;
}

}  // namespace mamori::catalogue
