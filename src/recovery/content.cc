#include "recovery/content.h"

#include "base/date.h"
#include "base/json.h"

namespace mamori::recovery {
namespace {

// The first byte of each item and of each value.
constexpr char meta_item = 1;
constexpr char file_item = 2;
constexpr char table_item = 3;
constexpr char row_item = 4;
constexpr char end_item = 5;
constexpr char null_value = 0;
constexpr char integer_value = 1;
constexpr char text_value = 2;
constexpr char bytes_value = 3;

constexpr std::size_t meta_bytes_max = std::size_t{1} << 20;
constexpr std::size_t file_bytes_max = std::size_t{64} << 10;
constexpr std::size_t name_bytes_max = 255;
constexpr std::size_t columns_max = 256;
constexpr std::size_t value_bytes_max = std::size_t{256} << 20;

std::unexpected<Error> malformed(std::string_view what) {
  return fail(Fault::corrupt, "backup_malformed",
              "控えの中身の形が正しくありません（" + std::string(what) + "）。",
              "別の控えを使ってください。");
}

void append_number(std::string& out, std::uint64_t number, std::size_t bytes) {
  for (std::size_t byte = bytes; byte-- > 0;) out += static_cast<char>(number >> (8 * byte));
}

void append_text(std::string& out, std::string_view text, std::size_t length_bytes) {
  append_number(out, text.size(), length_bytes);
  out += text;
}

void append_value(std::string& out, const store::Value& value) {
  if (const auto* number = std::get_if<std::int64_t>(&value)) {
    out += integer_value;
    append_number(out, static_cast<std::uint64_t>(*number), 8);
  } else if (const auto* text = std::get_if<std::string>(&value)) {
    out += text_value;
    append_text(out, *text, 4);
  } else if (const auto* blob = std::get_if<store::Blob>(&value)) {
    out += bytes_value;
    append_text(out, blob->bytes, 4);
  } else {
    out += null_value;
  }
}

std::string encoded(const Meta& meta) {
  JsonArray migrations;
  for (const store::Applied& applied : meta.migrations) {
    migrations.push_back(JsonObject{{"name", applied.name}, {"digest", applied.digest}});
  }
  std::string out(1, meta_item);
  append_text(out,
              canonical_json(JsonObject{{"body", meta.body},
                                        {"made", iso_instant(meta.made)},
                                        {"checkpoint", meta.checkpoint},
                                        {"migrations", std::move(migrations)}}),
              4);
  return out;
}

std::string encoded(const KeptFile& file) {
  std::string out(1, file_item);
  append_text(out, file.name, 2);
  append_text(out, file.bytes, 4);
  return out;
}

std::string encoded_start(const store::Table& table) {
  std::string out(1, table_item);
  append_text(out, table.name, 2);
  append_number(out, table.columns.size(), 2);
  for (const std::string& column : table.columns) append_text(out, column, 2);
  return out;
}

Result<std::uint64_t> write_rows(store::Connection& snapshot, const store::Table& table,
                                 const Sink& sink) {
  store::TableReader reader(snapshot, table);
  std::uint64_t count = 0;
  for (auto rows = reader.next(); !rows.empty(); rows = reader.next()) {
    std::string out;
    for (const store::Values& row : rows) {
      out += row_item;
      for (const store::Value& value : row) append_value(out, value);
    }
    if (auto done = sink(out); !done) return fail(done.error());
    count += rows.size();
  }
  return count;
}

}  // namespace

Result<std::uint64_t> write_content(store::Connection& snapshot, const Meta& meta,
                                    const std::vector<KeptFile>& files,
                                    const std::vector<store::Table>& tables, const Sink& sink) {
  if (auto done = sink(encoded(meta)); !done) return fail(done.error());
  for (const KeptFile& file : files) {
    if (auto done = sink(encoded(file)); !done) return fail(done.error());
  }
  std::uint64_t rows = 0;
  for (const store::Table& table : tables) {
    if (auto done = sink(encoded_start(table)); !done) return fail(done.error());
    const auto count = write_rows(snapshot, table, sink);
    if (!count) return fail(count.error());
    rows += *count;
  }
  std::string end(1, end_item);
  append_number(end, rows, 8);
  if (auto done = sink(end); !done) return fail(done.error());
  return rows;
}

Result<void> ContentReader::need(std::size_t bytes) {
  while (pending_.size() - at_ < bytes) {
    pending_.erase(0, at_);
    at_ = 0;
    auto more = source_();
    if (!more) return fail(more.error());
    if (more->empty()) return malformed("途中で終わる");
    pending_ += *more;
  }
  return {};
}

Result<std::string> ContentReader::take(std::size_t bytes) {
  if (auto there = need(bytes); !there) return fail(there.error());
  std::string taken = pending_.substr(at_, bytes);
  at_ += bytes;
  return taken;
}

Result<std::uint64_t> ContentReader::take_number(std::size_t bytes) {
  const auto taken = take(bytes);
  if (!taken) return fail(taken.error());
  std::uint64_t number = 0;
  for (const char byte : *taken) number = (number << 8U) | static_cast<unsigned char>(byte);
  return number;
}

Result<std::string> ContentReader::take_text(std::size_t length_bytes, std::size_t bytes_max) {
  const auto length = take_number(length_bytes);
  if (!length) return fail(length.error());
  if (*length > bytes_max) return malformed("長すぎる");
  return take(*length);
}

Result<store::Value> ContentReader::take_value() {
  const auto kind = take_number(1);
  if (!kind) return fail(kind.error());
  switch (static_cast<char>(*kind)) {
    case null_value:
      return std::monostate{};
    case integer_value: {
      const auto number = take_number(8);
      if (!number) return fail(number.error());
      return static_cast<std::int64_t>(*number);
    }
    case text_value: {
      auto text = take_text(4, value_bytes_max);
      if (!text) return fail(text.error());
      return *std::move(text);
    }
    case bytes_value: {
      auto bytes = take_text(4, value_bytes_max);
      if (!bytes) return fail(bytes.error());
      return store::Blob{*std::move(bytes)};
    }
    default:
      return malformed("値の種類");
  }
}

Result<Item> ContentReader::next() {
  const auto kind = take_number(1);
  if (!kind) return fail(kind.error());
  if ((*kind == meta_item) == begun_) return malformed("順序");
  begun_ = true;
  return take_item(static_cast<char>(*kind));
}

Result<Item> ContentReader::take_item(char kind) {
  switch (kind) {
    case meta_item:
      return take_meta();
    case file_item: {
      auto name = take_text(2, name_bytes_max);
      if (!name) return fail(name.error());
      auto bytes = take_text(4, file_bytes_max);
      if (!bytes) return fail(bytes.error());
      return KeptFile{*std::move(name), *std::move(bytes)};
    }
    case table_item:
      return take_table();
    case row_item:
      return take_row();
    case end_item:
      return take_end();
    default:
      return malformed("項目の種類");
  }
}

Result<Item> ContentReader::take_meta() {
  const auto text = take_text(4, meta_bytes_max);
  if (!text) return fail(text.error());
  const auto json = parse_json(*text, meta_bytes_max);
  if (!json || !json->is_object()) return malformed("見出し");
  const auto made = parse_iso_instant(text_at(*json, "made"));
  if (!made) return malformed("見出し");
  Meta meta{text_at(*json, "body"), *made, text_at(*json, "checkpoint"), {}};
  for (const Json& applied : array_at(*json, "migrations")) {
    meta.migrations.push_back({text_at(applied, "name"), text_at(applied, "digest")});
  }
  return meta;
}

Result<Item> ContentReader::take_table() {
  auto name = take_text(2, name_bytes_max);
  if (!name) return fail(name.error());
  const auto count = take_number(2);
  if (!count) return fail(count.error());
  if (*count == 0 || *count > columns_max) return malformed("列の数");
  TableStart start{*std::move(name), {}};
  for (std::uint64_t number = 0; number < *count; ++number) {
    auto column = take_text(2, name_bytes_max);
    if (!column) return fail(column.error());
    start.columns.push_back(*std::move(column));
  }
  columns_ = start.columns.size();
  return start;
}

Result<Item> ContentReader::take_row() {
  if (columns_ == 0) return malformed("表のない行");
  store::Values row;
  for (std::size_t number = 0; number < columns_; ++number) {
    auto value = take_value();
    if (!value) return fail(value.error());
    row.push_back(*std::move(value));
  }
  return row;
}

Result<Item> ContentReader::take_end() {
  const auto rows = take_number(8);
  if (!rows) return fail(rows.error());
  const auto more = source_();
  if (!more) return fail(more.error());
  if (at_ != pending_.size() || !more->empty()) return malformed("終わりの後");
  return ContentEnd{*rows};
}

}  // namespace mamori::recovery
