#include "store/listing.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "store/scratch.h"
#include "store/staging.h"
#include "store/store.h"
#include "store/testing_database.h"

namespace mamori::store {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;

bool has_no_dot(std::string_view name) {
  return !name.contains('.');
}

TEST(Listing, NamesTheFilesThatBelongToBodies) {
  const mamori::testing::TestDatabase here;
  const auto folder = here.folder() / "listed";
  std::filesystem::create_directory(folder);
  const Scratch scratch(folder);
  for (const char* body : {"village", "town"}) {
    connect(SqliteFile{folder / (std::string(body) + ".sqlite")}, Access::read_write);
  }
  EXPECT_THAT(bodies_at("sqlite", folder, has_no_dot).value(), ElementsAre("town", "village"));
  EXPECT_THAT(bodies_at("sqlite", folder / "none", has_no_dot).value(), IsEmpty());
  EXPECT_EQ(bodies_at("oracle", folder, has_no_dot).error().code, "database_malformed");
}

TEST(Listing, NamesTheSchemasThatBelongToBodies) {
  const char* server = std::getenv("MAMORI_TEST_DATABASE");
  if (!server) GTEST_SKIP() << "MAMORI_TEST_DATABASE names no server";
  const std::string body = "listed-" + hex(random_bytes(4));
  const auto location = location_of(server, {}, body).value();
  ASSERT_TRUE(Store::open(location).has_value());
  EXPECT_THAT(bodies_at(server, {}, has_no_dot).value(), Contains(body));
  remove_data(location);
  EXPECT_THAT(bodies_at(server, {}, has_no_dot).value(), Not(Contains(body)));
}

}  // namespace
}  // namespace mamori::store
