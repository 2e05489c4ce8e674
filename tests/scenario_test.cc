// Every file of tests/scenarios/ is one test of its name.
#include <gtest/gtest.h>

#include "base/testing.h"
#include "body/body_fixture.h"
#include "scenario/matrix.h"
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

// Every procedure is one test: what its examples say, everywhere it can be come to.
class ProcedureTest : public testing::Test {
 public:
  explicit ProcedureTest(std::string id) : id_(std::move(id)) {}
  void TestBody() override { mamori::scenario::play_examples(id_); }

 private:
  const std::string id_;
};

void register_procedures() {
  for (const auto& member : mamori::body::testing::shipped().procedures) {
    const std::string id = member.first;
    testing::RegisterTest("Procedure", id.c_str(), nullptr, nullptr, __FILE__, __LINE__,
                          [id]() -> ProcedureTest* { return new ProcedureTest(id); });
  }
}

}  // namespace

int main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);
  register_scenarios(mamori::testing::source_path("tests/scenarios"));
  register_procedures();
  return RUN_ALL_TESTS();
}
