// 保存期間: how long a thing is kept once it has ended. Pure.
#pragma once

#include <optional>
#include <string>

#include "base/date.h"
#include "base/yaml.h"

namespace mamori::registers {

struct Retention {
  int years = 0;      // counted from the end of the 年度 in which the thing ended
  std::string after;  // of a register: the date field that says when an entry ended
};

// `retention: {years: 5, after: disposed_on}`; nothing when the node is absent.
Result<std::optional<Retention>> parse_retention(const Yaml& node);

// The last day on which what ended that day must still be kept: a 31st of March.
Day kept_until(const Retention& retention, Day ended);

}  // namespace mamori::registers
