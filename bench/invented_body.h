// What benchmarks share that make a body of their own.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <string_view>

#include "base/result.h"

namespace mamori::bench {

// Of the administrator, who is to be able to sign in where the data is served afterwards.
inline constexpr std::string_view password = "renkei-hoshi-0417-asa";

// The value; without one the benchmark ends and says why.
template <class T>
T must(Result<T> result) {
  if (!result) {
    std::fprintf(stderr, "%s %s\n", result.error().code.c_str(), result.error().message.c_str());
    std::exit(1);
  }
  return *std::move(result);
}

}  // namespace mamori::bench
