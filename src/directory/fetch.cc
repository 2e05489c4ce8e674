#include "directory/fetch.h"

#include <cctype>
#include <curl/curl.h>
#include <memory>
#include <mutex>

#include "base/bytes.h"

namespace mamori::directory {
namespace {

constexpr long seconds_max = 10;
constexpr long connecting_seconds_max = 5;

struct Ending {
  void operator()(CURL* curl) const { curl_easy_cleanup(curl); }
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using Curl = std::unique_ptr<CURL, Ending>;
using List = std::unique_ptr<curl_slist, Ending>;

std::unexpected<Error> unavailable(const std::string& url, std::string_view why) {
  return fail(Fault::unavailable, "provider_unavailable", "認証サーバにつながりません。",
              "しばらくしてから、もう一度サインインしてください。続くときは、mamori管理者に連絡して"
              "ください。（" +
                  url + " " + std::string(why) + "）");
}

// libcurl's callback; the last argument is what was set beside it.
std::size_t keep(const char* data, std::size_t size, std::size_t count, void* into) {
  auto& answer = *static_cast<std::string*>(into);
  if (answer.size() + size * count > answer_bytes_max) return 0;
  answer.append(data, size * count);
  return size * count;
}

std::string form_part(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool plain = byte < 0x80 && (std::isalnum(byte) || std::string_view("-._~").contains(c));
    out += plain ? std::string(1, c) : '%' + hex({&c, 1});
  }
  return out;
}

Curl prepared(const Asking& asking, std::string& answer) {
  static std::once_flag once;
  std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
  Curl curl(curl_easy_init());
  if (!curl) return curl;
  CURL* easy = curl.get();
  curl_easy_setopt(easy, CURLOPT_URL, asking.url.c_str());
  curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "https,http");
  curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(easy, CURLOPT_TIMEOUT, seconds_max);
  curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT, connecting_seconds_max);
  curl_easy_setopt(easy, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, keep);
  curl_easy_setopt(easy, CURLOPT_WRITEDATA, &answer);
  if (!asking.ca_file.empty()) curl_easy_setopt(easy, CURLOPT_CAINFO, asking.ca_file.c_str());
  return curl;
}

}  // namespace

std::string form_encoded(const Parameters& parameters) {
  std::string out;
  for (const auto& [name, value] : parameters) {
    out += (out.empty() ? "" : "&") + form_part(name) + "=" + form_part(value);
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
  std::string answer;
  const Curl curl = prepared(asking, answer);
  if (!curl) return unavailable(asking.url, "libcurl");
  const List headers(curl_slist_append(nullptr, "Accept: application/json"));
  curl_easy_setopt(curl.get(), CURLOPT_HTTPHEADER, headers.get());
  const std::string form = asking.form ? form_encoded(*asking.form) : std::string();
  if (asking.form) {
    curl_easy_setopt(curl.get(), CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(form.size()));
    curl_easy_setopt(curl.get(), CURLOPT_POSTFIELDS, form.c_str());
  }
  // RFC 6749 §2.3.1: both are encoded as in a form before Basic joins them.
  const std::string user = form_part(asking.user);
  const std::string password = form_part(asking.password);
  if (!user.empty()) {
    curl_easy_setopt(curl.get(), CURLOPT_HTTPAUTH, static_cast<long>(CURLAUTH_BASIC));
    curl_easy_setopt(curl.get(), CURLOPT_USERNAME, user.c_str());
    curl_easy_setopt(curl.get(), CURLOPT_PASSWORD, password.c_str());
  }
  const CURLcode code = curl_easy_perform(curl.get());
  if (code != CURLE_OK) return unavailable(asking.url, curl_easy_strerror(code));
  long status = 0;
  curl_easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &status);
  if (asking.form && (status == 400 || status == 401 || status == 403)) {
    return fail(
        Fault::unauthenticated, "provider_refused",
        "認証サーバが、このサインインを認めませんでした。",
        "もう一度サインインしてください。続くときは、mamori管理者に連絡してください。（HTTP " +
            std::to_string(status) + "）");
  }
  if (status != 200) return unavailable(asking.url, "HTTP " + std::to_string(status));
  return answer;
}

}  // namespace mamori::directory
