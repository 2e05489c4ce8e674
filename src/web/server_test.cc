#include "web/server.h"

#include <arpa/inet.h>
#include <atomic>
#include <filesystem>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <latch>
#include <netinet/in.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <semaphore>
#include <spdlog/sinks/ostream_sink.h>
#include <spdlog/spdlog.h>
#include <sstream>
#include <stdexcept>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>
#include <vector>

#include "store/connection.h"

namespace mamori::web {
namespace {

using namespace std::chrono_literals;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

// A client that sends the bytes it is told, also wrong ones, and reads one answer at a time.
class Client {
 public:
  explicit Client(std::uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    connected_ =
        ::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  }
  ~Client() { ::close(socket_); }
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  bool connected() const { return connected_; }
  int socket() const { return socket_; }

  // The server may close before it has all: then the rest is not sent.
  void send(std::string_view bytes) {
    while (!bytes.empty()) {
      const auto sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0) return;
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
  }

  // The head of the next answer and, unless it is the answer to HEAD, its body; "" at the end.
  std::string receive(bool with_body = true) {
    while (received_.find("\r\n\r\n") == std::string::npos) {
      if (!receive_more()) return std::exchange(received_, {});
    }
    std::size_t size = received_.find("\r\n\r\n") + 4;
    if (with_body) size += content_length(received_.substr(0, size));
    while (received_.size() < size) {
      if (!receive_more()) return std::exchange(received_, {});
    }
    std::string answer = received_.substr(0, size);
    received_.erase(0, size);
    return answer;
  }

  std::string ask(std::string_view bytes) {
    send(bytes);
    return receive();
  }

 private:
  static std::size_t content_length(const std::string& head) {
    const auto at = head.find("Content-Length: ");
    return at == std::string::npos ? 0 : std::stoul(head.substr(at + 16));
  }
  bool receive_more() {
    std::array<char, 4096> bytes{};
    const auto count = ::recv(socket_, bytes.data(), bytes.size(), 0);
    if (count <= 0) return false;
    received_.append(bytes.data(), static_cast<std::size_t>(count));
    return true;
  }

  int socket_;
  bool connected_ = false;
  std::string received_;
};

std::string get(std::string_view target) {
  return "GET " + std::string(target) + " HTTP/1.1\r\nHost: here\r\n\r\n";
}

std::string post(std::string_view content_type, std::string_view body) {
  return "POST /echo HTTP/1.1\r\nHost: here\r\nContent-Type: " + std::string(content_type) +
         "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + std::string(body);
}

Response text(std::string body) {
  Response response{200, {}, std::move(body)};
  response.headers.set("Content-Type", "text/plain; charset=utf-8");
  return response;
}

// Says what it was asked.
Response echo(const Request& request) {
  if (request.path == "/throw") throw std::runtime_error("broken inside");
  if (request.path == "/full") {
    throw store::Failure(store::Failure::Cause::full, "database or disk is full");
  }
  std::string said = std::string(method_name(request.method)) + " " + request.path;
  said += " q=" + request.query.get("q") + " form=" + request.form.get("name");
  said += " cookie=" + request.cookies.get("mamori") + " from=" + request.remote_address;
  said += request.secure ? " secure" : " plain";
  return text(said + " bytes=" + std::to_string(request.body.size()));
}

class ServerTest : public ::testing::Test {
 protected:
  void start(ServerOptions options = {}, RequestHandler handler = echo) {
    auto started = Server::start(std::move(options), std::move(handler));
    ASSERT_TRUE(started.has_value()) << started.error().message << started.error().remedy;
    server_ = *std::move(started);
  }
  std::uint16_t port() const { return server_->port(); }
  std::string ask(std::string_view bytes) { return Client(port()).ask(bytes); }

