#include "ledger/files.h"

#include <gtest/gtest.h>

#include "ledger/ledger_fixture.h"

namespace mamori::ledger {
namespace {

using testing::FilesInMemory;

TEST(TilePath, IsReadAsItIsWritten) {
  for (const std::uint64_t index : {0, 1, 999, 1000, 1234067}) {
    for (const std::uint64_t width : {1, 255, 256}) {
      for (const auto kind : {LedgerFile::Kind::tile, LedgerFile::Kind::entries}) {
        const LedgerFile file{kind, kind == LedgerFile::Kind::tile ? 2U : 0U, index, width};
        const auto read = parse_tile_path(path_of(file));
        ASSERT_TRUE(read.has_value()) << path_of(file);
        EXPECT_EQ(path_of(*read), path_of(file));
      }
    }
  }
}

TEST(TilePath, HasNoSecondSpelling) {
  for (const std::string_view path : {"",
                                      "tile",
                                      "tile/",
                                      "tile/0",
                                      "tile/0/",
                                      "tile/00/000",
                                      "tile/0/0",
                                      "tile/0/00",
                                      "tile/0/0000",
                                      "tile/0/x000/000",
                                      "tile/0/001/000",
                                      "tile/0/x001",
                                      "tile/0/000.p/0",
                                      "tile/0/000.p/256",
                                      "tile/0/000.p/01",
                                      "tile/0/000.p/",
                                      "tile/0/000.p/3/",
                                      "tile/6/000",
                                      "tile/-1/000",
                                      "tile/entries/",
                                      "tile/entries/0",
                                      "tile/data/000",
                                      "key",
                                      "payload/000",
                                      "tile/0/x999/x999/x999/x999/x999/x999/x999/999"}) {
    EXPECT_FALSE(parse_tile_path(path).has_value()) << path;
  }
}

class Publishing : public testing::LedgerTest {};

// A client asks for the width of the checkpoint it has, which may be an older one.
TEST_F(Publishing, EveryWidthUpToTheNewestCheckpointIsServed) {
  grow_to(300);
  const FilesInMemory files = exported();
  const auto at = [&](std::string_view path) {
    return read_published(connection(), parse_tile_path(path).value());
  };
  EXPECT_EQ(at("tile/0/001.p/44"), files.read({LedgerFile::Kind::tile, 0, 1, 44}));
  EXPECT_EQ(at("tile/entries/001.p/44"), files.read({LedgerFile::Kind::entries, 0, 1, 44}));
  EXPECT_EQ(at("tile/0/000.p/7")->size(), 7 * sizeof(Hash));
  EXPECT_EQ(at("tile/1/000.p/1")->size(), sizeof(Hash));
  for (const std::string_view absent :
       {"tile/0/001", "tile/0/001.p/45", "tile/0/002.p/1", "tile/1/000", "tile/2/000.p/1"}) {
    EXPECT_FALSE(at(absent).has_value()) << absent;
  }
}

}  // namespace
}  // namespace mamori::ledger
