#include "web/router.h"

#include <algorithm>
#include <set>

namespace mamori::web {
namespace {

std::vector<std::string_view> split_path(std::string_view path) {
  std::vector<std::string_view> segments;
  std::size_t begin = 1;  // after the leading slash
  while (begin < path.size()) {
    const std::size_t end = std::min(path.find('/', begin), path.size());
    segments.push_back(path.substr(begin, end - begin));
    begin = end + 1;
  }
  return segments;
}

std::string encode_path(std::string_view path) {
  std::string out;
  for (const std::string_view segment : split_path(path)) out += "/" + percent_encode(segment);
  return out.empty() ? "/" : out;
}

std::string encode_query(const Fields& query) {
  std::string out;
  for (const auto& [name, value] : query) {
    out += (out.empty() ? "?" : "&") + percent_encode(name) + "=" + percent_encode(value);
  }
  return out;
}

std::unexpected<Error> bad_route(std::string code, std::string_view pattern) {
  return fail(Fault::invalid, std::move(code),
              "アドレスの定義が正しくありません: " + std::string(pattern),
              "プログラムの誤りです。開発者に知らせてください。");
}

}  // namespace

Result<PatternTable> PatternTable::create(const std::vector<RoutePattern>& patterns) {
  PatternTable table;
  for (std::size_t index = 0; index < patterns.size(); ++index) {
    auto segments = parse(patterns[index].pattern);
    if (!segments) return fail(segments.error());
    Entry entry{patterns[index].method, *std::move(segments), index};
    const bool known = std::ranges::any_of(
        table.entries_, [&](const Entry& other) { return same_addresses(entry, other); });
    if (known) return bad_route("route_duplicate", patterns[index].pattern);
    table.entries_.push_back(std::move(entry));
  }
  const auto kinds = [](const Entry& entry) {
    std::vector<Segment::Kind> order;
    for (const Segment& segment : entry.segments) order.push_back(segment.kind);
    return order;
  };
  std::ranges::stable_sort(table.entries_, {}, kinds);
  return table;
}

Result<std::vector<PatternTable::Segment>> PatternTable::parse(std::string_view pattern) {
  if (!pattern.starts_with('/') || (pattern.size() > 1 && pattern.ends_with('/'))) {
    return bad_route("route_malformed", pattern);
  }
  std::vector<Segment> segments;
  std::set<std::string_view> names;
  for (const std::string_view text : split_path(pattern)) {
    if (text.empty() || (!segments.empty() && segments.back().kind == Segment::Kind::rest)) {
      return bad_route("route_malformed", pattern);
    }
    if (!text.starts_with('{')) {
      segments.push_back({Segment::Kind::literal, std::string(text)});
      continue;
    }
    std::string_view name = text.substr(1, text.size() - 2);
    const bool rest = name.ends_with("...");
    if (rest) name.remove_suffix(3);
    if (!text.ends_with('}') || name.empty() || !names.insert(name).second) {
      return bad_route("route_malformed", pattern);
    }
    segments.push_back({rest ? Segment::Kind::rest : Segment::Kind::capture, std::string(name)});
  }
  return segments;
}

bool PatternTable::same_addresses(const Entry& left, const Entry& right) {
  return left.method == right.method &&
         std::ranges::equal(left.segments, right.segments,
                            [](const Segment& one, const Segment& other) {
                              return one.kind == other.kind &&
                                     (one.kind != Segment::Kind::literal || one.text == other.text);
                            });
}

bool PatternTable::fits(const Entry& entry, const std::vector<std::string_view>& path) {
  const bool rest = !entry.segments.empty() && entry.segments.back().kind == Segment::Kind::rest;
  if (rest ? path.size() < entry.segments.size() : path.size() != entry.segments.size()) {
    return false;
  }
  for (std::size_t index = 0; index < entry.segments.size(); ++index) {
    const Segment& segment = entry.segments[index];
    if (segment.kind == Segment::Kind::literal && segment.text != path[index]) return false;
  }
  return true;
}

Captures PatternTable::captured(const Entry& entry, const std::vector<std::string_view>& path) {
  Captures captures;
  for (std::size_t index = 0; index < entry.segments.size(); ++index) {
    const Segment& segment = entry.segments[index];
    if (segment.kind == Segment::Kind::literal) continue;
    std::string value(path[index]);
    for (std::size_t more = index + 1; segment.kind == Segment::Kind::rest && more < path.size();
         ++more) {
      value += '/';
      value += path[more];
    }
    captures.emplace(segment.text, std::move(value));
  }
  return captures;
}

Routing PatternTable::match_path(Method method, std::string_view path) const {
  const Method asked = method == Method::head ? Method::get : method;
  const auto segments = split_path(path);
  std::set<Method> allowed;
  for (const Entry& entry : entries_) {
    if (!fits(entry, segments)) continue;
    if (entry.method == asked) {
      return {Routing::Kind::found, entry.index, captured(entry, segments)};
    }
    allowed.insert(entry.method);
    if (entry.method == Method::get) allowed.insert(Method::head);
  }
  Routing routing;
  for (const Method other : allowed) {
    routing.kind = Routing::Kind::method_not_allowed;
    routing.allow += (routing.allow.empty() ? "" : ", ") + std::string(method_name(other));
  }
  return routing;
}

Routing PatternTable::match(const Request& request) const {
  const std::string_view path = request.path;
  if (path.size() == 1 || !path.ends_with('/')) return match_path(request.method, path);
  const std::string_view without = path.substr(0, path.size() - 1);
  Routing routing = match_path(request.method, without);
  if (routing.kind == Routing::Kind::found) {
    routing = {.kind = Routing::Kind::redirect};
    routing.location = encode_path(without) + encode_query(request.query);
  }
  return routing;
}

std::string PatternTable::path(std::string_view pattern, const Captures& captures) {
  std::string out;
  for (const std::string_view text : split_path(pattern)) {
    const auto found = text.size() > 2 && text.starts_with('{')
                           ? captures.find(text.substr(1, text.size() - 2))
                           : captures.end();
    out += "/" + (found == captures.end() ? std::string(text) : percent_encode(found->second));
  }
  return out.empty() ? "/" : out;
}

Error page_not_found() {
  return {Fault::not_found, "page_not_found", "お探しの画面はありません。",
          "アドレスを確かめるか、最初の画面から探してください。"};
}

Response answer_unrouted(const Routing& routing, bool as_json) {
  if (routing.kind == Routing::Kind::redirect) {
    Response response{308, {}, {}};
    response.headers.set("Location", routing.location);
    return response;
  }
  if (routing.kind == Routing::Kind::method_not_allowed) {
    Response response = plain_error(
        {Fault::invalid, "method_not_allowed", "このアドレスでは、その操作はできません。",
         "画面のボタンから操作してください。"},
        as_json, 405);
    response.headers.set("Allow", routing.allow);
    return response;
  }
  return plain_error(page_not_found(), as_json);
}

}  // namespace mamori::web
