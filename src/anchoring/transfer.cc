#include "anchoring/transfer.h"

#include <algorithm>
#include <cstring>
#include <fstream>
#include <sys/stat.h>

#include "base/bytes.h"
#include "base/text.h"
#include "transfer/exchange.h"

namespace mamori::anchoring {
namespace {

constexpr long seconds_max = 30;
constexpr std::size_t base64_line = 76;         // RFC 2045 §6.8
constexpr std::size_t encoded_word_bytes = 42;  // 56 of base64 within the 75 of RFC 2047 §2
constexpr std::size_t password_bytes_max = 1024;

std::unexpected<Error> failed(const std::string& url, std::string_view why) {
  return fail(
      Fault::unavailable, "transfer_failed", "送れませんでした: " + url,
      "相手のサーバのアドレスと、通信できるかを確かめてください。（" + std::string(why) + "）");
}

transfer::Limits limits_for(const char* protocols) {
  return {.protocols = protocols,
          .seconds_max = seconds_max,
          .connecting_seconds_max = seconds_max / 2,
          .answer_bytes_max = answer_bytes_max};
}

// libcurl's callback; the last argument is what was set beside it.
std::size_t give(char* data, std::size_t size, std::size_t count, void* from) {
  auto& rest = *static_cast<std::string_view*>(from);
  const std::string_view part = rest.substr(0, size * count);
  std::ranges::copy(part, data);
  rest.remove_prefix(part.size());
  return part.size();
}

// RFC 2047 words, each with whole characters.
std::string encoded_words(std::string_view text) {
  std::string words;
  while (!text.empty()) {
    std::size_t length = std::min(text.size(), encoded_word_bytes);
    const auto inside = [&](std::size_t at) {
      return at < text.size() && (static_cast<unsigned char>(text[at]) & 0xc0) == 0x80;
    };
    while (inside(length)) --length;
    words +=
        (words.empty() ? "" : "\r\n ") + ("=?UTF-8?B?" + base64(text.substr(0, length))) + "?=";
    text.remove_prefix(length);
  }
  return words;
}

bool is_address(std::string_view text) {
  const auto allowed = [](char c) {
    return c > ' ' && c < 0x7f && !std::string_view("<>\",;:\\()[]").contains(c);
  };
  return text.size() <= 254 && std::ranges::count(text, '@') == 1 && !text.starts_with('@') &&
         !text.ends_with('@') && std::ranges::all_of(text, allowed);
}

Result<std::string> read_password(const std::filesystem::path& file) {
  struct stat status{};
  std::ifstream in(file, std::ios::binary);
  if (!in || ::stat(file.c_str(), &status) != 0 || (status.st_mode & 077) != 0) {
    return fail(Fault::forbidden, "password_unreadable",
                "メールのパスワードのファイルを読めないか、持ち主以外も読めます: " + file.string(),
                "chmod 600 で持ち主だけが読めるようにしてください。");
  }
  std::string text(password_bytes_max, '\0');
  in.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(in.gcount()));
  return trimmed(text);
}

}  // namespace

Result<std::string> http_post(const std::string& url, std::string_view content_type,
                              std::string_view body) {
  transfer::Exchange exchange(url, limits_for("http,https"));
  exchange.set_list(CURLOPT_HTTPHEADER, {"Content-Type: " + std::string(content_type), "Expect:"});
  CURL* easy = exchange.easy();
  curl_easy_setopt(easy, CURLOPT_POSTFIELDS, body.data());
  curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body.size()));
  if (const auto wrong = exchange.perform()) return failed(url, *wrong);
  if (exchange.status() != 200) return failed(url, "HTTP " + std::to_string(exchange.status()));
  return exchange.take_answer();
}

Result<std::string> mail_message(const Mail& mail, std::string_view date, std::string_view id) {
  if (!is_address(mail.from) || mail.to.empty() || !std::ranges::all_of(mail.to, is_address)) {
    return fail(Fault::invalid, "mail_malformed", "メールアドレスの書き方が正しくありません。",
                "mamori@example.lg.jp のように、アドレスだけを書いてください。");
  }
  std::string to;
  for (const std::string& address : mail.to) to += (to.empty() ? "" : ",\r\n ") + address;
  const std::string host = mail.from.substr(mail.from.find('@') + 1);
  std::string message =
      "From: " + mail.from + "\r\nTo: " + to + "\r\nSubject: " + encoded_words(mail.subject) +
      "\r\nDate: " + std::string(date) + "\r\nMessage-ID: <" + std::string(id) + "@" + host +
      ">\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n"
      "Content-Transfer-Encoding: base64\r\nAuto-Submitted: auto-generated\r\n"
      "\r\n";
  const std::string encoded = base64(mail.text);
  for (std::size_t at = 0; at < encoded.size(); at += base64_line) {
    message += encoded.substr(at, base64_line) + "\r\n";
  }
  return message;
}

Result<void> smtp_send(const MailServer& server, const Mail& mail, std::string_view message) {
  transfer::Exchange exchange(server.url, limits_for("smtp,smtps"));
  CURL* easy = exchange.easy();
  std::vector<std::string> to;
  for (const std::string& address : mail.to) to.push_back("<" + address + ">");
  exchange.set_list(CURLOPT_MAIL_RCPT, to);
  const std::string from = "<" + mail.from + ">";
  std::string password;
  if (!server.user.empty()) {
    auto read = read_password(server.password_file);
    if (!read) return fail(read.error());
    password = *std::move(read);
    curl_easy_setopt(easy, CURLOPT_USERNAME, server.user.c_str());
    curl_easy_setopt(easy, CURLOPT_PASSWORD, password.c_str());
  }
  const bool tls = !server.plain || !server.user.empty();
  curl_easy_setopt(easy, CURLOPT_USE_SSL,
                   static_cast<long>(tls ? CURLUSESSL_ALL : CURLUSESSL_NONE));
  if (!server.ca_file.empty()) {
    curl_easy_setopt(easy, CURLOPT_CAINFO, server.ca_file.c_str());
  }
  curl_easy_setopt(easy, CURLOPT_MAIL_FROM, from.c_str());
  curl_easy_setopt(easy, CURLOPT_UPLOAD, 1L);
  curl_easy_setopt(easy, CURLOPT_READFUNCTION, give);
  curl_easy_setopt(easy, CURLOPT_READDATA, &message);
  if (const auto wrong = exchange.perform()) return failed(server.url, *wrong);
  return {};
}

}  // namespace mamori::anchoring
