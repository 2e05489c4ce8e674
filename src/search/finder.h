// Asking the index. Stateless, on the caller's connection; throws store::Failure.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "search/folding.h"
#include "search/index.h"

namespace mamori::search {

enum class Order { newest_first, oldest_first };  // by the record that put the document

struct Query {
  Words words;  // all of them must stand in the text; without any nothing is found
  Kind kind = Kind::entry;
  std::string collection = {};  // only of this one; "" for all
  Order order = Order::newest_first;
  std::int64_t after = 0;  // go on behind this hit; 0 from the beginning
  std::size_t limit = 20;
  // Whether whoever asks may see it: called only for documents that would be shown.
  std::function<bool(const Document&)> admits = {};
};

struct Hit {
  std::int64_t id = 0;
  Document document;
};

// What fits, in that order, at most `limit`. The same on every database.
std::vector<Hit> find(store::Connection& connection, const Query& query);

// The subjects of everything of a collection ("" for all) that fits the words of a question, in the
// order in which they came into the index: the same as find() without a limit, much sooner where
// that is a great deal.
std::vector<std::string> find_subjects(store::Connection& connection, std::string_view question,
                                       Kind kind, std::string_view collection);

}  // namespace mamori::search
