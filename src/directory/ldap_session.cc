#include "directory/ldap_session.h"

#include <algorithm>
#include <condition_variable>
#include <fcntl.h>
#include <ldap.h>
#include <mutex>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

namespace mamori::directory {

// libldap waits for TLS to begin without end, whatever time it was given. This one shuts the
// connection when the deadline has come; then whoever waits on it is told that it is lost.
class Watchdog {
 public:
  explicit Watchdog(LdapSession::Deadline deadline)
      : deadline_(deadline), thread_([this](const std::stop_token& stop) { wait(stop); }) {}
  ~Watchdog() {
    thread_.request_stop();
    thread_.join();
    for (const int socket : sockets_) ::close(socket);
  }
  Watchdog(const Watchdog&) = delete;
  Watchdog& operator=(const Watchdog&) = delete;

  // To be told to libldap: what to do with a connection that has just been made.
  ldap_conncb* callback() { return &callback_; }

 private:
  static int connected(LDAP* connection, Sockbuf* buffer, LDAPURLDesc*, sockaddr*,
                       ldap_conncb* callback) {
    ber_socket_t socket = -1;
    if (ber_sockbuf_ctrl(buffer, LBER_SB_OPT_GET_FD, &socket) != 1) return -1;
    // With this limit libldap would ask the socket again and again instead of waiting for it.
    ldap_set_option(connection, LDAP_OPT_NETWORK_TIMEOUT, nullptr);
    return static_cast<Watchdog*>(callback->lc_arg)->watch(socket) ? 0 : -1;
  }
  static void disconnected(LDAP*, Sockbuf*, ldap_conncb*) {}

  // Keeps a descriptor of its own: libldap may close its one at any time.
  bool watch(int socket) {
    const int own = ::fcntl(socket, F_DUPFD_CLOEXEC, 0);
    if (own < 0) return false;
    const std::lock_guard lock(mutex_);
    sockets_.push_back(own);
    return !shut_;
  }

  void wait(const std::stop_token& stop) {
    std::unique_lock lock(mutex_);
    wake_.wait_until(lock, stop, deadline_, [] { return false; });
    if (stop.stop_requested()) return;
    shut_ = true;
    for (const int socket : sockets_) ::shutdown(socket, SHUT_RDWR);
  }

