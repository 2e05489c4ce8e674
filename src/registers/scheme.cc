#include "registers/scheme.h"

#include <algorithm>

#include "base/yaml.h"

namespace mamori::registers {
namespace {

Result<Level> parse_level(const Yaml& node) {
  if (auto known = node.only({"value", "label", "rank", "meaning", "tone"}); !known) {
    return fail(known.error());
  }
  const auto rank = node["rank"].number();
  if (node["value"].text().empty() || node["label"].text().empty() || !rank) {
    return fail(node.error("段階には value・label・rank が必要です。"));
  }
  return Level{node["value"].text(), node["label"].text(), static_cast<int>(*rank),
               node["meaning"].text(), node["tone"].text()};
}

Result<void> parse_equivalences(const Yaml& list, Scheme& scheme) {
  for (const Yaml& node : list.items()) {
    if (auto known = node.only({"scheme", "levels"}); !known) return known;
    for (const auto& [level, value] : node["levels"].members()) {
      if (!scheme.find(value.text())) {
        return fail(value.error("段階「" + value.text() + "」は、この分類にありません。"));
      }
      scheme.equivalences.push_back({node["scheme"].text(), level, value.text()});
    }
  }
  return {};
}

}  // namespace

Result<Scheme> Scheme::parse(std::string file, std::string_view yaml) {
  const auto root = Yaml::parse(std::move(file), yaml);
  if (!root) return fail(root.error());
  if (auto known = root->only({"scheme", "title", "levels", "equivalents"}); !known)
    return fail(known.error());
  Scheme scheme{(*root)["scheme"].text(), (*root)["title"].text(), {}, {}};
  for (const Yaml& node : (*root)["levels"].items()) {
    auto level = parse_level(node);
    if (!level) return fail(level.error());
    scheme.levels.push_back(*std::move(level));
  }
  if (scheme.id.empty() || scheme.levels.empty()) {
    return fail(root->error("分類には scheme（名前）と levels が必要です。"));
  }
  auto read = parse_equivalences((*root)["equivalents"], scheme);
  if (!read) return fail(read.error());
  return scheme;
}

const Level* Scheme::equivalent(std::string_view other, std::string_view level) const {
  const auto found = std::ranges::find_if(equivalences, [&](const Equivalence& each) {
    return each.scheme == other && each.level == level;
  });
  return found == equivalences.end() ? nullptr : find(found->value);
}

const Level* Scheme::find(std::string_view value) const {
  const auto found = std::ranges::find(levels, value, &Level::value);
  return found == levels.end() ? nullptr : &*found;
}

}  // namespace mamori::registers
