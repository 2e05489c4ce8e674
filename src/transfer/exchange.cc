#include "transfer/exchange.h"

#include <mutex>
#include <new>

namespace mamori::transfer {
namespace {

CURL* new_easy() {
  static std::once_flag once;
  std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
  CURL* easy = curl_easy_init();
  if (!easy) throw std::bad_alloc();
  return easy;
}

}  // namespace

Exchange::Exchange(const std::string& url, const Limits& limits)
    : answer_bytes_max_(limits.answer_bytes_max), easy_(new_easy()) {
  curl_easy_setopt(easy(), CURLOPT_URL, url.c_str());
  curl_easy_setopt(easy(), CURLOPT_PROTOCOLS_STR, limits.protocols);
  curl_easy_setopt(easy(), CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(easy(), CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(easy(), CURLOPT_TIMEOUT, limits.seconds_max);
  curl_easy_setopt(easy(), CURLOPT_CONNECTTIMEOUT, limits.connecting_seconds_max);
  curl_easy_setopt(easy(), CURLOPT_WRITEFUNCTION, &Exchange::keep);
  curl_easy_setopt(easy(), CURLOPT_WRITEDATA, this);
}

void Exchange::set_list(CURLoption option, const std::vector<std::string>& lines) {
  std::unique_ptr<curl_slist, Ending> list;
  for (const std::string& line : lines) {
    curl_slist* longer = curl_slist_append(list.get(), line.c_str());
    if (!longer) throw std::bad_alloc();
    static_cast<void>(list.release());
    list.reset(longer);
  }
  curl_easy_setopt(easy(), option, list.get());
  lists_.push_back(std::move(list));
}

std::optional<std::string> Exchange::perform() {
  const CURLcode code = curl_easy_perform(easy());
  if (code == CURLE_OK) return std::nullopt;
  return curl_easy_strerror(code);
}

long Exchange::status() const {
  long status = 0;
  curl_easy_getinfo(easy_.get(), CURLINFO_RESPONSE_CODE, &status);
  return status;
}

// libcurl's callback; what it returns less than it was given is an error.
std::size_t Exchange::keep(const char* data, std::size_t size, std::size_t count, void* exchange) {
  auto& self = *static_cast<Exchange*>(exchange);
  if (self.answer_.size() + size * count > self.answer_bytes_max_) return 0;
  self.answer_.append(data, size * count);
  return size * count;
}

}  // namespace mamori::transfer
