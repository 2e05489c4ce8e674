#include "catalogue/carrying.h"

#include <algorithm>
#include <map>
#include <optional>

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

// 0–1: how many pairs of neighbouring characters two texts share (Dice).
double likeness(const Pairs& left, const Pairs& right) {
  int shared = 0;
  int all = 0;
  for (const auto& [pair, count] : left) {
    const auto found = right.find(pair);
    if (found != right.end()) shared += 2 * std::min(count, found->second);
    all += count;
  }
  for (const auto& [pair, count] : right) all += count;
  return all == 0 ? 0 : static_cast<double>(shared) / all;
}

class Journey {
 public:
  Journey(const std::vector<Confirmation>& confirmed, const std::vector<Placed>& before,
          std::int64_t version, const std::vector<Placed>& after)
      : version_(version) {
    for (const Confirmation& one : confirmed) {
      travellers_.push_back({&one, key_of(one.text), caption_of(before, one)});
    }
    for (const Placed& placed : after) {
      for (const Demand& demand : *placed.demands) {
        by_place_[{placed.document, demand.place}] = targets_.size();
        targets_.push_back({placed.document, &demand, key_of(demand.text)});
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
  static std::string caption_of(const std::vector<Placed>& before, const Confirmation& one) {
    for (const Placed& placed : before) {
      if (placed.document != one.document) continue;
      const auto found = std::ranges::find(*placed.demands, one.place, &Demand::place);
      if (found != placed.demands->end()) return found->caption;
    }
    return {};
  }

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
    for (std::size_t target = 0; target < targets_.size(); ++target) {
      if (targets_[target].taken || targets_[target].key != traveller.key) continue;
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
    std::vector<Pairs> of_targets(targets_.size());
    for (std::size_t target = 0; target < targets_.size(); ++target) {
      if (!targets_[target].taken) of_targets[target] = pairs_of(targets_[target].key);
    }
    std::vector<Match> matches;
    for (std::size_t at = 0; at < travellers_.size(); ++at) {
      if (arrived_[at]) continue;
      const Pairs own = pairs_of(travellers_[at].key);
      const auto here = target_here(travellers_[at]);
      for (std::size_t target = 0; target < targets_.size(); ++target) {
        if (targets_[target].taken) continue;
        const double like = likeness(own, of_targets[target]);
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
  std::map<std::pair<std::int64_t, std::string>, std::size_t> by_place_;
  std::vector<bool> arrived_;
  Carried carried_;
};

}  // namespace

Carried carry(const std::vector<Confirmation>& confirmed, const std::vector<Placed>& before,
              std::int64_t version, const std::vector<Placed>& after) {
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
