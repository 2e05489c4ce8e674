// HTTP as the handlers see it: plain values, no library. RFC 9110, 6265, 3986; URL Standard §5 for
// forms.
//
// Everything here is a value; functions are pure and safe from any thread. What comes from outside
// is decoded strictly: a stray '%', bytes that are not UTF-8 or a NUL refuse the request with 400.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/json.h"
#include "base/percent.h"
#include "base/result.h"

namespace mamori::web {

enum class Method { get, head, post, put, patch, delete_ };

std::string_view method_name(Method method);  // "GET"
std::optional<Method> parse_method(std::string_view name);
// GET and HEAD: they change nothing, so they need no CSRF token (RFC 9110 §9.2.1).
bool is_safe(Method method);

using Pair = std::pair<std::string, std::string>;

// Names with values in the order they came; a name may come more than once (check boxes).
class Fields {
 public:
  void add(std::string name, std::string value);
  bool has(std::string_view name) const;
  std::string get(std::string_view name, std::string_view fallback = {}) const;  // the first
  std::vector<std::string> all(std::string_view name) const;
  std::size_t size() const { return pairs_.size(); }
  auto begin() const { return pairs_.begin(); }
  auto end() const { return pairs_.end(); }

 private:
  std::vector<Pair> pairs_;
};

// Header fields; names are compared without regard to case. Control characters in a value become
// blanks, so no value can begin another header.
class Headers {
 public:
  void add(std::string name, std::string_view value);
  void set(std::string name, std::string_view value);            // replaces
  void set_absent(std::string name, std::string_view value);     // only if not there
  std::optional<std::string> find(std::string_view name) const;  // the first
  std::string get(std::string_view name) const;                  // "" when absent
  std::size_t count(std::string_view name) const;
  auto begin() const { return pairs_.begin(); }
  auto end() const { return pairs_.end(); }

 private:
  std::vector<Pair> pairs_;
};

// A file sent with a form.
struct Upload {
  std::string field;         // the name of its box
  std::string name;          // as the person's machine calls it, without folders
  std::string content_type;  // as the browser says; not to be relied on
  std::string bytes;
};

struct Request {
  Method method = Method::get;
  std::string path;  // decoded; begins with '/', no empty, "." or ".." segment before its end
  Fields query;
  Headers headers;
  Fields cookies;
  Fields form;  // of a body sent as application/x-www-form-urlencoded or multipart/form-data
  std::vector<Upload> uploads;  // of the latter
  std::string body;             // as sent
  std::string remote_address;
  bool secure = false;  // came over TLS

  // The client asked for JSON rather than HTML: Accept prefers it, or it sent JSON itself.
  bool wants_json() const;
  // The body as JSON; fails with "json_malformed", "json_too_large" or "json_expected".
  Result<Json> json() const;
};

struct Response {
  int status = 200;
  Headers headers;
  std::string body;

  static Response html(std::string body, int status = 200);
  static Response json(const Json& body, int status = 200);
  // 303: the browser fetches `location` with GET, so that reloading does not post again. Anything
  // but an address within this site (is_local_path) becomes "/".
  static Response redirect_see_other(std::string_view location);
  // A download; `name` may be Japanese (RFC 6266, 8187).
  static Response file(std::string_view name, std::string_view content_type, std::string bytes);
};

struct Target {
  std::string path;
  Fields query;
};

struct FieldLimits {
  std::size_t count_max = 2000;
  std::size_t name_bytes_max = 200;
};

// "/b/x?q=1" → path and query. Fails with "target_malformed" or "fields_too_many".
Result<Target> parse_target(std::string_view target, const FieldLimits& limits = {});
// a=1&b=2. Fails with "form_malformed" or "fields_too_many".
Result<Fields> parse_form(std::string_view body, const FieldLimits& limits = {});
// The values of a Cookie header. Pairs without '=' are skipped: other programs on the same host may
// have set them. Fails with "fields_too_many".
Result<Fields> parse_cookies(std::string_view header, const FieldLimits& limits = {100, 200});

// "/x", but neither "//host", "/\host" nor an address with control characters: safe to redirect to.
bool is_local_path(std::string_view location);
// For text between tags and in quoted attributes: & < > " '
std::string escape_html(std::string_view text);

int status_of(Fault fault);
// {"error":{"code","message","remedy","fields":[…],"basis":[…]}}
Json error_json(const Error& error);
// A bare page (or JSON) for failures that no page of ours can show. `status` 0 means
// status_of(error.fault).
Response plain_error(const Error& error, bool as_json, int status = 0);

}  // namespace mamori::web
