// The alignments as they stand in the store.
#include "catalogue/adoption.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "store/store.h"
#include "store/testing_database.h"

namespace mamori::catalogue {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// Two places: 許可 is the best control of both, 記録 comes second at 第2条 and third at 第1条.
class Aligned : public ::testing::Test {
 protected:
  Aligned() {
    store_ = *store::Store::open(database_.location());
    const auto written = store_->write([](store::Connection& connection) -> Result<void> {
      const auto align = [&](std::int64_t position, std::string place, std::int64_t rank,
                             std::string control) {
        connection.execute(
            "INSERT INTO alignments (version, document, position, place, rank, control, permille, "
            "reason) VALUES (1, 1, $1, $2, $3, $4, 500, '')",
            position, place, rank, control);
      };
      align(1, "第1条", 1, "permission");
      align(1, "第1条", 2, "protection");
      align(1, "第1条", 3, "record");
      align(2, "第2条", 1, "permission");
      align(2, "第2条", 2, "record");
      return {};
    });
    EXPECT_TRUE(written.has_value());
  }

  std::vector<std::string> places(const std::vector<std::string>& controls) {
    return store_->read([&](store::Connection& connection) {
      std::vector<std::string> names;
      for (const auto& reference : places_of(connection, 1, controls)) {
        names.push_back(reference.place);
      }
      return names;
    });
  }

 private:
  const mamori::testing::TestDatabase database_;
  std::unique_ptr<store::Store> store_;
};

TEST_F(Aligned, PlacesOfAControlAreThoseWhereItIsTheBest) {
  EXPECT_THAT(places({"permission"}), ElementsAre("第1条", "第2条"));
  EXPECT_THAT(places({"record", "permission"}), ElementsAre("第1条", "第2条"));
}

TEST_F(Aligned, AControlThatIsNowhereTheBestStandsWhereItComesClosest) {
  EXPECT_THAT(places({"record"}), ElementsAre("第2条"));
  EXPECT_THAT(places({"record", "protection"}), ElementsAre("第1条", "第2条"));
}

TEST_F(Aligned, AControlTheTextDoesNotSpeakOfHasNoPlace) {
  EXPECT_THAT(places({"burning"}), IsEmpty());
  EXPECT_THAT(places({}), IsEmpty());
}

}  // namespace
}  // namespace mamori::catalogue
