// One exchange with another machine (libcurl). For one thread; different ones may be used at the
// same time. Blocks for `seconds_max` at most.
#pragma once

#include <curl/curl.h>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace mamori::transfer {

struct Limits {
  const char* protocols;  // "http,https"; no redirects to others, nor within them
  long seconds_max;
  long connecting_seconds_max;
  std::size_t answer_bytes_max;
};

class Exchange {
 public:
  // Throws std::bad_alloc.
  Exchange(const std::string& url, const Limits& limits);
  Exchange(const Exchange&) = delete;
  Exchange& operator=(const Exchange&) = delete;

  // For what is set beside: what is given there must live until perform().
  CURL* easy() { return easy_.get(); }
  // Lines for an option that takes a list: CURLOPT_HTTPHEADER, CURLOPT_MAIL_RCPT.
  void set_list(CURLoption option, const std::vector<std::string>& lines);

  // Nothing when it went through; else what libcurl says.
  std::optional<std::string> perform();
  // Afterwards: the HTTP status, and what came with it.
  long status() const;
  std::string take_answer() { return std::move(answer_); }

 private:
  struct Ending {
    void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
    void operator()(curl_slist* list) const { curl_slist_free_all(list); }
  };
  static std::size_t keep(const char* data, std::size_t size, std::size_t count, void* exchange);

  const std::size_t answer_bytes_max_;
  std::string answer_;
  std::vector<std::unique_ptr<curl_slist, Ending>> lists_;
  std::unique_ptr<CURL, Ending> easy_;
};

}  // namespace mamori::transfer
