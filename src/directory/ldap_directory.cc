#include "directory/ldap_directory.h"

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <ldap.h>
#include <optional>
#include <thread>

#include "base/bytes.h"
#include "base/files.h"
#include "base/text.h"
#include "directory/ldap_text.h"

namespace mamori::directory {
namespace {

constexpr std::size_t login_characters_max = 64;
constexpr std::size_t subjects_per_search = 50;
constexpr std::size_t groups_max = 500;
constexpr std::string_view login_place = "{login}";

constexpr const char* standing_attributes[] = {"userAccountControl",   "accountExpires",
                                               "nsAccountLock",        "loginDisabled",
                                               "pwdAccountLockedTime", "shadowExpire"};

std::unexpected<Error> refused() {
  return fail(Fault::unauthenticated, "directory_refused", "ログイン名かパスワードが違います。",
              "入れ直してください。");
}

std::unexpected<Error> wrong_directory(std::string message, std::string remedy) {
  return fail(Fault::invalid, "directory_settings", std::move(message), std::move(remedy));
}

bool is_login(std::string_view login) {
  const std::u32string characters = code_points(login);
  return is_utf8(login) && !characters.empty() && characters.size() <= login_characters_max &&
         std::ranges::none_of(characters, [](char32_t c) { return c < 0x20 || c == 0x7f; });
}

bool is_loopback(std::string_view host) {
  return host == "localhost" || host == "::1" || host == "[::1]" || host.starts_with("127.");
}

std::optional<std::int64_t> number_at(const Entry& entry, std::string_view attribute) {
  const std::string text = entry.first(attribute);
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (text.empty() || error != std::errc() || end != text.data() + text.size()) return {};
  return number;
}

// Windows counts steps of 100 ns from 1601; 0 and the largest number mean never.
bool has_expired_in_windows(std::int64_t filetime, Instant now) {
  constexpr std::int64_t ms_from_1601_to_1970 = 11'644'473'600'000;
  if (filetime <= 0 || filetime == INT64_MAX) return false;
  return filetime / 10'000 - ms_from_1601_to_1970 <= now.time_since_epoch().count();
}

struct Url {
  std::string scheme;
  std::string host;
};

std::optional<Url> parse_url(const std::string& text) {
  LDAPURLDesc* parsed = nullptr;
  if (ldap_url_parse(text.c_str(), &parsed) != LDAP_URL_SUCCESS) return {};
  Url url{parsed->lud_scheme ? parsed->lud_scheme : "", parsed->lud_host ? parsed->lud_host : ""};
  const bool only_a_place = !parsed->lud_dn || *parsed->lud_dn == '\0';
  ldap_free_urldesc(parsed);
  if (!only_a_place) return {};
  return url;
}

Result<void> check_server(const LdapSettings& settings, const std::string& text) {
  const auto url = parse_url(text);
  if (!url || (url->scheme != "ldap" && url->scheme != "ldaps") || url->host.empty()) {
    return wrong_directory("庁内の認証の仕組みのアドレスを読めません: " + text,
                           "ldaps://dc1.example.lg.jp のように指定してください。");
  }
  if (url->scheme == "ldaps") return {};
  if (settings.start_tls) return {};
  if (settings.plain && is_loopback(url->host)) return {};
  return wrong_directory("パスワードが、暗号化されずにネットワークを流れます: " + text,
                         "ldaps:// にするか、--ldap-starttls を付けてください。");
}

Result<void> check(const LdapSettings& settings) {
  for (const std::string& server : settings.servers) {
    if (auto right = check_server(settings, server); !right) return right;
  }
  if (settings.base.empty() || !dn_key(settings.base)) {
    return wrong_directory("人を探す場所（--ldap-base）がないか、読めません。",
                           "ou=people,dc=example,dc=lg,dc=jp のように指定してください。");
  }
  const bool by_account = !settings.bind_dn.empty();
  if (by_account == !settings.dn_pattern.empty()) {
    return wrong_directory("人の探し方が決まっていません。",
                           "--ldap-bind-dn と --ldap-bind-password（探すための利用者）か、"
                           "--ldap-dn のどちらか一つを指定してください。");
  }
  if (!by_account && !settings.dn_pattern.contains(login_place)) {
    return wrong_directory("--ldap-dn に {login} がありません: " + settings.dn_pattern,
                           "uid={login},ou=people,dc=example,dc=lg,dc=jp のように書いてください。");
  }
  for (const auto& [group, section] : settings.groups) {
    if (!dn_key(group) || section.empty()) {
      return wrong_directory("グループと課の対応を読めません: " + group,
                             "cn=soumu,ou=groups,dc=example,dc=lg,dc=jp=総務課 のように"
                             "書いてください。");
    }
  }
  return {};
}

// libldap must not take what stands in files and variables of the system: some of that switches
// checks off.
void ignore_system_settings() {
  ::setenv("LDAPNOINIT", "1", 1);
}

Server server_of(const LdapSettings& settings, const std::string& url) {
  Server server{url, Protection::ldaps, settings.ca_file};
  if (!url.starts_with("ldaps:")) {
    server.protection = settings.start_tls ? Protection::start_tls : Protection::plain;
  }
  return server;
}

std::string both(const std::string& left, const std::string& right) {
  return "(&" + left + right + ")";
}

}  // namespace

LdapAttributes active_directory_attributes() {
  return {.login = "sAMAccountName",
          .id = "objectGUID",
          .name = "displayName",
          .kana = "msDS-PhoneticDisplayName",
          .number = "employeeID"};
}

Standing standing_of(const Entry& entry, Instant now) {
  constexpr std::int64_t account_disabled = 2;  // userAccountControl: ACCOUNTDISABLE
  const auto is_true = [&](std::string_view attribute) {
    return text_key(entry.first(attribute)) == "true";
  };
  const bool disabled = (number_at(entry, "userAccountControl").value_or(0) & account_disabled) ||
                        is_true("nsAccountLock") || is_true("loginDisabled") ||
                        entry.first("pwdAccountLockedTime") == "000001010000Z";
  if (disabled) return Standing::disabled;
  const std::int64_t shadow_day = number_at(entry, "shadowExpire").value_or(-1);
  const auto today = std::chrono::floor<std::chrono::days>(now).time_since_epoch().count();
  const bool expired = (shadow_day > 0 && shadow_day <= today) ||
                       has_expired_in_windows(number_at(entry, "accountExpires").value_or(0), now);
  return expired ? Standing::expired : Standing::active;
}

LdapDirectory::LdapDirectory(LdapSettings settings, std::string bind_password)
    : settings_(std::move(settings)), bind_password_(std::move(bind_password)) {}

Result<std::unique_ptr<LdapDirectory>> LdapDirectory::create(LdapSettings settings) {
  ignore_system_settings();
  if (auto right = check(settings); !right) return fail(right.error());
  std::string password;
  if (!settings.bind_dn.empty()) {
    auto read = read_small(settings.bind_password_file, true);
    if (!read) return fail(read.error());
    password = trimmed(*read);
    if (password.empty()) {
      return wrong_directory(
          "探すための利用者のパスワードのファイルが空です: " + settings.bind_password_file.string(),
          "パスワードを書いてください。");
    }
  }
  return std::unique_ptr<LdapDirectory>(
      new LdapDirectory(std::move(settings), std::move(password)));
}

// Puts the question to one server after the other until one answers.
template <class T, class Work>
Result<T> LdapDirectory::ask(const Work& work) const {
  if (!turns_.try_acquire_for(turn_comes_within)) {
    return fail(Fault::unavailable, "directory_busy", "庁内の認証の仕組みの返事を待っています。",
                "少し待ってから、もう一度サインインしてください。");
  }
  struct GivingBack {
    std::counting_semaphore<>& turns;
    ~GivingBack() { turns.release(); }
  } const giving_back{turns_};
  Result<T> answer = fail(Error{});
  for (const std::string& url : settings_.servers) {
    auto session = LdapSession::open(server_of(settings_, url),
                                     std::chrono::steady_clock::now() + seconds_max);
    answer = session ? work(*session) : fail(session.error());
    if (answer || answer.error().code != "directory_unavailable") break;
  }
  return answer;
}

Result<Vouched> LdapDirectory::prove(std::string_view login, const std::string& password,
                                     Instant now) const {
  if (!is_login(login) || password.empty()) return refused();
  const auto answers_at = std::chrono::steady_clock::now() + refused_after;
  auto vouched = ask<Vouched>([&](LdapSession& session) -> Result<Vouched> {
    const auto entry = proven_entry(session, std::string(login), password);
    if (!entry) return fail(entry.error());
    if (standing_of(*entry, now) != Standing::active) return refused();
    return vouched_of(*entry);
  });
  if (!vouched && vouched.error().code == "directory_refused") {
    std::this_thread::sleep_until(answers_at);
  }
  return vouched;
}

Result<Entry> LdapDirectory::proven_entry(LdapSession& session, const std::string& login,
                                          const std::string& password) const {
  if (settings_.dn_pattern.empty()) return find_and_bind(session, login, password);
  std::string dn = settings_.dn_pattern;
  dn.replace(dn.find(login_place), login_place.size(), escaped_for_dn(login));
  if (auto bound = session.bind(dn, password); !bound) return fail(bound.error());
  auto found = session.search(dn, Scope::entry, settings_.filter, attributes(), 1);
  if (!found) return fail(found.error());
  if (found->empty()) return refused();
  if (auto added = add_groups(session, login, found->front()); !added) return fail(added.error());
  return std::move(found->front());
}

Result<Entry> LdapDirectory::find_and_bind(LdapSession& session, const std::string& login,
                                           const std::string& password) const {
  if (auto bound = session.bind(settings_.bind_dn, bind_password_); !bound) {
    // Not the visitor's fault, and not to be told as theirs.
    Error error = bound.error();
    error.fault = Fault::unavailable;
    error.code = "directory_unavailable";
    return fail(std::move(error));
  }
  const std::string filter = both(
      settings_.filter, "(" + settings_.attributes.login + "=" + escaped_for_filter(login) + ")");
  auto found = session.search(settings_.base, Scope::subtree, filter, attributes(), 1);
  if (!found) return fail(found.error());
  if (found->empty()) {
    // As many questions as for somebody who is there.
    const std::string nobody = "cn=" + hex(random_bytes(16)) + "," + settings_.base;
    static_cast<void>(session.bind(nobody, password));
    return refused();
  }
  Entry& entry = found->front();
  if (auto added = add_groups(session, login, entry); !added) return fail(added.error());
  if (auto bound = session.bind(entry.dn, password); !bound) return fail(bound.error());
  return std::move(entry);
}

Result<void> LdapDirectory::add_groups(LdapSession& session, const std::string& login,
                                       Entry& entry) const {
  if (settings_.group_base.empty()) return {};
  const std::string dn = escaped_for_filter(entry.dn);
  const auto groups = session.search(settings_.group_base, Scope::subtree,
                                     "(|(member=" + dn + ")(uniqueMember=" + dn +
                                         ")(memberUid=" + escaped_for_filter(login) + "))",
                                     {"1.1"}, groups_max);
  if (!groups) return fail(groups.error());
  for (const Entry& group : *groups) entry.values.emplace("memberof", group.dn);
  return {};
}

Result<Vouched> LdapDirectory::vouched_of(const Entry& entry) const {
  const LdapAttributes& names = settings_.attributes;
  Vouched vouched{.source = ldap_source,
                  .subject = subject_of(entry),
                  .login = nfc(entry.first(names.login)),
                  .name = nfc(entry.first(names.name)),
                  .kana = names.kana.empty() ? std::string() : nfc(entry.first(names.kana)),
                  .number = nfc(entry.first(names.number)),
                  .sections = {}};
  if (vouched.subject.empty() || vouched.subject.size() > subject_bytes_max ||
      vouched.login.empty()) {
    return fail(Fault::unavailable, "directory_entry_incomplete",
                "庁内の認証の仕組みが、本人を示す番号を返しません。",
                "mamori管理者に連絡してください。（" + names.id + ", " + names.login + "）");
  }
  for (const std::string& group : entry.all("memberOf")) {
    for (const auto& [known, section] : settings_.groups) {
      const bool listed = std::ranges::find(vouched.sections, section) != vouched.sections.end();
      if (!listed && dn_key(group) == dn_key(known)) vouched.sections.push_back(section);
    }
  }
  return vouched;
}

std::string LdapDirectory::subject_of(const Entry& entry) const {
  const std::string id = entry.first(settings_.attributes.id);
  const bool bytes = text_key(settings_.attributes.id) == "objectguid";
  return bytes ? hex(id) : is_utf8(id) ? id : std::string();
}

std::string LdapDirectory::id_filter(const std::string& subject) const {
  std::string value = escaped_for_filter(subject);
  if (text_key(settings_.attributes.id) == "objectguid") {
    value.clear();
    for (std::size_t at = 0; at + 1 < subject.size(); at += 2)
      value += '\\' + subject.substr(at, 2);
  }
  return "(" + settings_.attributes.id + "=" + value + ")";
}

std::vector<std::string> LdapDirectory::attributes() const {
  const LdapAttributes& names = settings_.attributes;
  std::vector<std::string> asked{names.login, names.id, names.name, names.number, "memberOf"};
  if (!names.kana.empty()) asked.push_back(names.kana);
  asked.insert(asked.end(), std::begin(standing_attributes), std::end(standing_attributes));
  return asked;
}

Result<std::map<std::string, Standing>> LdapDirectory::standings(
    const std::vector<std::string>& subjects, Instant now) const {
  using Standings = std::map<std::string, Standing>;
  Standings all;
  for (std::size_t at = 0; at < subjects.size(); at += subjects_per_search) {
    Standings some;
    const auto last = std::min(subjects.size(), at + subjects_per_search);
    for (std::size_t one = at; one < last; ++one) some.emplace(subjects[one], Standing::absent);
    const auto answer = ask<Standings>([&](LdapSession& session) -> Result<Standings> {
      if (auto bound = session.bind(settings_.bind_dn, bind_password_); !bound) {
        return fail(bound.error());
      }
      if (auto right = check_not_empty(session); !right) return fail(right.error());
      if (auto added = add_standings(session, some, now); !added) return fail(added.error());
      return some;
    });
    if (!answer) return fail(answer.error());
    all.insert(answer->begin(), answer->end());
  }
  return all;
}

Result<void> LdapDirectory::check_not_empty(LdapSession& session) const {
  const auto anybody = session.search(settings_.base, Scope::subtree, settings_.filter, {"1.1"}, 1);
  if (!anybody && anybody.error().code != "directory_ambiguous") return fail(anybody.error());
  if (anybody && anybody->empty()) {
    return fail(Fault::unavailable, "directory_empty",
                "庁内の認証の仕組みに、だれも見つかりません。退職の扱いはしていません。",
                "探す場所（--ldap-base）と絞り込み（--ldap-filter）を確かめてください。");
  }
  return {};
}

Result<void> LdapDirectory::add_standings(LdapSession& session,
                                          std::map<std::string, Standing>& standings,
                                          Instant now) const {
  std::string any = "(|";
  for (const auto& [subject, standing] : standings) any += id_filter(subject);
  const auto found =
      session.search(settings_.base, Scope::subtree, both(settings_.filter, any + ")"),
                     attributes(), standings.size());
  if (!found) return fail(found.error());
  for (const Entry& entry : *found) {
    const auto known = standings.find(subject_of(entry));
    if (known != standings.end()) known->second = standing_of(entry, now);
  }
  return {};
}

}  // namespace mamori::directory
