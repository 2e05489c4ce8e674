#include "registers/retention.h"

namespace mamori::registers {
namespace {

constexpr int years_max = 100;

}  // namespace

Result<std::optional<Retention>> parse_retention(const Yaml& node) {
  if (!node.present()) return std::nullopt;
  if (auto known = node.only({"years", "after"}); !known) return fail(known.error());
  const auto years = node["years"].number().value_or(0);
  if (years < 1 || years > years_max) {
    return fail(node.error("retention の years は、1〜100 の年数にしてください。"));
  }
  return Retention{static_cast<int>(years), node["after"].text()};
}

Day kept_until(const Retention& retention, Day ended) {
  return std::chrono::year{fiscal_year(ended) + 1 + retention.years} / std::chrono::March / 31;
}

}  // namespace mamori::registers
