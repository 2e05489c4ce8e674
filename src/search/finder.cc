#include "search/finder.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <span>
#include <tuple>

#include "search/postings.h"

namespace mamori::search {
namespace {

using store::Connection;
using store::Row;
using store::Rows;

constexpr std::size_t rows_per_step = 64;
constexpr std::size_t pairs_asked_max = 12;
constexpr std::uint64_t segments_first = 16;
// So few are sooner compared with their texts than narrowed down further.
constexpr std::size_t candidates_few = 32;

constexpr std::string_view columns = "id, kind, collection, subject, person_id, section_id, text";

struct PairRange {
  Pair from = 0;
  Pair to = 0;
  unsigned bucket = 0;
};

using Ids = std::vector<std::int64_t>;  // ascending

PairRange range_of(char32_t first, char32_t second) {
  return {pair_of(first, second), pair_of(first, second), bucket_of(first)};
}

// Pairs that together hold every character of the words; of a single character all that begin with
// it.
std::vector<PairRange> pairs_asked(const Words& words) {
  std::vector<PairRange> asked;
  for (const std::u32string& word : words) {
    if (word.size() == 1) {
      asked.push_back({pair_of(word[0], 0), pair_of(word[0] + 1, 0) - 1, bucket_of(word[0])});
    }
    for (std::size_t at = 0; at + 1 < word.size(); at += 2) {
      asked.push_back(range_of(word[at], word[at + 1]));
    }
    if (word.size() > 2 && word.size() % 2 == 1) {
      asked.push_back(range_of(word[word.size() - 2], word.back()));
    }
  }
  asked.resize(std::min(asked.size(), pairs_asked_max));
  return asked;
}

// Segments first <= s < end.
struct Segments {
  std::uint64_t first = 0;
  std::uint64_t end = 0;
};

Ids documents_with(Connection& connection, Kind kind, const PairRange& range,
                   const Segments& segments) {
  Ids ids;
  for (const Row& row :
       connection.query("SELECT slot, postings FROM search_postings WHERE slot >= $1 AND slot < $2 "
                        "ORDER BY slot",
                        slot_of(kind, range.bucket, segments.first),
                        slot_of(kind, range.bucket, segments.end))) {
    const std::uint64_t segment = segment_of_slot(row.integer("slot"));
    const auto begin = static_cast<std::ptrdiff_t>(ids.size());
    for (const std::uint32_t local : numbers_in(row.text("postings"), range.from, range.to)) {
      ids.push_back(id_of_local(segment, local));
    }
    // Numbers within a segment are in another order than ids where records put several documents.
    std::sort(ids.begin() + begin, ids.end());
  }
  return ids;
}

// Those of closed segments whose text may fit. A document that is gone since may be among them.
Ids candidates(Connection& connection, const Query& query, const Segments& segments) {
  Ids found;
  bool first = true;
  for (const PairRange& range : pairs_asked(query.words)) {
    if (!first && found.size() <= candidates_few) break;
    Ids ids = documents_with(connection, query.kind, range, segments);
    if (!first) {
      Ids both;
      std::ranges::set_intersection(found, ids, std::back_inserter(both));
      ids = std::move(both);
    }
    found = std::move(ids);
    first = false;
  }
  return found;
}

std::string sql_for_step() {
  std::string sql = "SELECT " + std::string(columns) + " FROM search_documents WHERE id IN (";
  for (std::size_t number = 1; number <= rows_per_step; ++number) {
    sql += (number > 1 ? ", $" : "$") + std::to_string(number);
  }
  return sql + ") ORDER BY id";
}

// The documents with these ids, ascending, as far as they still exist.
Rows documents_at(Connection& connection, std::span<const std::int64_t> ids) {
  static const std::string sql = sql_for_step();
  std::array<std::int64_t, rows_per_step> asked{};  // 0 is nobody's id
  std::ranges::copy(ids, asked.begin());
  return std::apply([&](const auto&... id) { return connection.query(sql, id...); }, asked);
}

class Gathering {
 public:
  Gathering(Connection& connection, const Query& query) : connection_(connection), query_(query) {}

  // The closed segments, by their postings. What is common is found in the first few of them; the
  // more segments hold too little, the more are asked at once.
  void gather_closed(std::uint64_t open_segment) {
    Segments left{.first = 0, .end = open_segment};
    for (std::uint64_t count = segments_first; left.first < left.end && !is_full(); count *= 4) {
      count = std::min(count, left.end - left.first);
      const bool from_end = newest_first();
      const std::uint64_t first = from_end ? left.end - count : left.first;
      gather_from({first, first + count});
      from_end ? left.end -= count : left.first += count;
    }
  }

  // The open segment, document by document.
  void gather_open(std::uint64_t open_segment) {
    if (is_full()) return;
    take(connection_.query("SELECT " + std::string(columns) +
                               " FROM search_documents WHERE id >= $1 AND kind = $2 ORDER BY id",
                           first_id_of_segment(open_segment), static_cast<int>(query_.kind)));
  }

  bool newest_first() const { return query_.order == Order::newest_first; }
  std::vector<Hit> hits() && { return std::move(hits_); }

 private:
  void gather_from(const Segments& segments) {
    Ids ids = candidates(connection_, query_, segments);
    std::erase_if(ids, [&](std::int64_t id) { return !is_behind(id); });
    if (newest_first()) std::ranges::reverse(ids);
    for (std::size_t at = 0; at < ids.size() && !is_full(); at += rows_per_step) {
      const std::size_t count = std::min(rows_per_step, ids.size() - at);
      take(documents_at(connection_, std::span(ids).subspan(at, count)));
    }
  }

  bool is_full() const { return hits_.size() >= query_.limit; }
  bool is_behind(std::int64_t id) const {
    if (query_.after == 0) return true;
    return newest_first() ? id < query_.after : id > query_.after;
  }

  void take(Rows rows) {
    if (newest_first()) std::ranges::reverse(rows);
    for (const Row& row : rows) {
      if (is_full()) return;
      consider(row);
    }
  }

  void consider(const Row& row) {
    Hit hit{row.integer("id"),
            {static_cast<Kind>(row.integer("kind")), row.text("collection"), row.text("subject"),
             row.text("person_id"), row.text("section_id"), row.text("text")}};
    const Document& document = hit.document;
    if (!is_behind(hit.id) || document.kind != query_.kind) return;
    if (!query_.collection.empty() && document.collection != query_.collection) return;
    if (!fits(fold(document.text).text, query_.words)) return;
    if (query_.admits && !query_.admits(document)) return;
    hits_.push_back(std::move(hit));
  }

  Connection& connection_;
  const Query& query_;
  std::vector<Hit> hits_;
};

// The segment that is not closed yet, or holds the newest document: from there on texts are read.
std::uint64_t open_segment_of(Connection& connection) {
  const auto row = connection.first("SELECT max(id) AS newest FROM search_documents");
  return row ? segment_of_id(row->integer("newest")) : 0;
}

}  // namespace

std::vector<Hit> find(Connection& connection, const Query& query) {
  if (query.words.empty() || query.limit == 0) return {};
  const std::uint64_t open_segment = open_segment_of(connection);
  Gathering gathering(connection, query);
  if (gathering.newest_first()) {
    gathering.gather_open(open_segment);
    gathering.gather_closed(open_segment);
  } else {
    gathering.gather_closed(open_segment);
    gathering.gather_open(open_segment);
  }
  return std::move(gathering).hits();
}

}  // namespace mamori::search
