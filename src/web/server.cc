// The only file that knows Boost.Beast: it takes long to compile.
#include "web/server.h"

#include <array>
#include <atomic>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/ssl.hpp>
#include <condition_variable>
#include <ctime>
#include <fmt/format.h>
#include <map>
#include <mutex>
#include <spdlog/spdlog.h>
#include <thread>

#include "base/bytes.h"
#include "store/trouble.h"
#include "web/multipart.h"
#include "web/security.h"
#include "web/workers.h"

namespace mamori::web {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using Tcp = asio::ip::tcp;
using PlainStream = beast::tcp_stream;
using TlsStream = beast::ssl_stream<beast::tcp_stream>;
using ErrorCode = beast::error_code;

constexpr std::size_t read_bytes = 4096;
constexpr std::size_t linger_bytes_max = std::size_t{64} << 20;
constexpr auto linger_timeout = std::chrono::seconds(5);
constexpr auto close_timeout = std::chrono::seconds(1);
constexpr auto accept_pause = std::chrono::milliseconds(100);
constexpr std::string_view continue_line = "HTTP/1.1 100 Continue\r\n\r\n";

// What the connections share. It outlives them all.
struct Shared {
  Shared(ServerOptions given, RequestHandler callee)
      : options(std::move(given)),
        handler(std::move(callee)),
        workers(options.workers, options.waiting_requests_max) {}

  const ServerOptions options;
  const RequestHandler handler;
  Workers workers;
  std::atomic<bool> stopping = false;
};

// A connection as the server keeps it, whatever its stream.
class AnyConnection {
 public:
  virtual ~AnyConnection() = default;
  virtual void start() = 0;
  virtual void close_if_idle() = 0;  // from any thread
  virtual void close() = 0;          // from any thread
};

// The open connections, so that stop() can find them and wait for their end.
class Connections {
 public:
  std::size_t count() {
    const std::lock_guard lock(mutex_);
    return open_.size();
  }
  void add(const std::shared_ptr<AnyConnection>& connection) {
    const std::lock_guard lock(mutex_);
    open_.emplace(connection.get(), connection);
  }
  void remove(const AnyConnection* connection) {
    const std::lock_guard lock(mutex_);
    open_.erase(connection);
    if (open_.empty()) empty_.notify_all();
  }
  template <class Action>
  void each(const Action& action) {
    std::vector<std::shared_ptr<AnyConnection>> all;
    {
      const std::lock_guard lock(mutex_);
      for (const auto& [address, weak] : open_) {
        if (auto connection = weak.lock()) all.push_back(std::move(connection));
      }
    }
    for (const auto& connection : all) action(*connection);
  }
  bool wait_until_empty(std::chrono::milliseconds timeout) {
    std::unique_lock lock(mutex_);
    return empty_.wait_for(lock, timeout, [this] { return open_.empty(); });
  }

