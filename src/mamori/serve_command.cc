#include <csignal>
#include <iostream>
#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>

#include "body/acts.h"
#include "body/body.h"
#include "mamori/beginning.h"
#include "mamori/data.h"
#include "mamori/serving.h"
#include "mamori/ticker.h"
#include "web/pages.h"
#include "web/server.h"
#include "web/sharing_pages.h"

namespace mamori::command {
namespace {

using body::Body;
using body::Definitions;

constexpr auto look_pause = std::chrono::seconds(3);

bool is_loopback(std::string_view address) {
  return address.starts_with("127.") || address == "::1" || address == "localhost";
}

// Passwords and sessions must not cross a network in the clear.
Result<void> check_protected(const ServeOptions& options) {
  const bool tls = !options.tls_certificate.empty();
  const bool proxied = options.public_url.starts_with("https://");
  if (is_loopback(options.address) || tls || proxied) return {};
  return fail(
      Fault::invalid, "connection_unprotected",
      "ほかのコンピューターから使うには、通信の暗号化（TLS）が必要です。",
      "--tls-cert と --tls-key に証明書と鍵を指定するか、暗号化する中継サーバの後ろに置いて "
      "--public-url https://… を指定してください。");
}

void print_address(Body& body, const std::string& url) {
  const std::string name =
      body.store().read([&](store::Connection& connection) { return body.name(connection); });
  std::cout << name << ": " << url << "/b/" << body.slug() << "/home\n";
}

// Blocks until the program is asked to end. The signals must have been blocked before any thread
// was started.
sigset_t ending_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  return signals;
}

void wait_for_end(const sigset_t& signals) {
  int signal = 0;
  sigwait(&signals, &signal);
}

web::ServerOptions server_options(const ServeOptions& options, const web::TrustedProxies& proxies) {
  web::ServerOptions server;
  server.address = options.address == "localhost" ? "127.0.0.1" : options.address;
  server.port = options.port;
  server.proxies = proxies;
  if (!options.tls_certificate.empty()) {
    server.tls = web::TlsFiles{options.tls_certificate, options.tls_key};
  }
  server.log = spdlog::stderr_color_mt("web");
  server.log->set_level(spdlog::level::warn);
  return server;
}

std::string url_of(const ServeOptions& options, std::uint16_t port) {
  if (!options.public_url.empty()) return options.public_url;
  const std::string scheme = options.tls_certificate.empty() ? "http://" : "https://";
  const bool v6 = options.address.find(':') != std::string::npos;
  const std::string host = v6 ? "[" + options.address + "]" : options.address;
  return scheme + host + ":" + std::to_string(port);
}

Result<std::vector<std::string>> bodies_to_serve(const DataOptions& data) {
  if (!data.body.empty()) return std::vector{data.body};
  auto slugs = bodies_in_service(data);
  if (slugs && slugs->empty()) slugs->push_back("main");
  return slugs;
}

// The only body of an installation gets its regulation here, so that nobody has to know of `mamori
// body add` for one body. Fails when not one can be opened.
Result<void> open_all(Serving& serving, const std::vector<std::string>& slugs,
                      const ServeOptions& options) {
  Serving::Preparation prepare = nullptr;
  if (slugs.size() == 1)
    prepare = [&](Body& body) { return ensure_regulation(body, options.regulation); };
  std::optional<Error> first;
  for (const std::string& slug : slugs) {
    const auto opened = serving.open(slug, prepare);
    if (!opened && !first) first = opened.error();
  }
  return serving.served().empty() ? fail(*std::move(first)) : Result<void>();
}

Result<void> print_bodies(const Serving& serving, const std::string& url,
                          const std::filesystem::path& folder) {
  std::cout << "\nmamori を開く: " << url << "/\n";
  const auto served = serving.served();
  const bool several = served.size() + serving.troubles().size() > 1;
  for (const auto& one : served) {
    if (several) print_address(one->body(), url);
    auto printed = print_first_link(one->body(), url, folder);
    if (!printed) return printed;
  }
  for (const auto& [slug, error] : serving.troubles()) {
    std::cout << "使えない団体: " << slug << "（" << error.message << error.remedy << " ["
              << error.code << "]）\n";
  }
  std::cout << "止めるには Ctrl+C を押します。\n" << std::flush;
  return {};
}

Result<int> serve_bodies(const ServeOptions& options, const Shared& shared,
                         const sigset_t& signals) {
  const auto templates = web::Templates::from_files(embedded::pages());
  if (!templates) return fail(templates.error());
  const web::Assets assets(embedded::assets());
  web::Bodies bodies;
  const auto site = web::Site::create({bodies, *templates, assets, options.lists_bodies},
                                      web::installation_routes(bodies));
  if (!site) return fail(site.error());
  const auto slugs = bodies_to_serve(options.data);
  if (!slugs) return fail(slugs.error());
  Serving serving(options, shared, bodies);
  if (auto opened = open_all(serving, *slugs, options); !opened) return fail(opened.error());
  const auto proxies = web::TrustedProxies::parse(options.trusted_proxies);
  if (!proxies) return fail(proxies.error());
  const auto server =
      web::Server::start(server_options(options, *proxies),
                         [&](const web::Request& request) { return site->respond(request); });
  if (!server) return fail(server.error());
  const Ticker backups("backup", [&] { return serving.back_up(); });
  std::optional<Ticker> watch;
  if (options.data.body.empty())
    watch.emplace("bodies", [&] { return serving.look(); }, look_pause);
  if (auto printed = print_bodies(serving, url_of(options, (*server)->port()), options.data.folder);
      !printed) {
    return fail(printed.error());
  }
  wait_for_end(signals);
  (*server)->stop();
  std::cout << "終了しました。\n";
  return 0;
}

}  // namespace

