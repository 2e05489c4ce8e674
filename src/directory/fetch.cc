#include "directory/fetch.h"

#include "base/percent.h"
#include "transfer/exchange.h"

namespace mamori::directory {
namespace {

constexpr transfer::Limits limits{.protocols = "https,http",
                                  .seconds_max = 10,
                                  .connecting_seconds_max = 5,
                                  .answer_bytes_max = answer_bytes_max};

std::unexpected<Error> unavailable(const std::string& url, std::string_view why) {
  return fail(Fault::unavailable, "provider_unavailable", "認証サーバにつながりません。",
              "しばらくしてから、もう一度サインインしてください。続くときは、mamori管理者に連絡して"
              "ください。（" +
                  url + " " + std::string(why) + "）");
}

}  // namespace

std::string form_encoded(const Parameters& parameters) {
  std::string out;
  for (const auto& [name, value] : parameters) {
    out += (out.empty() ? "" : "&") + percent_encode(name) + "=" + percent_encode(value);
  }
  return out;
}

bool is_protected_url(std::string_view url) {
  if (url.starts_with("https://")) return true;
  for (const std::string_view here : {"http://127.0.0.1", "http://localhost", "http://[::1]"}) {
    const std::string_view rest = url.starts_with(here) ? url.substr(here.size()) : "x";
    if (rest.empty() || rest.front() == ':' || rest.front() == '/') {
      return !rest.substr(0, rest.find('/')).contains('@');
    }
  }
  return false;
}

Result<std::string> fetch(const Asking& asking) {
  if (!is_protected_url(asking.url)) return unavailable(asking.url, "https");
  transfer::Exchange exchange(asking.url, limits);
  CURL* easy = exchange.easy();
  curl_easy_setopt(easy, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  if (!asking.ca_file.empty()) curl_easy_setopt(easy, CURLOPT_CAINFO, asking.ca_file.c_str());
  exchange.set_list(CURLOPT_HTTPHEADER, {"Accept: application/json"});
  const std::string form = asking.form ? form_encoded(*asking.form) : std::string();
  if (asking.form) {
    curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(form.size()));
    curl_easy_setopt(easy, CURLOPT_POSTFIELDS, form.c_str());
  }
  // RFC 6749 §2.3.1: both are encoded as in a form before Basic joins them.
  const std::string user = percent_encode(asking.user);
  const std::string password = percent_encode(asking.password);
  if (!user.empty()) {
    curl_easy_setopt(easy, CURLOPT_HTTPAUTH, static_cast<long>(CURLAUTH_BASIC));
    curl_easy_setopt(easy, CURLOPT_USERNAME, user.c_str());
    curl_easy_setopt(easy, CURLOPT_PASSWORD, password.c_str());
  }
  if (const auto wrong = exchange.perform()) return unavailable(asking.url, *wrong);
  const long status = exchange.status();
  if (asking.form && (status == 400 || status == 401 || status == 403)) {
    return fail(
        Fault::unauthenticated, "provider_refused",
        "認証サーバが、このサインインを認めませんでした。",
        "もう一度サインインしてください。続くときは、mamori管理者に連絡してください。（HTTP " +
            std::to_string(status) + "）");
  }
  if (status != 200) return unavailable(asking.url, "HTTP " + std::to_string(status));
  return exchange.take_answer();
}

}  // namespace mamori::directory
