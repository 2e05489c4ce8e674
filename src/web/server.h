// The HTTP/1.1 server: takes requests off the network and gives them to a synchronous handler.
//
// One thread does all input and output; handlers run on a pool of workers, because they wait for
// the database and for Argon2. What comes from the network is limited in size and in time. Every
// answer carries the headers of protect() (security.h). A handler that throws costs its request
// only.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "base/result.h"
#include "web/http.h"
#include "web/proxies.h"

namespace spdlog {
class logger;
}

namespace mamori::web {

struct TlsFiles {
  std::filesystem::path certificate_chain;  // PEM, the server's own first
  std::filesystem::path private_key;        // PEM; no one but its owner may read it
};

struct ServerOptions {
  std::string address = "127.0.0.1";  // an IP address of this machine
  std::uint16_t port = 0;             // 0: any free one, see Server::port()
  std::optional<TlsFiles> tls;        // TLS 1.2 and later
  TrustedProxies proxies;             // whose word on who asks is believed

  std::size_t workers = 64;  // most of them wait for the disk: those that do share a flush
  std::size_t waiting_requests_max = 128;  // for a worker; more are answered with 503
  std::size_t connections_max = 1024;      // more are closed at once
  std::uint32_t header_bytes_max = 16 * 1024;
  std::uint64_t body_bytes_max = 8 * 1024 * 1024;

  std::chrono::milliseconds idle_timeout = std::chrono::seconds(60);    // between requests
  std::chrono::milliseconds header_timeout = std::chrono::seconds(10);  // first byte to last header
  std::chrono::milliseconds body_timeout = std::chrono::seconds(60);
  std::chrono::milliseconds write_timeout = std::chrono::seconds(60);
  std::chrono::milliseconds stop_timeout = std::chrono::seconds(10);  // for requests under way

  // Null: nothing is logged. One line a request: method, path without its query, status,
  // milliseconds. Never bodies, queries, headers or tokens.
  std::shared_ptr<spdlog::logger> log;
};

// Called by several workers at once. May throw: the client gets 500, the log the reason.
using RequestHandler = std::function<Response(const Request&)>;

class Server {
 public:
  // Listens when it returns. Fails with "address_unusable" or "tls_unusable".
  static Result<std::unique_ptr<Server>> start(ServerOptions options, RequestHandler handler);
  ~Server();  // stops
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  std::uint16_t port() const;
  // Takes no more connections, finishes the requests under way (within stop_timeout, but a handler
  // is never cut off), closes everything and returns. Idempotent; from any thread but a handler's.
  void stop();

 private:
  struct Impl;
  explicit Server(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace mamori::web