 private:
  std::mutex mutex_;
  std::condition_variable empty_;
  std::map<const AnyConnection*, std::weak_ptr<AnyConnection>> open_;
};

std::string http_date() {  // RFC 9110 §5.6.7
  static constexpr std::array<const char*, 7> days{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  static constexpr std::array<const char*, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const std::time_t now = std::time(nullptr);
  std::tm utc{};
  gmtime_r(&now, &utc);
  return fmt::format("{}, {:02} {} {} {:02}:{:02}:{:02} GMT",
                     days[static_cast<std::size_t>(utc.tm_wday)], utc.tm_mday,
                     months[static_cast<std::size_t>(utc.tm_mon)], utc.tm_year + 1900, utc.tm_hour,
                     utc.tm_min, utc.tm_sec);
}

struct Refusal {
  int status;
  Error error;
};

Refusal malformed() {
  return {400,
          {Fault::invalid, "request_malformed", "送られた内容を読み取れません。",
           "画面を開き直して、もう一度操作してください。"}};
}

Refusal busy() {
  return {503,
          {Fault::unavailable, "server_busy", "ただいま混み合っています。",
           "少し待ってから、もう一度操作してください。"}};
}

std::string size_label(std::uint64_t bytes) {
  constexpr std::uint64_t kib = 1024;
  if (bytes >= kib * kib) return std::to_string(bytes / (kib * kib)) + "MB";
  return bytes >= kib ? std::to_string(bytes / kib) + "KB" : std::to_string(bytes) + "バイト";
}

// The answer to a request that could not be read; nothing when there is nobody to answer.
std::optional<Refusal> refusal_for(ErrorCode error, const ServerOptions& options) {
  if (error == http::error::header_limit) {
    return Refusal{431,
                   {Fault::limit, "header_too_large", "アドレスや送信情報が長すぎます。",
                    "ブラウザのCookieを消して、もう一度開いてください。"}};
  }
  if (error == http::error::body_limit) {
    return Refusal{413,
                   {Fault::limit, "body_too_large",
                    "送られたデータが大きすぎます。一度に送れるのは" +
                        size_label(options.body_bytes_max) + "までです。",
                    "何も記録していません。前の画面に戻り、ファイルを分けるか、画像を除いて"
                    "小さくしてから、もう一度送ってください。"}};
  }
  const bool silent = error == http::error::end_of_stream || error == http::error::partial_message;
  if (error.category() != make_error_code(http::error::bad_method).category() || silent) {
    return std::nullopt;
  }
  return malformed();
}

std::unexpected<Refusal> refuse_request(Error error, int status = 400) {
  return std::unexpected(Refusal{status, std::move(error)});
}

Result<void> read_form(Request& request) {
  const std::string type = request.headers.get("Content-Type");
  if (const auto boundary = multipart_boundary(type)) {
    auto form = parse_multipart(request.body, *boundary);
    if (!form) return fail(form.error());
    request.form = std::move(form->fields);
    request.uploads = std::move(form->uploads);
    request.body.clear();  // the files are large enough once
    return {};
  }
  if (!beast::iequals(type.substr(0, type.find(';')), "application/x-www-form-urlencoded")) {
    return {};
  }
  auto form = parse_form(request.body);
  if (!form) return fail(form.error());
  request.form = *std::move(form);
  return {};
}

// The message as the handlers see it.
std::expected<Request, Refusal> to_request(http::request<http::string_body>& message) {
  Request request;
  const auto method = parse_method(message.method_string());
  if (!method) {
    return refuse_request({Fault::invalid, "method_unknown", "この操作はできません。",
                           "画面のボタンから操作してください。"},
                          501);
  }
  request.method = *method;
  for (const auto& field : message) request.headers.add(field.name_string(), field.value());
  const std::size_t hosts = request.headers.count("Host");
  if (hosts > 1 || (hosts == 0 && message.version() >= 11)) return std::unexpected(malformed());
  auto target = parse_target(message.target());
  if (!target) return refuse_request(target.error());
  request.path = std::move(target->path);
  request.query = std::move(target->query);
  auto cookies = parse_cookies(request.headers.get("Cookie"));
  if (!cookies) return refuse_request(cookies.error());
  request.cookies = *std::move(cookies);
  request.body = std::move(message.body());
  if (auto read = read_form(request); !read) return refuse_request(read.error());
  return request;
}

bool asks_for_json(const http::request<http::string_body>& message) {
  Request request;
  for (const auto& field : message) request.headers.add(field.name_string(), field.value());
  return request.wants_json();
}

Response answer_exception(const Shared& shared, const Request& request, const char* what) {
  // The person can tell this to the administrator, who finds it in the log.
  const std::string mark = hex(random_bytes(4));
  if (shared.options.log) {
    shared.options.log->error("{} {} failed [{}]: {}", method_name(request.method), request.path,
                              mark, what);
  }
  return plain_error({Fault::corrupt, "internal_error", "処理の途中で問題が起きました。",
                      "もう一度行っても続くときは、管理者に番号 " + mark + " を伝えてください。"},
                     request.wants_json());
}

Response call_handler(const Shared& shared, const Request& request) {
  try {
    return shared.handler(request);
  } catch (const store::Failure& failure) {
    if (shared.options.log) {
      shared.options.log->error("{} {}: {}", method_name(request.method), request.path,
                                failure.what());
    }
    return plain_error(store::error_of(failure, store::Doing::reading), request.wants_json());
  } catch (const std::exception& broken) {
    return answer_exception(shared, request, broken.what());
  } catch (...) {
    return answer_exception(shared, request, "not a std::exception");
  }
}

bool carries_no_body(int status) {
  return status < 200 || status == 204 || status == 304;
}

http::response<http::string_body> to_message(Response response, unsigned version, bool secure,
                                             bool keep_alive) {
  protect(response, secure);
  http::response<http::string_body> message;
  message.version(version);
  message.result(static_cast<unsigned>(response.status));
  for (const auto& [name, value] : response.headers) message.insert(name, value);
  message.set(http::field::date, http_date());
  message.keep_alive(keep_alive);
  if (carries_no_body(response.status)) return message;
  message.body() = std::move(response.body);
  message.prepare_payload();
  return message;
}

// One client. Its callbacks run one at a time on its strand; only work() runs elsewhere, while
// nothing else is under way.
template <class Stream>
class Connection final : public AnyConnection,
                         public std::enable_shared_from_this<Connection<Stream>> {
  static constexpr bool secure = std::is_same_v<Stream, TlsStream>;

 public:
  template <class... StreamArguments>
  Connection(Shared& shared, Connections& connections, std::string remote_address,
             StreamArguments&&... arguments)
      : shared_(shared),
        connections_(connections),
        remote_address_(std::move(remote_address)),
        stream_(std::forward<StreamArguments>(arguments)...),
        buffer_(read_bytes + shared.options.header_bytes_max) {}
  ~Connection() override { connections_.remove(this); }

  void start() override {
    on_strand([](Connection& self) { self.begin(); });
  }
  void close_if_idle() override {
    on_strand([](Connection& self) {
      if (self.idle_) self.tcp().socket().close(self.ignored_);
    });
  }
  void close() override {
    on_strand([](Connection& self) { self.tcp().socket().close(self.ignored_); });
  }

 private:
  // A completion handler that keeps the connection alive.
  template <class Step>
  auto then(Step step) {
    return
        [self = this->shared_from_this(), step](ErrorCode error, auto&&...) { step(*self, error); };
  }
  template <class Step>
  void on_strand(Step step) {
    asio::post(stream_.get_executor(), [self = this->shared_from_this(), step] { step(*self); });
  }
  beast::tcp_stream& tcp() { return beast::get_lowest_layer(stream_); }

  void begin() {
    if constexpr (secure) {
      tcp().expires_after(shared_.options.header_timeout);
      stream_.async_handshake(asio::ssl::stream_base::server,
                              then([](Connection& self, ErrorCode error) {
                                if (!error) self.wait_for_request();
                              }));
    } else {
      wait_for_request();
    }
  }

  // Until the first byte of a request the client may take its time; from then on it may not.
  void wait_for_request() {
    if (shared_.stopping) return finish();
    if (buffer_.size() > 0) return read_header();
    idle_ = true;
    tcp().expires_after(shared_.options.idle_timeout);
    stream_.async_read_some(buffer_.prepare(read_bytes),
                            [self = this->shared_from_this()](ErrorCode error, std::size_t size) {
                              self->idle_ = false;
                              if (error) return self->finish();
                              self->buffer_.commit(size);
                              self->read_header();
                            });
  }

  void read_header() {
    parser_.emplace();
    parser_->header_limit(shared_.options.header_bytes_max);
    parser_->body_limit(shared_.options.body_bytes_max);
    tcp().expires_after(shared_.options.header_timeout);
    http::async_read_header(stream_, buffer_, *parser_, then([](Connection& self, ErrorCode error) {
                              if (error) return self.refuse_unread(error);
                              self.read_body();
                            }));
  }

  void read_body() {
    tcp().expires_after(shared_.options.body_timeout);
    if (beast::iequals(parser_->get()[http::field::expect], "100-continue")) {
      return asio::async_write(stream_, asio::buffer(continue_line),
                               then([](Connection& self, ErrorCode error) {
                                 if (!error) self.read_rest();
                               }));
    }
    read_rest();
  }

  void read_rest() {
    http::async_read(stream_, buffer_, *parser_, then([](Connection& self, ErrorCode error) {
                       if (error) return self.refuse_unread(error);
                       self.hand_over();
                     }));
  }

  void hand_over() {
    tcp().expires_never();
    message_ = parser_->release();
    version_ = message_.version();
    head_ = message_.method() == http::verb::head;
    keep_alive_ = message_.keep_alive();
    const bool taken = shared_.workers.submit([self = this->shared_from_this()] { self->work(); });
    if (!taken) refuse(busy());
  }

  void work() {
    const auto begin = std::chrono::steady_clock::now();
    const std::string method(message_.method_string());
    auto request = to_request(message_);
    Response response;
    if (request) {
      request->remote_address =
          shared_.options.proxies.client_of(remote_address_, request->headers);
      request->secure = secure;
      response = call_handler(shared_, *request);
    } else {
      response = plain_error(request.error().error, false, request.error().status);
    }
    const auto taken = std::chrono::steady_clock::now() - begin;
    log(method, request ? request->path : "-", response.status, taken);
    asio::post(stream_.get_executor(),
               [self = this->shared_from_this(), answer = std::move(response)]() mutable {
                 self->send(std::move(answer));
               });
  }

  // The request could not be read to its end: say why if the client is still there, and close,
  // because where the next request would begin is not known.
  void refuse_unread(ErrorCode error) {
    const auto refusal = refusal_for(error, shared_.options);
    if (!refusal) return finish();
    refuse(*refusal, parser_ && asks_for_json(parser_->get()));
  }

  void refuse(const Refusal& refusal, bool as_json = false) {
    keep_alive_ = false;
    log("-", "-", refusal.status, {});
    send(plain_error(refusal.error, as_json, refusal.status));
  }

  void send(Response response) {
    keep_alive_ = keep_alive_ && !shared_.stopping;
    answer_ = to_message(std::move(response), version_, secure, keep_alive_);
    serializer_.emplace(answer_);
    tcp().expires_after(shared_.options.write_timeout);
    const auto sent = then([](Connection& self, ErrorCode error) {
      if (!error && self.keep_alive_) return self.wait_for_request();
      self.finish();
    });
    if (head_) return http::async_write_header(stream_, *serializer_, sent);
    http::async_write(stream_, *serializer_, sent);
  }

  void finish() {
    tcp().expires_after(linger_timeout);
    if constexpr (secure) {
      stream_.async_shutdown(then([](Connection& self, ErrorCode) { self.linger(); }));
    } else {
      linger();
    }
  }

  // Closing while the client still sends would make its system throw away our answer unread, so
  // its bytes are taken and dropped, for a while.
  void linger() {
    tcp().socket().shutdown(Tcp::socket::shutdown_send, ignored_);
    if (ignored_) return;
    drain();
  }

  void drain() {
    tcp().async_read_some(asio::buffer(dropped_),
                          [self = this->shared_from_this()](ErrorCode error, std::size_t size) {
                            self->dropped_bytes_ += size;
                            if (!error && self->dropped_bytes_ < linger_bytes_max) self->drain();
                          });
  }

  void log(std::string_view method, std::string_view path, int status,
           std::chrono::steady_clock::duration taken) {
    if (!shared_.options.log) return;
    const std::chrono::duration<double, std::milli> taken_ms = taken;
    shared_.options.log->info("{} {} {} {:.1f}ms", method, path, status, taken_ms.count());
  }

  Shared& shared_;
  Connections& connections_;
  const std::string remote_address_;
  Stream stream_;
  beast::flat_buffer buffer_;
  std::optional<http::request_parser<http::string_body>> parser_;
  http::request<http::string_body> message_;
  http::response<http::string_body> answer_;
  std::optional<http::response_serializer<http::string_body>> serializer_;
  unsigned version_ = 11;
  bool head_ = false;
  bool keep_alive_ = false;
  bool idle_ = false;
  std::array<char, read_bytes> dropped_{};
  std::size_t dropped_bytes_ = 0;
  ErrorCode ignored_;
};

std::unexpected<Error> tls_unusable(std::string message, std::string remedy) {
  return fail(Fault::unavailable, "tls_unusable", std::move(message), std::move(remedy));
}

// TLS 1.2 with forward secrecy and authenticated encryption only, and TLS 1.3 (RFC 9325).
Result<std::unique_ptr<asio::ssl::context>> open_tls(const TlsFiles& files) {
  namespace fs = std::filesystem;
  std::error_code missing;
  const fs::perms permissions = fs::status(files.private_key, missing).permissions();
  const fs::perms others = fs::perms::group_all | fs::perms::others_all;
  if (!missing && (permissions & others) != fs::perms::none) {
    return tls_unusable(
        "秘密鍵のファイルを、所有者以外も読み書きできます: " + files.private_key.string(),
        "所有者だけが読めるようにしてください（chmod 600）。");
  }
  try {
    auto context = std::make_unique<asio::ssl::context>(asio::ssl::context::tls_server);
    SSL_CTX_set_min_proto_version(context->native_handle(), TLS1_2_VERSION);
    SSL_CTX_set_cipher_list(context->native_handle(), "ECDHE+AESGCM:ECDHE+CHACHA20");
    SSL_CTX_set_options(context->native_handle(), SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
    context->use_certificate_chain_file(files.certificate_chain.string());
    context->use_private_key_file(files.private_key.string(), asio::ssl::context::pem);
    return context;
  } catch (const boost::system::system_error& broken) {
    return tls_unusable(
        "証明書か秘密鍵を読めません: " + files.certificate_chain.string() + ", " +
            files.private_key.string(),
        "PEM形式で、対になっていることを確かめてください。（" + std::string(broken.what()) + "）");
  }
}

}  // namespace

struct Server::Impl {
  Impl(ServerOptions options, RequestHandler handler)
      : shared(std::move(options), std::move(handler)), acceptor(io), pause(io) {}

  Result<void> listen() {
    ErrorCode error;
    const auto address = asio::ip::make_address(shared.options.address, error);
    const Tcp::endpoint endpoint(address, shared.options.port);
    if (!error) acceptor.open(endpoint.protocol(), error);
    if (!error) acceptor.set_option(asio::socket_base::reuse_address(true), error);
    if (!error) acceptor.bind(endpoint, error);
    if (!error) acceptor.listen(asio::socket_base::max_listen_connections, error);
    if (!error) return {};
    return fail(Fault::unavailable, "address_unusable",
                fmt::format("このアドレスで待ち受けられません: {}:{}", shared.options.address,
                            shared.options.port),
                "ほかのプログラムが使っていないか確かめ、別の番号を指定してください。（" +
                    error.message() + "）");
  }

  void accept() {
    acceptor.async_accept(asio::make_strand(io), [this](ErrorCode error, Tcp::socket socket) {
      if (error == asio::error::operation_aborted) return;
      if (error) return accept_later();
      admit(std::move(socket));
      accept();
    });
  }

  // Out of file descriptors, most likely: trying again at once would only burn the processor.
  void accept_later() {
    pause.expires_after(accept_pause);
    pause.async_wait([this](ErrorCode error) {
      if (!error) accept();
    });
  }

  void admit(Tcp::socket socket) {
    ErrorCode error;
    const std::string remote = socket.remote_endpoint(error).address().to_string();
    if (error || shared.stopping) return;
    if (connections.count() >= shared.options.connections_max) {
      if (shared.options.log) shared.options.log->warn("too many connections: {} closed", remote);
      return;
    }
    socket.set_option(Tcp::no_delay(true), error);
    std::shared_ptr<AnyConnection> connection;
    if (tls) {
      connection = std::make_shared<Connection<TlsStream>>(shared, connections, remote,
                                                           std::move(socket), *tls);
    } else {
      connection =
          std::make_shared<Connection<PlainStream>>(shared, connections, remote, std::move(socket));
    }
    connections.add(connection);
    connection->start();
  }

  // Whatever goes wrong with one connection, the others go on.
  void run() {
    for (;;) {
      try {
        io.run();
        return;
      } catch (const std::exception& broken) {
        if (shared.options.log) shared.options.log->error("connection dropped: {}", broken.what());
      }
    }
  }

  void stop() {
    shared.stopping = true;
    asio::post(io, [this] {
      acceptor.close();
      pause.cancel();
    });
    connections.each([](AnyConnection& connection) { connection.close_if_idle(); });
    if (!connections.wait_until_empty(shared.options.stop_timeout)) {
      connections.each([](AnyConnection& connection) { connection.close(); });
    }
    shared.workers.stop();
    connections.wait_until_empty(close_timeout);
    io.stop();
    if (thread.joinable()) thread.join();
  }

  Shared shared;
  Connections connections;
  std::unique_ptr<asio::ssl::context> tls;
  asio::io_context io{1};  // after what its handlers refer to: destroying it destroys them
  // While a worker has the only request there is nothing to wait for; run() must go on all the
  // same.
  asio::executor_work_guard<asio::io_context::executor_type> work = asio::make_work_guard(io);
  Tcp::acceptor acceptor;
  asio::steady_timer pause;
  std::once_flag stopped;
  std::thread thread;
};

Server::Server(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

Result<std::unique_ptr<Server>> Server::start(ServerOptions options, RequestHandler handler) {
  auto impl = std::make_unique<Impl>(std::move(options), std::move(handler));
  if (impl->shared.options.tls) {
    auto tls = open_tls(*impl->shared.options.tls);
    if (!tls) return fail(tls.error());
    impl->tls = *std::move(tls);
  }
  if (auto listening = impl->listen(); !listening) return fail(listening.error());
  impl->accept();
  impl->thread = std::thread([raw = impl.get()] { raw->run(); });
  return std::unique_ptr<Server>(new Server(std::move(impl)));
}

Server::~Server() {
  stop();
}

std::uint16_t Server::port() const {
  ErrorCode error;
  return impl_->acceptor.local_endpoint(error).port();
}

void Server::stop() {
  std::call_once(impl_->stopped, [this] { impl_->stop(); });
}

}  // namespace mamori::web
