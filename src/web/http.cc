#include "web/http.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "base/text.h"

namespace mamori::web {
namespace {

constexpr std::array<std::pair<Method, std::string_view>, 6> method_names{{
    {Method::get, "GET"},
    {Method::head, "HEAD"},
    {Method::post, "POST"},
    {Method::put, "PUT"},
    {Method::patch, "PATCH"},
    {Method::delete_, "DELETE"},
}};

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool same_name(std::string_view left, std::string_view right) {
  return std::ranges::equal(left, right, {}, lower, lower);
}

bool is_control(char c) {
  return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
}

std::string without_controls(std::string_view value) {
  std::string clean(value);
  std::ranges::replace_if(clean, is_control, ' ');
  return clean;
}

std::string_view stripped(std::string_view text) {
  const auto begin = text.find_first_not_of(" \t");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

// Takes the part before the next `separator` off the front of `rest`.
std::string_view take_until(std::string_view& rest, char separator) {
  const auto end = rest.find(separator);
  const std::string_view part = rest.substr(0, end);
  rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
  return part;
}

std::unexpected<Error> too_many_fields() {
  return fail(Fault::limit, "fields_too_many", "送られた項目の数が多すぎます。",
              "分けて送ってください。");
}

Result<Fields> parse_pairs(std::string_view text, const FieldLimits& limits) {
  Fields fields;
  while (!text.empty()) {
    std::string_view value = take_until(text, '&');
    if (value.empty()) continue;
    auto name = percent_decode(take_until(value, '='), true);
    auto decoded = percent_decode(value, true);
    if (!name || !decoded) {
      return fail(Fault::invalid, "form_malformed", "送られた内容を文字として読めません。",
                  "画面を開き直して、もう一度入力してください。");
    }
    if (fields.size() >= limits.count_max || name->size() > limits.name_bytes_max) {
      return too_many_fields();
    }
    fields.add(*std::move(name), *std::move(decoded));
  }
  return fields;
}

// One meaning per address: no "//", "/./", "/../", which programs in between may read differently.
bool is_plain_path(std::string_view path) {
  if (!path.starts_with('/') || std::ranges::any_of(path, is_control)) return false;
  std::string_view rest = path.substr(1);
  while (!rest.empty()) {
    const std::string_view segment = take_until(rest, '/');
    if (segment.empty() || segment == "." || segment == "..") return false;
  }
  return true;
}

// The q value of an exact media type in an Accept header, in thousandths; 0 when absent.
int quality(std::string_view accept, std::string_view media_type) {
  while (!accept.empty()) {
    std::string_view parameters = take_until(accept, ',');
    if (!same_name(stripped(take_until(parameters, ';')), media_type)) continue;
    while (!parameters.empty()) {
      const std::string_view parameter = stripped(take_until(parameters, ';'));
      if (!parameter.starts_with("q=")) continue;
      double q = 0;
      std::from_chars(parameter.data() + 2, parameter.data() + parameter.size(), q);
      return static_cast<int>(std::clamp(q, 0.0, 1.0) * 1000);
    }
    return 1000;
  }
  return 0;
}

bool is_media_type(std::string_view header, std::string_view media_type) {
  return same_name(stripped(take_until(header, ';')), media_type);
}

// Non-ASCII and blanks have no place in a Location header; the rest of an address stays.
std::string ascii_location(std::string_view location) {
  std::string out;
  for (const char c : location) {
    const bool plain = c > 0x20 && c < 0x7f;
    out += plain ? std::string(1, c) : percent_encode({&c, 1});
  }
  return out;
}

std::string error_page(const Error& error) {
  return "<!doctype html><html lang=\"ja\"><head><meta charset=\"utf-8\">"
         "<meta name=\"viewport\" content=\"width=device-width\"><title>" +
         escape_html(error.message) + "</title></head><body><main><h1>" +
         escape_html(error.message) + "</h1><p>" + escape_html(error.remedy) +
         "</p><p><a href=\"/\">最初の画面へ</a></p></main></body></html>\n";
}

}  // namespace

std::string_view method_name(Method method) {
  return std::ranges::find(method_names, method, &std::pair<Method, std::string_view>::first)
      ->second;
}

std::optional<Method> parse_method(std::string_view name) {
  const auto found =
      std::ranges::find(method_names, name, &std::pair<Method, std::string_view>::second);
  return found == method_names.end() ? std::nullopt : std::optional(found->first);
}

bool is_safe(Method method) {
  return method == Method::get || method == Method::head;
}

void Fields::add(std::string name, std::string value) {
  pairs_.emplace_back(std::move(name), std::move(value));
}

bool Fields::has(std::string_view name) const {
  return std::ranges::find(pairs_, name, &Pair::first) != pairs_.end();
}

std::string Fields::get(std::string_view name, std::string_view fallback) const {
  const auto found = std::ranges::find(pairs_, name, &Pair::first);
  return found == pairs_.end() ? std::string(fallback) : found->second;
}

std::vector<std::string> Fields::all(std::string_view name) const {
  std::vector<std::string> values;
  for (const auto& [key, value] : pairs_) {
    if (key == name) values.push_back(value);
  }
  return values;
}

void Headers::add(std::string name, std::string_view value) {
  pairs_.emplace_back(std::move(name), without_controls(value));
}

void Headers::set(std::string name, std::string_view value) {
  std::erase_if(pairs_, [&](const Pair& pair) { return same_name(pair.first, name); });
  add(std::move(name), value);
}

void Headers::set_absent(std::string name, std::string_view value) {
  if (count(name) == 0) add(std::move(name), value);
}

std::optional<std::string> Headers::find(std::string_view name) const {
  for (const auto& [key, value] : pairs_) {
    if (same_name(key, name)) return value;
  }
  return std::nullopt;
}

std::string Headers::get(std::string_view name) const {
  return find(name).value_or("");
}

std::size_t Headers::count(std::string_view name) const {
  return static_cast<std::size_t>(
      std::ranges::count_if(pairs_, [&](const Pair& pair) { return same_name(pair.first, name); }));
}

bool Request::wants_json() const {
  const std::string accept = headers.get("Accept");
  const int json = quality(accept, "application/json");
  const int html = quality(accept, "text/html");
  if (json != html) return json > html;
  return json > 0 || is_media_type(headers.get("Content-Type"), "application/json");
}

Result<Json> Request::json() const {
  if (!is_media_type(headers.get("Content-Type"), "application/json")) {
    return fail(Fault::invalid, "json_expected", "JSONとして送られていません。",
                "Content-Type を application/json にしてください。");
  }
  return parse_json(body);
}

Response Response::html(std::string body, int status) {
  Response response{status, {}, std::move(body)};
  response.headers.set("Content-Type", "text/html; charset=utf-8");
  return response;
}

Response Response::json(const Json& body, int status) {
  Response response{status, {}, boost::json::serialize(body) + "\n"};
  response.headers.set("Content-Type", "application/json");
  return response;
}

Response Response::redirect_see_other(std::string_view location) {
  Response response{303, {}, {}};
  response.headers.set("Location", is_local_path(location) ? ascii_location(location) : "/");
  return response;
}

Response Response::file(std::string_view name, std::string_view content_type, std::string bytes) {
  Response response{200, {}, std::move(bytes)};
  response.headers.set("Content-Type", content_type);
  response.headers.set("Content-Disposition",
                       "attachment; filename*=UTF-8''" + percent_encode(name));
  return response;
}

Result<Target> parse_target(std::string_view target, const FieldLimits& limits) {
  std::string_view query = target;
  const std::string_view raw_path = take_until(query, '?');
  auto path = percent_decode(raw_path);
  // An encoded slash would move the borders between segments after the fact.
  const bool hidden_slash =
      path && std::ranges::count(*path, '/') != std::ranges::count(raw_path, '/');
  if (!path || hidden_slash || !is_plain_path(*path)) {
    return fail(Fault::invalid, "target_malformed", "アドレスを読み取れません。",
                "アドレスを確かめてください。");
  }
  auto fields = parse_pairs(query, limits);
  if (!fields) return fail(fields.error());
  return Target{*std::move(path), *std::move(fields)};
}

Result<Fields> parse_form(std::string_view body, const FieldLimits& limits) {
  return parse_pairs(body, limits);
}

Result<Fields> parse_cookies(std::string_view header, const FieldLimits& limits) {
  Fields cookies;
  while (!header.empty()) {
    std::string_view value = take_until(header, ';');
    if (value.find('=') == std::string_view::npos) continue;
    const std::string_view name = stripped(take_until(value, '='));
    if (name.empty()) continue;
    if (cookies.size() >= limits.count_max || name.size() > limits.name_bytes_max) {
      return too_many_fields();
    }
    cookies.add(std::string(name), std::string(stripped(value)));
  }
  return cookies;
}

bool is_local_path(std::string_view location) {
  if (!location.starts_with('/') || std::ranges::any_of(location, is_control)) return false;
  return location.size() == 1 || (location[1] != '/' && location[1] != '\\');
}

std::string escape_html(std::string_view text) {
  std::string out;
  out.reserve(text.size() + text.size() / 8);
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

int status_of(Fault fault) {
  switch (fault) {
    case Fault::invalid:
      return 422;
    case Fault::unauthenticated:
      return 401;
    case Fault::forbidden:
      return 403;
    case Fault::not_found:
      return 404;
    case Fault::conflict:
      return 409;
    case Fault::limit:
      return 429;
    case Fault::unavailable:
      return 503;
    case Fault::corrupt:
      return 500;
  }
  return 500;
}

Json error_json(const Error& error) {
  JsonObject object{{"code", error.code}, {"message", error.message}, {"remedy", error.remedy}};
  JsonArray fields;
  for (const FieldError& field : error.fields) {
    fields.push_back(JsonObject{{"field", field.field}, {"message", field.message}});
  }
  JsonArray basis;
  for (const Citation& citation : error.basis) {
    basis.push_back(JsonObject{{"place", citation.place}, {"text", citation.text}});
  }
  object.emplace("fields", std::move(fields));
  object.emplace("basis", std::move(basis));
  return JsonObject{{"error", std::move(object)}};
}

Response plain_error(const Error& error, bool as_json, int status) {
  const int code = status ? status : status_of(error.fault);
  return as_json ? Response::json(error_json(error), code)
                 : Response::html(error_page(error), code);
}

}  // namespace mamori::web