  const LdapSession::Deadline deadline_;
  ldap_conncb callback_{connected, disconnected, this};
  std::mutex mutex_;
  std::condition_variable_any wake_;
  std::vector<int> sockets_;
  bool shut_ = false;
  std::jthread thread_;
};

namespace {

using Clock = std::chrono::steady_clock;

std::string lower(std::string_view ascii) {
  std::string out(ascii);
  std::ranges::transform(out, out.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return out;
}

timeval until(Clock::time_point deadline) {
  const auto left = std::max(deadline - Clock::now(), Clock::duration::zero());
  const auto us = std::chrono::duration_cast<std::chrono::microseconds>(left).count();
  return {.tv_sec = us / 1'000'000, .tv_usec = us % 1'000'000};
}

// The server says no to these credentials, or to whoever has them.
bool is_refusal(int code) {
  switch (code) {
    case LDAP_INVALID_CREDENTIALS:
    case LDAP_INAPPROPRIATE_AUTH:
    case LDAP_NO_SUCH_OBJECT:
    case LDAP_INVALID_DN_SYNTAX:
    case LDAP_UNWILLING_TO_PERFORM:
    case LDAP_CONSTRAINT_VIOLATION:
    case LDAP_INSUFFICIENT_ACCESS:
      return true;
    default:
      return false;
  }
}

struct MemoryFreeing {
  void operator()(char* text) const { ldap_memfree(text); }
  void operator()(berval** values) const { ldap_value_free_len(values); }
  void operator()(BerElement* element) const { ber_free(element, 0); }
};
using Text = std::unique_ptr<char, MemoryFreeing>;
using Values = std::unique_ptr<berval*, MemoryFreeing>;
using Cursor = std::unique_ptr<BerElement, MemoryFreeing>;

Entry entry_of(LDAP* connection, LDAPMessage* message) {
  Entry entry;
  if (const Text dn{ldap_get_dn(connection, message)}) entry.dn = dn.get();
  BerElement* at = nullptr;
  Text attribute{ldap_first_attribute(connection, message, &at)};
  const Cursor cursor(at);
  for (; attribute; attribute.reset(ldap_next_attribute(connection, message, at))) {
    const Values values(ldap_get_values_len(connection, message, attribute.get()));
    for (berval** value = values.get(); value && *value; ++value) {
      entry.values.emplace(lower(attribute.get()), std::string((*value)->bv_val, (*value)->bv_len));
    }
  }
  return entry;
}

}  // namespace

std::string Entry::first(std::string_view attribute) const {
  const auto found = values.find(lower(attribute));
  return found == values.end() ? std::string() : found->second;
}

std::vector<std::string> Entry::all(std::string_view attribute) const {
  std::vector<std::string> found;
  const auto [begin, end] = values.equal_range(lower(attribute));
  std::transform(begin, end, std::back_inserter(found), [](const auto& one) { return one.second; });
  return found;
}

void LdapSession::Unbinding::operator()(struct ldap* connection) const {
  ldap_unbind_ext(connection, nullptr, nullptr);
}

void LdapSession::Freeing::operator()(struct ldapmsg* message) const {
  ldap_msgfree(message);
}

LdapSession::LdapSession(Connection connection, std::string url, Deadline deadline)
    : watchdog_(std::make_shared<Watchdog>(deadline)),
      connection_(std::move(connection)),
      url_(std::move(url)),
      deadline_(deadline) {}

std::unexpected<Error> LdapSession::unavailable(std::string_view why) const {
  return fail(Fault::unavailable, "directory_unavailable", "庁内の認証の仕組みにつながりません。",
              "しばらくしてから、もう一度サインインしてください。続くときは、mamori管理者に連絡して"
              "ください。（" +
                  url_ + " " + std::string(why) + "）");
}

Result<LdapSession> LdapSession::open(const Server& server, Deadline deadline) {
  LDAP* made = nullptr;
  const int code = ldap_initialize(&made, server.url.c_str());
  LdapSession session(Connection(made), server.url, deadline);
  if (code != LDAP_SUCCESS) return session.unavailable(ldap_err2string(code));
  if (auto set = session.set_options(server); !set) return fail(set.error());
  if (server.protection == Protection::start_tls) {
    if (auto begun = session.start_tls(); !begun) return fail(begun.error());
  }
  return session;
}

Result<void> LdapSession::set_options(const Server& server) {
  const int version = LDAP_VERSION3;
  const int demand = LDAP_OPT_X_TLS_DEMAND;
  const int tls_1_2 = LDAP_OPT_X_TLS_PROTOCOL_TLS1_2;
  const int as_client = 0;
  const timeval limit = until(deadline_);
  const auto set = [&](int option, const void* value) {
    return ldap_set_option(connection_.get(), option, value) == LDAP_OPT_SUCCESS;
  };
  const std::string ca = server.ca_file.string();
  const bool done =
      set(LDAP_OPT_PROTOCOL_VERSION, &version) && set(LDAP_OPT_REFERRALS, LDAP_OPT_OFF) &&
      set(LDAP_OPT_RESTART, LDAP_OPT_ON) && set(LDAP_OPT_CONNECT_CB, watchdog_->callback()) &&
      set(LDAP_OPT_NETWORK_TIMEOUT, &limit) && set(LDAP_OPT_TIMEOUT, &limit) &&
      set(LDAP_OPT_X_TLS_REQUIRE_CERT, &demand) && set(LDAP_OPT_X_TLS_PROTOCOL_MIN, &tls_1_2) &&
      (ca.empty() || set(LDAP_OPT_X_TLS_CACERTFILE, ca.c_str())) &&
      set(LDAP_OPT_X_TLS_NEWCTX, &as_client);
  if (!done) return unavailable("TLS: " + ca);
  return {};
}

Result<void> LdapSession::start_tls() {
  int request = 0;
  int code = ldap_start_tls(connection_.get(), nullptr, nullptr, &request);
  if (code != LDAP_SUCCESS) return unavailable(ldap_err2string(code));
  const auto result = result_of(request);
  if (!result) return fail(result.error());
  if (*result != LDAP_SUCCESS) return unavailable("StartTLS");
  code = ldap_install_tls(connection_.get());
  if (code != LDAP_SUCCESS) return unavailable(ldap_err2string(code));
  return {};
}

Result<LdapSession::Message> LdapSession::wait_for(int request) {
  LDAPMessage* answer = nullptr;
  timeval left = until(deadline_);
  const int kind = ldap_result(connection_.get(), request, LDAP_MSG_ALL, &left, &answer);
  Message message(answer);
  if (kind > 0) return message;
  if (kind == 0) ldap_abandon_ext(connection_.get(), request, nullptr, nullptr);
  return unavailable(kind == 0 ? "timeout" : "connection lost");
}

Result<int> LdapSession::result_of(int request) {
  const auto answer = wait_for(request);
  if (!answer) return fail(answer.error());
  int result = LDAP_OTHER;
  const int code = ldap_parse_result(connection_.get(), answer->get(), &result, nullptr, nullptr,
                                     nullptr, nullptr, 0);
  if (code != LDAP_SUCCESS) return unavailable(ldap_err2string(code));
  return result;
}

Result<void> LdapSession::bind(const std::string& dn, const std::string& password) {
  if (dn.empty() || password.empty()) {
    return fail(Fault::unauthenticated, "directory_refused", "パスワードが空です。", {});
  }
  berval secret{password.size(), const_cast<char*>(password.data())};
  int request = 0;
  int code = ldap_sasl_bind(connection_.get(), dn.c_str(), LDAP_SASL_SIMPLE, &secret, nullptr,
                            nullptr, &request);
  if (code != LDAP_SUCCESS) return unavailable(ldap_err2string(code));
  const auto result = result_of(request);
  if (!result) return fail(result.error());
  if (is_refusal(*result)) {
    return fail(Fault::unauthenticated, "directory_refused", "認証できませんでした。",
                std::string("（") + ldap_err2string(*result) + "）");
  }
  if (*result != LDAP_SUCCESS) return unavailable(ldap_err2string(*result));
  return {};
}

Result<std::vector<Entry>> LdapSession::search(const std::string& base, Scope scope,
                                               const std::string& filter,
                                               const std::vector<std::string>& attributes,
                                               std::size_t entries_max) {
  std::vector<char*> names;
  for (const std::string& name : attributes) names.push_back(const_cast<char*>(name.c_str()));
  names.push_back(nullptr);
  timeval left = until(deadline_);
  int request = 0;
  int code = ldap_search_ext(connection_.get(), base.c_str(),
                             scope == Scope::entry ? LDAP_SCOPE_BASE : LDAP_SCOPE_SUBTREE,
                             filter.c_str(), names.data(), 0, nullptr, nullptr, &left,
                             static_cast<int>(entries_max), &request);
  if (code != LDAP_SUCCESS) return unavailable(ldap_err2string(code));
  const auto answer = wait_for(request);
  if (!answer) return fail(answer.error());
  int result = LDAP_OTHER;
  code = ldap_parse_result(connection_.get(), answer->get(), &result, nullptr, nullptr, nullptr,
                           nullptr, 0);
  auto entries = entries_of(answer->get());
  if (code == LDAP_SUCCESS && (result == LDAP_SIZELIMIT_EXCEEDED || entries.size() > entries_max)) {
    return fail(Fault::conflict, "directory_ambiguous",
                "庁内の認証の仕組みに、あてはまる人が多すぎます。",
                "絞り込みの設定を直してください。");
  }
  if (result == LDAP_NO_SUCH_OBJECT) {
    return fail(Fault::unavailable, "directory_base_unknown",
                "庁内の認証の仕組みに、探す場所がありません: " + base, "設定を直してください。");
  }
  if (code != LDAP_SUCCESS || result != LDAP_SUCCESS) return unavailable(ldap_err2string(result));
  return entries;
}

std::vector<Entry> LdapSession::entries_of(struct ldapmsg* answer) {
  std::vector<Entry> entries;
  for (LDAPMessage* at = ldap_first_entry(connection_.get(), answer); at;
       at = ldap_next_entry(connection_.get(), at)) {
    entries.push_back(entry_of(connection_.get(), at));
  }
  return entries;
}

}  // namespace mamori::directory
