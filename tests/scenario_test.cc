// Every file of tests/scenarios/ is one test of its name.
#include <gtest/gtest.h>

#include "base/testing.h"
#include "scenario/story.h"

namespace {

class ScenarioTest : public testing::Test {
 public:
  explicit ScenarioTest(std::filesystem::path file) : file_(std::move(file)) {}
  void TestBody() override { mamori::scenario::play(file_); }

 private:
  const std::filesystem::path file_;
};

void register_scenarios(const std::filesystem::path& folder) {
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    const std::filesystem::path file = entry.path();
    if (file.extension() != ".yaml") continue;
    testing::RegisterTest("Scenario", file.stem().c_str(), nullptr, nullptr, file.c_str(), 1,
                          [file]() -> ScenarioTest* { return new ScenarioTest(file); });
  }
}

}  // namespace

int main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);
  register_scenarios(mamori::testing::source_path("tests/scenarios"));
  return RUN_ALL_TESTS();
}
