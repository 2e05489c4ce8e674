// How long it takes to read a regulation, and that the time grows with the text and not faster.
#include <benchmark/benchmark.h>
#include <string>

#include "base/testing.h"
#include "regulation/provision.h"
#include "regulation/reader.h"

namespace {

using mamori::regulation::provisions;
using mamori::regulation::read;
using mamori::regulation::ReadOptions;

const ReadOptions no_limits{.limits = {.bytes_max = std::size_t{1} << 30, .articles_max = 1 << 30},
                            .undone = {}};

// The real text when it is at hand, otherwise the model regulation.
std::string main_text() {
  if (const auto seed = mamori::testing::seed("002")) return *seed;
  return mamori::testing::read_file(mamori::testing::source_path("regulations/model.txt"));
}

void read_main_text(benchmark::State& state) {
  const std::string text = main_text();
  for (auto _ : state) benchmark::DoNotOptimize(read(text));
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * text.size()));
}
BENCHMARK(read_main_text)->Unit(benchmark::kMillisecond);

void provisions_of_main_text(benchmark::State& state) {
  const auto reading = read(main_text());
  for (auto _ : state) benchmark::DoNotOptimize(provisions(reading.documents.at(0)));
}
BENCHMARK(provisions_of_main_text)->Unit(benchmark::kMillisecond);

// The same text again and again, in megabytes.
void read_repeated(benchmark::State& state) {
  const std::string text = main_text() + "\n\n";
  std::string many;
  while (many.size() < (static_cast<std::size_t>(state.range(0)) << 20)) many += text;
  for (auto _ : state) benchmark::DoNotOptimize(read(many, no_limits));
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * many.size()));
  state.SetComplexityN(state.range(0));
}
BENCHMARK(read_repeated)
    ->RangeMultiplier(2)
    ->Range(1, 32)
    ->Complexity()
    ->Unit(benchmark::kMillisecond);

// One line that never ends, and one paragraph torn over every line: nothing to hold on to.
void read_without_structure(benchmark::State& state) {
  std::string text = "第1条 ";
  while (text.size() < (static_cast<std::size_t>(state.range(0)) << 20)) {
    text += "ここには区切りがなく続き\n（「";
  }
  for (auto _ : state) benchmark::DoNotOptimize(read(text, no_limits));
  state.SetComplexityN(state.range(0));
}
BENCHMARK(read_without_structure)
    ->RangeMultiplier(2)
    ->Range(1, 8)
    ->Complexity()
    ->Unit(benchmark::kMillisecond);

}  // namespace

BENCHMARK_MAIN();
