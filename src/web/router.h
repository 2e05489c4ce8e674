// Which handler answers which address. Routes are data: they can be listed for tests and for help.
//
// A pattern is a path whose segments are literal ("applications"), captured ("{id}") or, at its
// end, the rest of the path ("{name...}"). Where several patterns fit, the more literal one wins,
// whatever order they were given in. HEAD is answered by the GET route. An address with a slash at
// its end is redirected to the one without, if that one exists.
//
// A Router does not change once made: safe from any thread.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "web/http.h"

namespace mamori::web {

using Captures = std::map<std::string, std::string, std::less<>>;

struct RoutePattern {
  Method method = Method::get;
  std::string pattern;
};

// What the matching of one request led to.
struct Routing {
  enum class Kind { found, not_found, method_not_allowed, redirect };
  Kind kind = Kind::not_found;
  std::size_t index = 0;      // found: which route
  Captures captures = {};     // found
  std::string allow = {};     // method_not_allowed: "GET, HEAD, POST"
  std::string location = {};  // redirect: percent-encoded, without the slash, with the query
};

// The matching itself, apart from what is done with it.
class PatternTable {
 public:
  // Fails with "route_malformed" or "route_duplicate" (same method, same addresses).
  static Result<PatternTable> create(const std::vector<RoutePattern>& patterns);

  Routing match(const Request& request) const;
  // The address of a pattern with its captures filled in, percent-encoded.
  static std::string path(std::string_view pattern, const Captures& captures);

 private:
  struct Segment {
    enum class Kind { literal, capture, rest };
    Kind kind = Kind::literal;
    std::string text;  // the literal or the name of the capture
    auto operator<=>(const Segment&) const = default;
  };
  struct Entry {
    Method method;
    std::vector<Segment> segments;
    std::size_t index;
  };

  static Result<std::vector<Segment>> parse(std::string_view pattern);
  static bool same_addresses(const Entry& left, const Entry& right);
  static bool fits(const Entry& entry, const std::vector<std::string_view>& path);
  static Captures captured(const Entry& entry, const std::vector<std::string_view>& path);
  Routing match_path(Method method, std::string_view path) const;

  std::vector<Entry> entries_;  // more literal ones first
};

template <class Handler>
struct Route {
  Method method = Method::get;
  std::string pattern;
  std::string name;  // unique; for links and help: "application"
  std::string act;   // what the person must be allowed to do, for the access room; "" = anyone
  Handler handler;
};

template <class Handler>
class Router {
 public:
  static Result<Router> create(std::vector<Route<Handler>> routes) {
    std::vector<RoutePattern> patterns;
    for (const auto& route : routes) patterns.push_back({route.method, route.pattern});
    auto table = PatternTable::create(patterns);
    if (!table) return fail(table.error());
    return Router(std::move(routes), *std::move(table));
  }

  Routing match(const Request& request) const { return table_.match(request); }
  const Route<Handler>& route(const Routing& found) const { return routes_[found.index]; }
  const std::vector<Route<Handler>>& routes() const { return routes_; }

 private:
  Router(std::vector<Route<Handler>> routes, PatternTable table)
      : routes_(std::move(routes)), table_(std::move(table)) {}

  std::vector<Route<Handler>> routes_;
  PatternTable table_;
};

// What is said of an address that leads nowhere, whoever asks.
Error page_not_found();

// The bare answer to a routing that found no route: 404, 405 with Allow, or 308.
Response answer_unrouted(const Routing& routing, bool as_json);

}  // namespace mamori::web