  std::unique_ptr<Server> server_;
};

TEST_F(ServerTest, AHandlerSeesTheRequestAndTheAnswerIsProtected) {
  start();
  const std::string answer =
      ask("GET /b/%E5%B8%82?q=a+b HTTP/1.1\r\nHost: here\r\nCookie: mamori=abc\r\n\r\n");
  EXPECT_THAT(answer, StartsWith("HTTP/1.1 200 OK\r\n"));
  EXPECT_THAT(answer, HasSubstr("GET /b/市 q=a b form= cookie=abc from=127.0.0.1 plain bytes=0"));
  EXPECT_THAT(answer, HasSubstr("Content-Security-Policy: default-src 'none'"));
  EXPECT_THAT(answer, HasSubstr("\r\nDate: "));
}

TEST_F(ServerTest, FormsAreReadAndOtherBodiesLeftAsTheyAre) {
  start();
  EXPECT_THAT(ask(post("application/x-www-form-urlencoded; charset=UTF-8", "name=%E8%8A%B1")),
              HasSubstr("form=花"));
  EXPECT_THAT(ask(post("application/json", "name=x")), HasSubstr("form= "));
}

TEST_F(ServerTest, AConnectionIsKeptForFurtherRequests) {
  start();
  Client client(port());
  EXPECT_THAT(client.ask(get("/1")), HasSubstr("GET /1 "));
  EXPECT_THAT(client.ask(get("/2")), HasSubstr("GET /2 "));
  client.send(get("/3") + get("/4"));  // without waiting for the first answer
  EXPECT_THAT(client.receive(), HasSubstr("GET /3 "));
  EXPECT_THAT(client.receive(), HasSubstr("GET /4 "));
}

TEST_F(ServerTest, AConnectionEndsWhenTheClientSaysSo) {
  start();
  Client client(port());
  EXPECT_THAT(client.ask("GET / HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n"),
              HasSubstr("Connection: close"));
  EXPECT_EQ(client.receive(), "");
  Client old(port());
  EXPECT_THAT(old.ask("GET / HTTP/1.0\r\n\r\n"), StartsWith("HTTP/1.0 200"));
  EXPECT_EQ(old.receive(), "");
}

TEST_F(ServerTest, HeadIsAnsweredWithoutTheBody) {
  start();
  Client client(port());
  client.send("HEAD / HTTP/1.1\r\nHost: here\r\n\r\n" + get("/next"));
  EXPECT_THAT(client.receive(false),
              AllOf(HasSubstr("Content-Length: "), Not(HasSubstr("HEAD /"))));
  EXPECT_THAT(client.receive(), HasSubstr("GET /next "));
}

TEST_F(ServerTest, AnAnswerWithoutContentHasNone) {
  start({}, [](const Request&) { return Response{304, {}, "ignored"}; });
  Client client(port());
  client.send(get("/") + get("/"));
  EXPECT_THAT(client.receive(false), StartsWith("HTTP/1.1 304"));
  EXPECT_THAT(client.receive(false), StartsWith("HTTP/1.1 304"));
}

TEST_F(ServerTest, AnOversizeHeaderIsRefused) {
  start();
  const std::string answer =
      ask("GET / HTTP/1.1\r\nHost: here\r\nX: " + std::string(20'000, 'x') + "\r\n\r\n");
  EXPECT_THAT(answer, StartsWith("HTTP/1.1 431"));
  EXPECT_THAT(answer, HasSubstr("Content-Security-Policy"));
}

TEST_F(ServerTest, AnOversizeBodyIsRefusedAndTheRefusalArrives) {
  start({.body_bytes_max = 1000});
  EXPECT_THAT(ask(post("text/plain", std::string(1000, 'x'))), HasSubstr("bytes=1000"));
  EXPECT_THAT(ask(post("text/plain", std::string(2'000'000, 'x'))), StartsWith("HTTP/1.1 413"));
  EXPECT_THAT(ask("POST / HTTP/1.1\r\nHost: here\r\nTransfer-Encoding: chunked\r\n\r\n7d0\r\n" +
                  std::string(2000, 'x') + "\r\n0\r\n\r\n"),
              StartsWith("HTTP/1.1 413"));
}

TEST_F(ServerTest, WhoSendsTooMuchReadsTheLimitAndWhatToDo) {
  start();
  const std::string head = "POST /b/main/regulations/new HTTP/1.1\r\nHost: here\r\n";
  const std::string length = "Content-Length: 9000000\r\n\r\n";
  const std::string page = ask(head + "Accept: text/html\r\n" + length);
  EXPECT_THAT(page, StartsWith("HTTP/1.1 413"));
  EXPECT_THAT(page,
              HasSubstr("<h1>送られたデータが大きすぎます。一度に送れるのは8MBまでです。</h1>"));
  EXPECT_THAT(page, HasSubstr("ファイルを分けるか、画像を除いて小さくしてから"));
  const std::string json = ask(head + "Accept: application/json\r\n" + length);
  EXPECT_THAT(json, HasSubstr("\"code\":\"body_too_large\""));
}

TEST_F(ServerTest, AClientMayAskBeforeItSendsALargeBody) {
  start();
  Client client(port());
  client.send("POST / HTTP/1.1\r\nHost: here\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n");
  EXPECT_EQ(client.receive(), "HTTP/1.1 100 Continue\r\n\r\n");
  EXPECT_THAT(client.ask("12345"), HasSubstr("bytes=5"));
}

TEST_F(ServerTest, WrongRequestsAreRefused) {
  start();
  for (const char* request : {
           "nonsense\r\n\r\n",
           "GET / HTTP/9.9\r\nHost: here\r\n\r\n",
           "GET / HTTP/1.1\r\n\r\n",
           "GET / HTTP/1.1\r\nHost: here\r\nHost: there\r\n\r\n",
           "GET / HTTP/1.1\r\nHost : here\r\n\r\n",
           "GET /a/../b HTTP/1.1\r\nHost: here\r\n\r\n",
           "GET /%zz HTTP/1.1\r\nHost: here\r\n\r\n",
           "GET http://other/ HTTP/1.1\r\nHost: here\r\n\r\n",
           "POST / HTTP/1.1\r\nHost: here\r\nContent-Length: x\r\n\r\n",
           "POST / HTTP/1.1\r\nHost: here\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd",
           "POST / HTTP/1.1\r\nHost: here\r\nContent-Length: 3\r\nTransfer-Encoding: chunked"
           "\r\n\r\n0\r\n\r\n",
           "POST / HTTP/1.1\r\nHost: here\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
       }) {
    EXPECT_THAT(ask(request), StartsWith("HTTP/1.1 400")) << request;
  }
  EXPECT_THAT(ask(post("application/x-www-form-urlencoded", "name=%f")),
              StartsWith("HTTP/1.1 400"));
  EXPECT_THAT(ask("BREW / HTTP/1.1\r\nHost: here\r\n\r\n"), StartsWith("HTTP/1.1 501"));
}

TEST_F(ServerTest, AClientThatNeverFinishesIsLeft) {
  start({.header_timeout = 50ms, .body_timeout = 50ms});
  Client header(port());
  header.send("GET / HTTP/1.1\r\nHost:");
  Client body(port());
  body.send("POST / HTTP/1.1\r\nHost: here\r\nContent-Length: 9\r\n\r\n123");
  EXPECT_EQ(header.receive(), "");
  EXPECT_EQ(body.receive(), "");
}

TEST_F(ServerTest, AnIdleConnectionIsClosed) {
  start({.idle_timeout = 50ms});
  Client client(port());
  EXPECT_THAT(client.ask(get("/")), StartsWith("HTTP/1.1 200"));
  EXPECT_EQ(client.receive(), "");
}

TEST_F(ServerTest, AHandlerThatThrowsCostsItsRequestOnly) {
  std::ostringstream lines;
  const auto sink = std::make_shared<spdlog::sinks::ostream_sink_mt>(lines);
  start({.log = std::make_shared<spdlog::logger>("web", sink)});
  Client client(port());
  const std::string answer = client.ask(get("/throw"));
  EXPECT_THAT(answer, StartsWith("HTTP/1.1 500"));
  EXPECT_THAT(answer, Not(HasSubstr("broken inside")));
  EXPECT_THAT(client.ask(get("/")), StartsWith("HTTP/1.1 200"));
  server_->stop();
  EXPECT_THAT(lines.str(), HasSubstr("broken inside"));
}

TEST_F(ServerTest, WhenTheDatabaseFailsThePersonIsToldWhy) {
  start();
  const std::string answer = ask(get("/full"));
  EXPECT_THAT(answer, StartsWith("HTTP/1.1 503"));
  EXPECT_THAT(answer, HasSubstr("ディスクの空きがないため、データを読めませんでした。"));
  EXPECT_THAT(answer, Not(HasSubstr("database or disk is full")));
}

TEST_F(ServerTest, AnAnswerThatCannotBeSentCostsItsConnectionOnly) {
  start({},
        [](const Request& request) { return Response{request.path == "/" ? 200 : 4711, {}, ""}; });
  EXPECT_EQ(ask(get("/wrong")), "");
  EXPECT_THAT(ask(get("/")), StartsWith("HTTP/1.1 200"));
}

TEST_F(ServerTest, TheLogHoldsNoSecrets) {
  std::ostringstream lines;
  const auto sink = std::make_shared<spdlog::sinks::ostream_sink_mt>(lines);
  start({.log = std::make_shared<spdlog::logger>("web", sink)});
  ask("GET /start?token=secret1 HTTP/1.1\r\nHost: here\r\nCookie: mamori=secret2\r\n\r\n");
  ask(post("application/x-www-form-urlencoded", "password=secret3"));
  server_->stop();
  EXPECT_THAT(lines.str(), AllOf(HasSubstr("GET /start 200 "), HasSubstr("POST /echo 200 "),
                                 Not(HasSubstr("secret"))));
}

TEST_F(ServerTest, ManyClientsAreServedAtOnce) {
  start();
  std::atomic<int> right = 0;
  {
    std::vector<std::jthread> clients;
    for (int number = 0; number < 16; ++number) {
      clients.emplace_back([&, number] {
        Client client(port());
        for (int i = 0; i < 25; ++i) {
          const std::string path = "/" + std::to_string(number) + "-" + std::to_string(i);
          right += client.ask(get(path)).find("GET " + path + " ") != std::string::npos;
        }
      });
    }
  }
  EXPECT_EQ(right, 16 * 25);
}

TEST_F(ServerTest, WhenTooManyWaitTheRestIsToldSo) {
  constexpr int others = 10;
  std::latch entered(1);
  std::latch gate(1);
  start({.workers = 1, .waiting_requests_max = 1}, [&](const Request& request) {
    if (request.path == "/slow") {
      entered.count_down();
      gate.wait();
    }
    return text("done");
  });
  Client slow(port());
  slow.send(get("/slow"));
  entered.wait();
  std::counting_semaphore<> refused(0);
  std::atomic<int> served = 0;
  {
    std::vector<std::jthread> clients;
    for (int i = 0; i < others; ++i) {
      clients.emplace_back([&] {
        const std::string answer = ask(get("/"));
        if (answer.starts_with("HTTP/1.1 503")) refused.release();
        if (answer.starts_with("HTTP/1.1 200")) ++served;
      });
    }
    for (int i = 0; i < others - 1; ++i) refused.acquire();  // one waits, the others are refused
    gate.count_down();
  }
  EXPECT_EQ(served, 1);
  EXPECT_THAT(slow.receive(), StartsWith("HTTP/1.1 200"));
}

TEST_F(ServerTest, MoreConnectionsThanAllowedAreClosed) {
  start({.connections_max = 2});
  Client one(port());
  Client two(port());
  EXPECT_THAT(one.ask(get("/")), StartsWith("HTTP/1.1 200"));
  EXPECT_THAT(two.ask(get("/")), StartsWith("HTTP/1.1 200"));
  EXPECT_EQ(Client(port()).ask(get("/")), "");
  EXPECT_THAT(one.ask(get("/")), StartsWith("HTTP/1.1 200"));
}

TEST_F(ServerTest, StoppingFinishesWhatIsUnderWay) {
  std::latch entered(1);
  std::latch gate(1);
  start({}, [&](const Request&) {
    entered.count_down();
    gate.wait();
    return text("finished");
  });
  const std::uint16_t port_number = port();
  Client busy(port_number);
  busy.send(get("/"));
  entered.wait();
  Client idle(port_number);
  {
    const std::jthread stopper([&] { server_->stop(); });
    while (Client(port_number).connected()) std::this_thread::yield();  // until nobody listens
    gate.count_down();
    EXPECT_THAT(busy.receive(), AllOf(HasSubstr("finished"), HasSubstr("Connection: close")));
    EXPECT_EQ(busy.receive(), "");
    EXPECT_EQ(idle.receive(), "");
    ::shutdown(busy.socket(), SHUT_RDWR);
    ::shutdown(idle.socket(), SHUT_RDWR);
  }
  server_->stop();
}

TEST_F(ServerTest, AnAddressInUseIsAnError) {
  start();
  const auto second = Server::start({.port = port()}, echo);
  EXPECT_EQ(second.error().code, "address_unusable");
  EXPECT_EQ(Server::start({.address = "nowhere"}, echo).error().code, "address_unusable");
}

template <class T, void (*release)(T*)>
struct Releaser {
  void operator()(T* thing) const { release(thing); }
};
template <class T, void (*release)(T*)>
using Owned = std::unique_ptr<T, Releaser<T, release>>;

// A certificate for "localhost" that signs itself, and its key, in a folder of their own.
class Certificate {
 public:
  Certificate() {
    std::filesystem::create_directories(folder_);
    const Owned<EVP_PKEY, EVP_PKEY_free> key(EVP_EC_gen("P-256"));
    const Owned<X509, X509_free> certificate(X509_new());
    ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), 1);
    X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -60);
    X509_gmtime_adj(X509_getm_notAfter(certificate.get()), 3600);
    X509_NAME* name = X509_get_subject_name(certificate.get());
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC,
                               reinterpret_cast<const unsigned char*>("localhost"), -1, -1, 0);
    X509_set_issuer_name(certificate.get(), name);
    X509_set_pubkey(certificate.get(), key.get());
    X509_sign(certificate.get(), key.get(), EVP_sha256());
    const Owned<BIO, BIO_free_all> key_file(BIO_new_file(files().private_key.c_str(), "w"));
    PEM_write_bio_PrivateKey(key_file.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr);
    const Owned<BIO, BIO_free_all> file(BIO_new_file(files().certificate_chain.c_str(), "w"));
    PEM_write_bio_X509(file.get(), certificate.get());
    std::filesystem::permissions(files().private_key, std::filesystem::perms::owner_read);
  }
  ~Certificate() { std::filesystem::remove_all(folder_); }
  Certificate(const Certificate&) = delete;
  Certificate& operator=(const Certificate&) = delete;