Result<int> serve(const ServeOptions& options) {
  if (auto safe = check_protected(options); !safe) return fail(safe.error());
  const sigset_t signals = ending_signals();
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);

  const auto definitions = Definitions::load(embedded::definitions());
  if (!definitions) return fail(definitions.error());
  const SystemClock clock;
  const identity::PasswordHasher hasher;
  auto schedule = schedule_of(options.body.backups);
  if (!schedule) return fail(schedule.error());
  const bool open_to_network = !options.public_url.empty() || !is_loopback(options.address);
  return serve_bodies(
      options,
      {*definitions, clock, hasher, options.public_url, open_to_network, *std::move(schedule)},
      signals);
}

Result<int> rotate_key(const RotateOptions& options) {
  const auto definitions = Definitions::load(embedded::definitions());
  if (!definitions) return fail(definitions.error());
  const SystemClock clock;
  const auto location = existing_location(options.data);
  if (!location) return fail(location.error());
  const auto body = Body::open({.folder = options.data.folder,
                                .slug = options.data.body,
                                .location = *location,
                                .key = options.key},
                               *definitions, clock);
  if (!body) return fail(body.error());
  const auto receipt = (*body)->rotate_key(options.reason, options.to);
  if (!receipt) return fail(receipt.error());
  std::cout << "記録の鍵を替え、第" << receipt->number << "号の記録に残しました。\n"
            << "新しい公開鍵（紙に控えて、別の場所に保管してください）:\n"
            << (*body)->journal().verifier().vkey() << '\n';
  return 0;
}

Result<int> admin_link(const DataOptions& data, const std::string& public_url) {
  const auto location = existing_location(data);
  if (!location) return fail(location.error());
  const auto store = store::Store::open(*location);
  if (!store) return fail(store.error());
  const auto token = new_link(**store, SystemClock().now());
  if (!token) return fail(token.error());
  std::cout << link_of(public_url, data.body, *token) << '\n';
  return 0;
}

}  // namespace mamori::command
