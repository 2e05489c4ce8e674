// What every answer carries to protect the browser, and what every change must prove.
//
// Pure functions and values: safe from any thread.
#pragma once

#include <string>
#include <string_view>

#include "web/http.h"

namespace mamori::web {

// Adds to `response` what the handler did not set itself: a Content-Security-Policy that lets
// nothing in but our own files (no inline script or style), nosniff, no framing, no referrer to
// others, isolation, and no-store. Over TLS also HSTS (RFC 6797).
void protect(Response& response, bool secure);

// Refuses a change asked for by a page of another site: by Sec-Fetch-Site (Fetch Metadata) and, for
// browsers that do not send it, by comparing Origin with Host. Reading (GET, HEAD) always passes;
// so does a client that sends neither header, as no browser does on a cross-site change. Fails with
// "cross_site_request".
Result<void> check_same_site(const Request& request);

// check_same_site, and the synchronizer token of the session, which must come as the form field
// `csrf` or the header X-CSRF-Token. Fails also with "csrf_token_missing" or "csrf_token_wrong".
// An empty `token` (nobody is signed in) is never matched.
Result<void> check_csrf(const Request& request, std::string_view token);

// The cookie that carries the session token. Over TLS it is __Host-mamori with Secure, which
// browsers bind to this very host (RFC 6265bis §4.1.3.2); without TLS (on the machine itself only)
// browsers refuse that prefix, so it is plain `mamori`. A session cookie: it goes with the browser.
class SessionCookie {
 public:
  explicit SessionCookie(bool secure) : secure_(secure) {}

  std::string_view name() const { return secure_ ? "__Host-mamori" : "mamori"; }
  std::string token(const Request& request) const { return request.cookies.get(name()); }
  void set(Response& response, std::string_view token) const;
  void clear(Response& response) const;

 private:
  std::string attributes() const;

  bool secure_;
};

}  // namespace mamori::web