  TlsFiles files() const { return {folder_ / "certificate.pem", folder_ / "key.pem"}; }

 private:
  std::filesystem::path folder_ = std::filesystem::temp_directory_path() /
                                  ("mamori_tls_" + std::to_string(::getpid()) + "_" +
                                   ::testing::UnitTest::GetInstance()->current_test_info()->name());
};

// One request over TLS of at most `version`; "" when there is no agreement.
std::string ask_over_tls(std::uint16_t port, int version, std::string_view request) {
  const Owned<SSL_CTX, SSL_CTX_free> context(SSL_CTX_new(TLS_client_method()));
  SSL_CTX_set_max_proto_version(context.get(), version);
  SSL_CTX_set_security_level(context.get(), 0);  // the server refuses old versions, not we
  SSL_CTX_set_min_proto_version(context.get(), TLS1_VERSION);
  Client client(port);
  const Owned<SSL, SSL_free> tls(SSL_new(context.get()));
  SSL_set_fd(tls.get(), client.socket());
  if (SSL_connect(tls.get()) != 1) return "";
  SSL_write(tls.get(), request.data(), static_cast<int>(request.size()));
  std::string answer;
  std::array<char, 4096> bytes{};
  for (int count = 1; count > 0;) {
    count = SSL_read(tls.get(), bytes.data(), static_cast<int>(bytes.size()));
    if (count > 0) answer.append(bytes.data(), static_cast<std::size_t>(count));
  }
  return answer;
}

