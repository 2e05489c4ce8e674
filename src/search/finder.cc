#include "search/finder.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <span>
#include <tuple>
#include <utility>

#include "base/text.h"
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
// Where more than one record in so many is a candidate, reading all is sooner than looking each up.
constexpr std::size_t records_per_candidate = 4;
constexpr std::int64_t rows_per_reading = 8192;

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
Ids candidates(Connection& connection, Kind kind, const Words& words, const Segments& segments) {
  Ids found;
  bool first = true;
  for (const PairRange& range : pairs_asked(words)) {
    if (!first && found.size() <= candidates_few) break;
    Ids ids = documents_with(connection, kind, range, segments);
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

std::string sql_for_step(std::string_view wanted) {
  return "SELECT " + std::string(wanted) + " FROM search_documents WHERE id IN (" +
         store::parameters(1, rows_per_step) + ") ORDER BY id";
}

// The documents with these ids, ascending, as far as they still exist.
Rows documents_at(Connection& connection, std::span<const std::int64_t> ids,
                  const std::string& sql) {
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
    Ids ids = candidates(connection_, query_.kind, query_.words, segments);
    std::erase_if(ids, [&](std::int64_t id) { return !is_behind(id); });
    if (newest_first()) std::ranges::reverse(ids);
    static const std::string sql = sql_for_step(columns);
    for (std::size_t at = 0; at < ids.size() && !is_full(); at += rows_per_step) {
      const std::size_t count = std::min(rows_per_step, ids.size() - at);
      take(documents_at(connection_, std::span(ids).subspan(at, count), sql));
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

// Whether a text fits a question. Most texts hold the words as they were typed: then nothing need
// be folded.
class Fitting {
 public:
  explicit Fitting(std::string_view question) : words_(words_of(question)) {
    std::u32string word;
    for (const char32_t c : code_points(question) + U' ') {
      if (!is_blank(c)) {
        word.push_back(c);
      } else if (!word.empty()) {
        typed_.emplace_back(utf8(std::exchange(word, {})));
      }
    }
  }

  const Words& words() const { return words_; }
  // Whether the pairs alone say what fits: each word is one of them.
  bool is_said_by_pairs(std::size_t candidates) const {
    return candidates > candidates_few && words_.size() <= pairs_asked_max &&
           std::ranges::all_of(words_, [](const auto& word) { return word.size() <= 2; });
  }
  bool operator()(std::string_view text) const {
    const auto stands = [&](const TypedWord& word) { return word.stands_in(text); };
    return std::ranges::all_of(typed_, stands) || fits(fold(text).text, words_);
  }

 private:
  const Words words_;
  std::vector<TypedWord> typed_;
};

// The subjects of those with these ids, ascending, that exist and `fits` admits.
class SubjectsOf {
 public:
  SubjectsOf(Connection& connection, Kind kind, std::string_view collection)
      : connection_(connection), kind_(kind), collection_(collection) {}

  // Many: reading all of the collection once is sooner than looking each up.
  void add_by_reading(const Ids& ids, const Fitting* fits) {
    const std::string needed = fits ? "id, subject, text" : "id, subject";
    // The index of the collection has no texts: to fetch each through it takes longer than all.
    const std::string hint = fits ? " + 0" : "";
    auto next = ids.begin();
    for (std::int64_t last = ids.empty() ? 0 : ids.front() - 1; next != ids.end();) {
      const Rows rows = connection_.query(
          "SELECT " + needed + " FROM search_documents WHERE kind" + hint + " = $1 AND " +
              is_in_collection("$2") + " AND id > $3 AND id <= $4 ORDER BY id LIMIT $5",
          static_cast<int>(kind_), collection_, last, ids.back(), rows_per_reading);
      for (const Row& row : rows) {
        last = row.integer("id");
        next = std::lower_bound(next, ids.end(), last);
        if (next != ids.end() && *next == last) consider(row, fits);
      }
      if (static_cast<std::int64_t>(rows.size()) < rows_per_reading) return;
    }
  }

  void add_by_looking_up(const Ids& ids, const Fitting* fits) {
    static const std::string sql = sql_for_step("kind, collection, subject, text");
    for (std::size_t at = 0; at < ids.size(); at += rows_per_step) {
      const std::size_t count = std::min(rows_per_step, ids.size() - at);
      for (const Row& row : documents_at(connection_, std::span(ids).subspan(at, count), sql)) {
        if (row.integer("kind") == static_cast<int>(kind_) &&
            (collection_.empty() || row.text("collection") == collection_)) {
          consider(row, fits);
        }
      }
    }
  }

  void add_from(std::int64_t first_id, const Fitting& fits) {
    for (const Row& row : connection_.query(
             "SELECT subject, text FROM search_documents WHERE id >= $1 AND kind = $2 AND " +
                 is_in_collection("$3") + " ORDER BY id",
             first_id, static_cast<int>(kind_), collection_)) {
      consider(row, &fits);
    }
  }

  std::vector<std::string> subjects() && { return std::move(subjects_); }

 private:
  // Where all are asked for, the parameter says nothing.
  std::string is_in_collection(const std::string& parameter) const {
    return collection_.empty() ? parameter + " = ''" : "collection = " + parameter;
  }

  void consider(const Row& row, const Fitting* fits) {
    if (!fits || (*fits)(row.text("text"))) subjects_.push_back(row.text("subject"));
  }

  Connection& connection_;
  const Kind kind_;
  const std::string collection_;
  std::vector<std::string> subjects_;
};

bool are_dense(const Ids& ids) {
  if (ids.empty()) return false;
  const auto segments = segment_of_id(ids.back()) - segment_of_id(ids.front()) + 1;
  return ids.size() * records_per_candidate > segments * segment_records;
}

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

std::vector<std::string> find_subjects(Connection& connection, std::string_view question, Kind kind,
                                       std::string_view collection) {
  const Fitting fitting(question);
  if (fitting.words().empty()) return {};
  const std::uint64_t open_segment = open_segment_of(connection);
  const Ids ids = candidates(connection, kind, fitting.words(), {.first = 0, .end = open_segment});
  const Fitting* to_check = fitting.is_said_by_pairs(ids.size()) ? nullptr : &fitting;
  SubjectsOf subjects(connection, kind, collection);
  if (are_dense(ids)) {
    subjects.add_by_reading(ids, to_check);
  } else {
    subjects.add_by_looking_up(ids, to_check);
  }
  subjects.add_from(first_id_of_segment(open_segment), fitting);
  return std::move(subjects).subjects();
}

}  // namespace mamori::search
