#include "labels/grid.h"

#include <gmock/gmock.h>

#include "base/testing.h"

namespace mamori::labels {
namespace {

using ::testing::HasSubstr;

TEST(Grids, ShippedOnesLieOnThePage) {
  const auto grids = Grid::parse(
      "labels.yaml", testing::read_file(testing::source_path("definitions/labels.yaml")));
  ASSERT_TRUE(grids.has_value()) << grids.error().message;
  EXPECT_EQ(grids->front().labels_per_sheet(), 10);
}

TEST(Grids, PlaceLabelsRowByRow) {
  const Grid grid{.id = "x",
                  .title = "x",
                  .columns = 2,
                  .rows = 3,
                  .width_mm = 50,
                  .height_mm = 30,
                  .left_mm = 10,
                  .top_mm = 5,
                  .gap_x_mm = 2};
  EXPECT_EQ(grid.place_of(0).x_mm, 10);
  EXPECT_EQ(grid.place_of(3).x_mm, 62);
  EXPECT_EQ(grid.place_of(3).y_mm, 35);
}

TEST(Grids, BeyondThePageAreRefused) {
  const auto said = [](std::string_view label) {
    const auto grids = Grid::parse("x", "labels:\n  - " + std::string(label));
    return grids ? std::string() : grids.error().message;
  };
  EXPECT_THAT(said("{id: a, title: a, columns: 3, rows: 1, width: 80, height: 20}"),
              HasSubstr("収まりません"));
  EXPECT_THAT(said("{id: a, title: a, columns: 1, rows: 1, width: wide, height: 20}"),
              HasSubstr("ミリメートル"));
  EXPECT_THAT(said("{id: a, title: a, width: 80, height: 20}"), HasSubstr("columns"));
}

}  // namespace
}  // namespace mamori::labels
