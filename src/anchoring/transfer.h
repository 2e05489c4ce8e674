// Sending to other machines: HTTP and SMTP (libcurl). Safe from any thread; blocks for 30 seconds
// at most.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace mamori::anchoring {

inline constexpr std::size_t answer_bytes_max = std::size_t{1} << 20;

// POSTs `body` as `content_type`; returns what a status of 200 came with. http and https only, no
// redirects. Fails with "transfer_failed".
Result<std::string> http_post(const std::string& url, std::string_view content_type,
                              std::string_view body);

struct MailServer {
  std::string url;   // smtp://host:25, smtps://host:465
  std::string user;  // empty: without signing in
  std::filesystem::path password_file;
  std::filesystem::path ca_file;  // empty: those of the system
  bool plain = false;             // smtp:// without STARTTLS; never with a user
};

struct Mail {
  std::string from;  // address only: mamori@example.lg.jp
  std::vector<std::string> to;
  std::string subject;
  std::string text;
};

// The mail as RFC 5322 and MIME want it: UTF-8, base64. `date` is that of the header; `id` makes
// the Message-ID. Refused with "mail_malformed" when an address could begin another header.
Result<std::string> mail_message(const Mail& mail, std::string_view date, std::string_view id);
// Returns when the server has taken it for everybody. "transfer_failed", "password_unreadable".
Result<void> smtp_send(const MailServer& server, const Mail& mail, std::string_view message);

}  // namespace mamori::anchoring
