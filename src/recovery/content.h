// What a backup holds once it is opened: the tables of a body with their rows, and the files beside
// them. The bytes are described in docs/backup-format.md; the same data give the same bytes,
// whichever database they come from.
//
// Not thread-safe.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "store/tables.h"

namespace mamori::recovery {

struct Meta {
  std::string body;  // slug
  Instant made;
  std::string checkpoint;                  // the newest signed one; "" when nothing was recorded
  std::vector<store::Applied> migrations;  // what made the tables
};

struct KeptFile {
  std::string name;  // within the data folder
  std::string bytes;
};

struct TableStart {
  std::string name;
  std::vector<std::string> columns;
};

struct ContentEnd {
  std::uint64_t rows = 0;
};

using Item = std::variant<Meta, KeptFile, TableStart, store::Values, ContentEnd>;

// Takes the bytes in order; what it fails with ends the writing.
using Sink = std::function<Result<void>(std::string_view bytes)>;
// Gives the bytes in order, some at a time; "" at their end.
using Source = std::function<Result<std::string>()>;

// Writes all of `snapshot`. `tables` are those that meta.migrations made. Returns the number of
// rows. Throws store::Failure.
Result<std::uint64_t> write_content(store::Connection& snapshot, const Meta& meta,
                                    const std::vector<KeptFile>& files,
                                    const std::vector<store::Table>& tables, const Sink& sink);

class ContentReader {
 public:
  explicit ContentReader(Source source) : source_(std::move(source)) {}
  // The first is the Meta, the last the ContentEnd; a row belongs to the table that started last.
  // Fails as the source does, or with "backup_malformed". Not to be called after the end.
  Result<Item> next();

 private:
  Result<void> need(std::size_t bytes);
  Result<std::string> take(std::size_t bytes);
  Result<std::uint64_t> take_number(std::size_t bytes);
  Result<std::string> take_text(std::size_t length_bytes, std::size_t bytes_max);
  Result<store::Value> take_value();
  Result<Item> take_item(char kind);
  Result<Item> take_meta();
  Result<Item> take_table();
  Result<Item> take_row();
  Result<Item> take_end();

  Source source_;
  std::string pending_;
  std::size_t at_ = 0;  // of pending_, what was taken
  std::size_t columns_ = 0;
  bool begun_ = false;
};

}  // namespace mamori::recovery
