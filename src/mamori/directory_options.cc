#include "mamori/directory_options.h"

#include <CLI/CLI.hpp>

namespace mamori::command {
namespace {

using directory::LinkBy;

const std::vector<std::string> link_names{"nothing", "login", "number"};

LinkBy link_by(const std::string& name) {
  if (name == "login") return LinkBy::login;
  return name == "number" ? LinkBy::number : LinkBy::nothing;
}

// A distinguished name has '=' itself, a section has none: the last one parts them.
std::vector<std::pair<std::string, std::string>> groups_of(const std::vector<std::string>& texts) {
  std::vector<std::pair<std::string, std::string>> groups;
  for (const std::string& text : texts) {
    const auto parting = text.rfind('=');
    const bool parted = parting != std::string::npos;
    groups.emplace_back(text.substr(0, parting), parted ? text.substr(parting + 1) : "");
  }
  return groups;
}

void add_ldap_places(CLI::App& app, DirectoryOptions& options) {
  auto* server = app.add_option("--ldap", options.ldap.servers,
                                "庁内のディレクトリ（ldaps://dc1.example.lg.jp。答えるまで順に）");
  const auto add = [&](const char* name, auto& value, const char* help) {
    return app.add_option(name, value, help)->needs(server);
  };
  app.add_flag("--ldap-starttls", options.ldap.start_tls,
               "ldap:// でつなぎ、何も送らないうちにTLSを始める")
      ->needs(server);
  app.add_flag("--ldap-plain", options.ldap.plain,
               "暗号化しない（同じコンピューターの中のディレクトリだけ）")
      ->needs(server);
  add("--ldap-ca", options.ldap.ca_file, "ディレクトリの証明書を確かめるための証明書（PEM）");
  add("--ldap-base", options.ldap.base, "人を探す場所（ou=people,dc=example,dc=lg,dc=jp）");
  add("--ldap-filter", options.ldap.filter, "使える人の条件。外れた人は、退職した人として扱う")
      ->capture_default_str();
  auto* account = add("--ldap-bind-dn", options.ldap.bind_dn, "人を探すための利用者");
  auto* password = add("--ldap-bind-password", options.ldap.bind_password_file,
                       "そのパスワードのファイル（持ち主だけが読めるもの）");
  account->needs(password);
  add("--ldap-dn", options.ldap.dn_pattern,
      "探さずに本人の名前を作る形（uid={login},ou=people,…）。退職は分からない")
      ->excludes(account);
}

void add_ldap_names(CLI::App& app, DirectoryOptions& options) {
  auto* server = app.get_option("--ldap");
  const auto add = [&](const char* name, auto& value, const char* help) {
    return app.add_option(name, value, help)->needs(server);
  };
  add("--ldap-type", options.ldap_kind, "ディレクトリの種類")
      ->check(CLI::IsMember({"generic", "active-directory"}))
      ->capture_default_str();
  add("--ldap-login", options.ldap_login, "ログイン名の属性（uid、sAMAccountName）");
  add("--ldap-id", options.ldap_id, "本人を示す、使い回されない属性（entryUUID、objectGUID）");
  add("--ldap-name", options.ldap_name, "氏名の属性（displayName）");
  add("--ldap-kana", options.ldap_kana, "フリガナの属性");
  add("--ldap-number", options.ldap_number, "職員番号の属性（employeeNumber、employeeID）");
  add("--ldap-group", options.ldap_groups,
      "グループと課の対応（cn=soumu,ou=groups,dc=example,dc=lg,dc=jp=総務課。いくつでも）");
  add("--ldap-group-base", options.ldap.group_base,
      "グループを探す場所（memberOf がないディレクトリで）");
  add("--ldap-link", options.ldap_link_by,
      "初めての人を、組織の人と自動でつなぐ手がかり（nothing、login、number）")
      ->check(CLI::IsMember(link_names))
      ->capture_default_str();
}

void add_provider(CLI::App& app, DirectoryOptions& options) {
  directory::ProviderSettings& provider = options.provider;
  auto* issuer = app.add_option("--oidc-issuer", provider.issuer,
                                "認証サーバ（OpenID Connect）が名乗るアドレス（https://…）");
  const auto add = [&](const char* name, auto& value, const char* help) {
    return app.add_option(name, value, help)->needs(issuer);
  };
  issuer->needs(add("--oidc-client-id", provider.client_id, "認証サーバに登録したmamoriの名前"));
  add("--oidc-client-secret", provider.secret_file,
      "認証サーバと決めた秘密のファイル（持ち主だけが読めるもの）");
  add("--oidc-ca", provider.ca_file, "認証サーバの証明書を確かめるための証明書（PEM）");
  add("--oidc-label", provider.label, "サインインの画面に出す名前（「…でサインインする」）")
      ->capture_default_str();
  add("--oidc-scope", provider.scopes, "認証サーバに求める範囲")->capture_default_str();
  add("--oidc-login", provider.login_claim, "ログイン名の項目")->capture_default_str();
  add("--oidc-kana", provider.kana_claim, "フリガナの項目");
  add("--oidc-number", provider.number_claim, "職員番号の項目");
  add("--oidc-groups", provider.groups_claim, "グループの項目");
  add("--oidc-group", options.provider_groups, "グループと課の対応（/soumu=総務課。いくつでも）");
  add("--oidc-link", options.provider_link_by,
      "初めての人を、組織の人と自動でつなぐ手がかり（nothing、login、number）")
      ->check(CLI::IsMember(link_names))
      ->capture_default_str();
}

directory::LdapAttributes attributes_of(const DirectoryOptions& options) {
  auto names = options.ldap_kind == "active-directory" ? directory::active_directory_attributes()
                                                       : directory::LdapAttributes{};
  const auto take = [](std::string& name, const std::string& told) {
    if (!told.empty()) name = told;
  };
  take(names.login, options.ldap_login);
  take(names.id, options.ldap_id);
  take(names.name, options.ldap_name);
  take(names.kana, options.ldap_kana);
  take(names.number, options.ldap_number);
  return names;
}

}  // namespace

void add_directory_options(CLI::App& app, DirectoryOptions& options) {
  add_ldap_places(app, options);
  add_ldap_names(app, options);
  add_provider(app, options);
}

Result<directory::Ways> ways_of(const DirectoryOptions& options, const std::string& body_url) {
  directory::Ways ways{.ldap_links_by = link_by(options.ldap_link_by),
                       .provider_links_by = link_by(options.provider_link_by)};
  if (!options.ldap.servers.empty()) {
    directory::LdapSettings settings = options.ldap;
    settings.attributes = attributes_of(options);
    settings.groups = groups_of(options.ldap_groups);
    auto made = directory::LdapDirectory::create(std::move(settings));
    if (!made) return fail(made.error());
    ways.ldap = *std::move(made);
  }
  if (!options.provider.issuer.empty()) {
    directory::ProviderSettings settings = options.provider;
    settings.groups = groups_of(options.provider_groups);
    const std::string back = body_url.empty() ? "" : body_url + "/sign-in/provider/back";
    auto made = directory::Provider::create(std::move(settings), back, directory::fetch);
    if (!made) return fail(made.error());
    ways.provider = *std::move(made);
  }
  return ways;
}

}  // namespace mamori::command
