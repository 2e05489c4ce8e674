#include "web/security.h"

#include "base/bytes.h"

namespace mamori::web {
namespace {

constexpr std::string_view cookie_attributes = "; Path=/; HttpOnly; SameSite=Lax; Secure";

constexpr std::string_view content_security_policy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; "
    "base-uri 'none'";

constexpr std::string_view permissions_policy =
    "camera=(), microphone=(), geolocation=(), payment=(), usb=(), serial=(), bluetooth=(), "
    "browsing-topics=()";

// The "host:port" of an Origin header ("https://host:port"); "" for "null" and nonsense.
std::string_view host_of_origin(std::string_view origin) {
  const auto scheme = origin.find("://");
  return scheme == std::string_view::npos ? std::string_view{} : origin.substr(scheme + 3);
}

bool comes_from_here(const Request& request) {
  if (const auto site = request.headers.find("Sec-Fetch-Site")) {
    if (*site != "same-origin" && *site != "none") return false;
  }
  const auto origin = request.headers.find("Origin");
  return !origin || host_of_origin(*origin) == request.headers.get("Host");
}

std::unexpected<Error> stale_form(std::string code) {
  return fail(Fault::forbidden, std::move(code),
              "画面を開いてから時間がたったため、操作を受け付けられません。",
              "画面を開き直して、もう一度操作してください。入力した内容は記録されていません。");
}

}  // namespace

void protect(Response& response, bool secure) {
  Headers& headers = response.headers;
  headers.set_absent("Content-Security-Policy", content_security_policy);
  headers.set_absent("X-Content-Type-Options", "nosniff");
  headers.set_absent("X-Frame-Options", "DENY");
  headers.set_absent("Referrer-Policy", "same-origin");
  headers.set_absent("Cross-Origin-Opener-Policy", "same-origin");
  headers.set_absent("Cross-Origin-Resource-Policy", "same-origin");
  headers.set_absent("Permissions-Policy", permissions_policy);
  headers.set_absent("Cache-Control", "no-store");
  if (secure) headers.set_absent("Strict-Transport-Security", "max-age=31536000");
}

Result<void> check_same_site(const Request& request) {
  if (is_safe(request.method) || comes_from_here(request)) return {};
  return fail(Fault::forbidden, "cross_site_request",
              "ほかのサイトの画面から送られた操作のため、受け付けませんでした。",
              "mamoriの画面を開いて操作してください。覚えがないときは管理者に知らせてください。");
}

Result<void> check_csrf(const Request& request, std::string_view token) {
  if (is_safe(request.method)) return {};
  if (auto here = check_same_site(request); !here) return here;
  const auto header = request.headers.find("X-CSRF-Token");
  const std::string sent = header ? *header : request.form.get("csrf");
  if (sent.empty()) return stale_form("csrf_token_missing");
  if (token.empty() || !same_secret(sent, token)) return stale_form("csrf_token_wrong");
  return {};
}

void SessionCookie::set(Response& response, std::string_view token) const {
  response.headers.add("Set-Cookie",
                       name_ + "=" + std::string(token) + std::string(cookie_attributes));
}

void SessionCookie::clear(Response& response) const {
  response.headers.add("Set-Cookie", name_ + "=; Max-Age=0" + std::string(cookie_attributes));
}

}  // namespace mamori::web
