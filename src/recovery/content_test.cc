#include "recovery/content.h"

#include <gmock/gmock.h>

#include "base/date.h"
#include "store/scratch.h"

namespace mamori::recovery {
namespace {

using ::testing::ElementsAre;

const store::Table things{"things", {"id", "size", "note", "photo"}, {"id"}};
const Meta meta{"mimori",
                *parse_iso_instant("2026-11-21T02:03:04.567Z"),
                "checkpoint",
                {{"0001_things.sql", "ab12"}}};
const std::vector<KeptFile> files{{"mimori.key", "secret\n"}};

std::string written() {
  store::Scratch scratch(std::filesystem::temp_directory_path());
  store::Connection& connection = scratch.connection();
  connection.script(
      "CREATE TABLE things (id TEXT PRIMARY KEY, size BIGINT, note TEXT, photo BYTEA)");
  connection.execute("INSERT INTO things VALUES ($1, $2, $3, $4)", "b", -2, "二つ目",
                     store::Blob{std::string("\x00\xff", 2)});
  connection.execute("INSERT INTO things VALUES ($1, $2, $3, $4)", "a", nullptr, "", nullptr);
  std::string bytes;
  const auto rows = write_content(connection, meta, files, {things}, [&](std::string_view more) {
    bytes += more;
    return Result<void>();
  });
  EXPECT_EQ(rows.value_or(0), 2U);
  return bytes;
}

// Gives the bytes some at a time.
Source source_of(std::string bytes, std::size_t at_once) {
  return [bytes = std::move(bytes), at_once, at = std::size_t{0}]() mutable {
    std::string some = bytes.substr(at, at_once);
    at += some.size();
    return Result<std::string>(std::move(some));
  };
}

Result<std::vector<Item>> read(const std::string& bytes, std::size_t at_once = 1000) {
  ContentReader reader(source_of(bytes, at_once));
  std::vector<Item> items;
  while (items.empty() || !std::holds_alternative<ContentEnd>(items.back())) {
    auto item = reader.next();
    if (!item) return fail(item.error());
    items.push_back(*std::move(item));
  }
  return items;
}

TEST(Content, GivesBackEveryValueInTheOrderOfTheKey) {
  for (const std::size_t at_once : {1, 7, 1000}) {
    const auto items = read(written(), at_once);
    ASSERT_TRUE(items) << items.error().message;
    ASSERT_EQ(items->size(), 6U);
    const auto& read_meta = std::get<Meta>(items->at(0));
    EXPECT_EQ(read_meta.body, "mimori");
    EXPECT_EQ(read_meta.made, meta.made);
    EXPECT_EQ(read_meta.migrations, meta.migrations);
    EXPECT_EQ(std::get<KeptFile>(items->at(1)).bytes, "secret\n");
    EXPECT_EQ(std::get<TableStart>(items->at(2)).columns, things.columns);
    EXPECT_THAT(std::get<store::Values>(items->at(3)),
                ElementsAre(store::Value("a"), store::Value(), store::Value(""), store::Value()));
    EXPECT_THAT(
        std::get<store::Values>(items->at(4)),
        ElementsAre(store::Value("b"), store::Value(std::int64_t{-2}), store::Value("二つ目"),
                    store::Value(store::Blob{std::string("\x00\xff", 2)})));
    EXPECT_EQ(std::get<ContentEnd>(items->at(5)).rows, 2U);
  }
}

TEST(Content, NeedsEveryByteAndNoneMore) {
  const std::string bytes = written();
  for (std::size_t length = 0; length < bytes.size(); ++length) {
    EXPECT_FALSE(read(bytes.substr(0, length))) << length;
  }
  EXPECT_EQ(read(bytes + "x").error().code, "backup_malformed");
}

TEST(Content, ThatIsNoneIsRefused) {
  const std::string bytes = written();
  EXPECT_EQ(read(std::string("\x03", 1) + bytes).error().code, "backup_malformed");
  EXPECT_EQ(read(bytes.substr(0, bytes.size() - 9) + bytes).error().code, "backup_malformed");
  // A value said to be larger than any may be.
  EXPECT_EQ(read(std::string("\x01\xff\xff\xff\xff", 5)).error().code, "backup_malformed");
}

}  // namespace
}  // namespace mamori::recovery