TEST_F(ServerTest, SpeaksTls12AndLater) {
  const Certificate certificate;
  start({.tls = certificate.files()});
  const char* request = "GET / HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n";
  for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    const std::string answer = ask_over_tls(port(), version, request);
    EXPECT_THAT(answer, AllOf(StartsWith("HTTP/1.1 200"), HasSubstr(" secure "),
                              HasSubstr("Strict-Transport-Security")));
  }
  EXPECT_EQ(ask_over_tls(port(), TLS1_1_VERSION, request), "");
  EXPECT_EQ(ask(get("/")), "");  // without TLS
  EXPECT_THAT(ask_over_tls(port(), TLS1_3_VERSION, request), StartsWith("HTTP/1.1 200"));
}

TEST_F(ServerTest, AKeyOthersMayReadIsRefused) {
  const Certificate certificate;
  std::filesystem::permissions(
      certificate.files().private_key,
      std::filesystem::perms::owner_read | std::filesystem::perms::group_read);
  const auto started = Server::start({.tls = certificate.files()}, echo);
  EXPECT_EQ(started.error().code, "tls_unusable");
  EXPECT_THAT(started.error().remedy, HasSubstr("chmod 600"));
}

TEST_F(ServerTest, AMissingCertificateIsAnError) {
  EXPECT_EQ(Server::start({.tls = TlsFiles{"/nowhere/a.pem", "/nowhere/b.pem"}}, echo).error().code,
            "tls_unusable");
}

}  // namespace
}  // namespace mamori::web
