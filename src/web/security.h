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

// The cookie that carries the session token of one body: __Host-mamori-<slug> with Secure, which
// browsers bind to this very host (RFC 6265bis §4.1.3.2). One for each body, so that signing in at
// one does not sign anybody out of another. Browsers and curl take it over TLS, and over plain HTTP
// only from the machine itself, where nothing crosses a network; mamori listens nowhere else
// without TLS. A session cookie: it goes with the browser.
class SessionCookie {
 public:
  explicit SessionCookie(std::string_view slug) : name_("__Host-mamori-" + std::string(slug)) {}

  const std::string& name() const { return name_; }
  std::string token(const Request& request) const { return request.cookies.get(name_); }
  void set(Response& response, std::string_view token) const;
  void clear(Response& response) const;

 private:
  const std::string name_;
};

}  // namespace mamori::web
