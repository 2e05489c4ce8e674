#include "directory/provider.h"

#include <algorithm>

#include "base/bytes.h"
#include "base/files.h"
#include "base/text.h"

namespace mamori::directory {
namespace {

constexpr std::size_t secret_bytes = 32;
constexpr std::size_t secret_characters = 43;  // of base64url
constexpr std::size_t code_bytes_max = 4096;

std::unexpected<Error> wrong_provider(std::string message, std::string remedy) {
  return fail(Fault::invalid, "provider_settings", std::move(message), std::move(remedy));
}

Result<void> check(const ProviderSettings& settings, const std::string& redirect_uri) {
  if (!is_protected_url(settings.issuer) || settings.issuer.contains('?') ||
      settings.issuer.contains('#')) {
    return wrong_provider("認証サーバのアドレス（--oidc-issuer）を使えません: " + settings.issuer,
                          "https:// で始まる、認証サーバが名乗るとおりのアドレスにしてください。");
  }
  if (settings.client_id.empty()) {
    return wrong_provider("認証サーバでのmamoriの名前（--oidc-client-id）がありません。",
                          "認証サーバに登録した名前を指定してください。");
  }
  if (!is_protected_url(redirect_uri)) {
    return wrong_provider("認証サーバを使うには、--public-url https://… が必要です。",
                          "利用者が開くアドレスを指定してください。");
  }
  const std::string scopes = " " + settings.scopes + " ";
  if (!scopes.contains(" openid ")) {
    return wrong_provider("--oidc-scope に openid がありません: " + settings.scopes,
                          "openid profile のように指定してください。");
  }
  return {};
}

std::vector<std::string> texts_at(const JsonObject& claims, std::string_view name) {
  const Json* value = name.empty() ? nullptr : claims.if_contains(name);
  if (value && value->is_string()) return {std::string(value->get_string())};
  std::vector<std::string> texts;
  if (!value || !value->is_array()) return texts;
  for (const Json& one : value->get_array()) {
    if (one.is_string()) texts.emplace_back(one.get_string());
  }
  return texts;
}

bool supports(const Json& metadata, std::string_view list, std::string_view value) {
  const JsonArray& values = array_at(metadata, list);
  return std::ranges::find(values, Json(value)) != values.end();
}

}  // namespace

Flow Flow::begin() {
  return Flow(base64url(random_bytes(secret_bytes)));
}

std::optional<Flow> Flow::resume(std::string_view secret) {
  if (secret.size() != secret_characters || !unbase64url(secret)) return {};
  return Flow(std::string(secret));
}

std::string Flow::derived(std::string_view what) const {
  return base64url(as_text(hmac_sha256(secret_, "mamori oidc " + std::string(what))));
}

std::string Flow::challenge() const {
  return base64url(as_text(sha256(verifier())));
}

Provider::Provider(ProviderSettings settings, std::string secret, std::string redirect_uri,
                   Fetch fetch)
    : settings_(std::move(settings)),
      secret_(std::move(secret)),
      redirect_uri_(std::move(redirect_uri)),
      fetch_(std::move(fetch)) {}

Result<std::unique_ptr<Provider>> Provider::create(ProviderSettings settings,
                                                   std::string redirect_uri, Fetch fetch) {
  if (auto right = check(settings, redirect_uri); !right) return fail(right.error());
  std::string secret;
  if (!settings.secret_file.empty()) {
    auto read = read_small(settings.secret_file, true);
    if (!read) return fail(read.error());
    secret = trimmed(*read);
  }
  return std::unique_ptr<Provider>(new Provider(std::move(settings), std::move(secret),
                                                std::move(redirect_uri), std::move(fetch)));
}

Result<std::string> Provider::ask(const Asking& asking) const {
  if (!turns_.try_acquire_for(turn_comes_within)) {
    return fail(Fault::unavailable, "provider_busy", "認証サーバの返事を待っています。",
                "少し待ってから、もう一度サインインしてください。");
  }
  auto answer = fetch_(asking);
  turns_.release();
  return answer;
}

Result<Provider::Metadata> Provider::read_metadata(std::string_view json) const {
  const auto wrong = [](std::string_view why) {
    return fail(Fault::unavailable, "provider_metadata",
                "認証サーバの案内（openid-configuration）を使えません。",
                "mamori管理者に連絡してください。（" + std::string(why) + "）");
  };
  const auto all = parse_json(json, answer_bytes_max);
  if (!all) return wrong("JSON");
  if (text_at(*all, "issuer") != settings_.issuer) return wrong("issuer");
  Metadata metadata{
      .authorization = text_at(*all, "authorization_endpoint"),
      .token = text_at(*all, "token_endpoint"),
      .keys = text_at(*all, "jwks_uri"),
      .end_session = text_at(*all, "end_session_endpoint"),
      .secret_in_form =
          supports(*all, "token_endpoint_auth_methods_supported", "client_secret_post") &&
          !supports(*all, "token_endpoint_auth_methods_supported", "client_secret_basic"),
      .says_issuer = flag_at(*all, "authorization_response_iss_parameter_supported")};
  for (const std::string& url : {metadata.authorization, metadata.token, metadata.keys}) {
    if (!is_protected_url(url)) return wrong("endpoints");
  }
  if (!is_protected_url(metadata.end_session)) metadata.end_session.clear();
  return metadata;
}

Result<Provider::Metadata> Provider::metadata(Instant now) {
  {
    const std::lock_guard lock(mutex_);
    if (metadata_ && now < metadata_->since + kept_for) return metadata_->value;
  }
  std::string url = settings_.issuer;
  if (url.ends_with('/')) url.pop_back();
  const auto json =
      ask({.url = url + "/.well-known/openid-configuration", .ca_file = settings_.ca_file});
  if (!json) return fail(json.error());
  auto read = read_metadata(*json);
  if (!read) return read;
  const std::lock_guard lock(mutex_);
  metadata_ = {*read, now};
  return read;
}

// The provider's keys as fetched after `not_before`.
Result<std::vector<PublicKey>> Provider::keys(Instant now, Instant not_before) {
  {
    const std::lock_guard lock(mutex_);
    if (keys_ && keys_->since > not_before) return keys_->value;
  }
  const auto known = metadata(now);
  if (!known) return fail(known.error());
  const auto json = ask({.url = known->keys, .ca_file = settings_.ca_file});
  if (!json) return fail(json.error());
  auto read = read_keys(*json);
  if (!read) return read;
  const std::lock_guard lock(mutex_);
  keys_ = {*read, now};
  return read;
}

Result<void> Provider::check_signed(const Token& token, Instant now) {
  const auto known = keys(now, now - kept_for);
  if (!known) return fail(known.error());
  auto right = check_signature(token, *known);
  if (right || right.error().code != "token_key_unknown") return right;
  const auto newest = keys(now, now - keys_again_after);
  return newest ? check_signature(token, *newest) : fail(newest.error());
}

Result<std::string> Provider::authorization_url(const Flow& flow, Instant now, Ask ask) {
  const auto known = metadata(now);
  if (!known) return fail(known.error());
  Parameters parameters{{"response_type", "code"},
                        {"client_id", settings_.client_id},
                        {"redirect_uri", redirect_uri_},
                        {"scope", settings_.scopes},
                        {"state", flow.state()},
                        {"nonce", flow.nonce()},
                        {"code_challenge", flow.challenge()},
                        {"code_challenge_method", "S256"}};
  if (ask == Ask::anew) {  // OpenID Connect Core §3.1.2.1
    parameters.emplace_back("prompt", "login");
    parameters.emplace_back("max_age", "0");
  }
  const char* join = known->authorization.contains('?') ? "&" : "?";
  return known->authorization + join + form_encoded(parameters);
}

Result<void> Provider::check_callback(const Flow& flow, const Callback& callback,
                                      const Metadata& metadata) const {
  const bool right_issuer =
      callback.issuer ? *callback.issuer == settings_.issuer : !metadata.says_issuer;
  if (!same_secret(callback.state, flow.state()) || !right_issuer) {
    return fail(Fault::unauthenticated, "sign_in_state", "このサインインは続けられません。",
                "サインインの画面から、もう一度始めてください。");
  }
  if (!callback.error.empty() || callback.code.empty() || callback.code.size() > code_bytes_max) {
    return fail(Fault::unauthenticated, "provider_denied",
                "認証サーバでのサインインが終わっていません。",
                "サインインの画面から、もう一度始めてください。");
  }
  return {};
}

// The ID token for the code.
Result<std::string> Provider::redeem(const Flow& flow, const std::string& code,
                                     const Metadata& metadata) {
  Asking asking{.url = metadata.token,
                .ca_file = settings_.ca_file,
                .form = Parameters{{"grant_type", "authorization_code"},
                                   {"code", code},
                                   {"redirect_uri", redirect_uri_},
                                   {"code_verifier", flow.verifier()}}};
  if (secret_.empty() || metadata.secret_in_form) {
    asking.form->emplace_back("client_id", settings_.client_id);
    if (!secret_.empty()) asking.form->emplace_back("client_secret", secret_);
  } else {
    asking.user = settings_.client_id;
    asking.password = secret_;
  }
  const auto json = ask(asking);
  if (!json) return fail(json.error());
  const auto answer = parse_json(*json, answer_bytes_max);
  return answer ? text_at(*answer, "id_token") : std::string();
}

Result<Vouched> Provider::complete(const Flow& flow, const Callback& callback, Instant now) {
  const auto known = metadata(now);
  if (!known) return fail(known.error());
  if (auto right = check_callback(flow, callback, *known); !right) return fail(right.error());
  const auto compact = redeem(flow, callback.code, *known);
  if (!compact) return fail(compact.error());
  const auto token = parse_token(*compact);
  if (!token) return fail(token.error());
  if (auto right = check_signed(*token, now); !right) return fail(right.error());
  const Expected expected{settings_.issuer, settings_.client_id, flow.nonce()};
  if (auto right = check_claims(token->claims, expected, now); !right) return fail(right.error());
  return vouched_of(token->claims);
}

Result<std::string> Provider::signed_out(std::string_view logout_token, Instant now) {
  const auto token = parse_token(logout_token, Purpose::logout);
  if (!token) return fail(token.error());
  if (auto right = check_signed(*token, now); !right) return fail(right.error());
  const Expected expected{settings_.issuer, settings_.client_id, {}};
  auto right = check_logout_claims(token->claims, expected, now);
  if (!right) return fail(right.error());
  return text_at(Json(token->claims), "sub");
}

Vouched Provider::vouched_of(const JsonObject& claims) const {
  const auto text = [&](std::string_view claim) {
    const auto texts = texts_at(claims, claim);
    return texts.empty() ? std::string() : nfc(texts.front());
  };
  Vouched vouched{.source = settings_.issuer,
                  .subject = text("sub"),
                  .login = text(settings_.login_claim),
                  .name = text("name"),
                  .kana = text(settings_.kana_claim),
                  .number = text(settings_.number_claim),
                  .sections = {}};
  const auto groups = texts_at(claims, settings_.groups_claim);
  for (const auto& [group, section] : settings_.groups) {
    if (std::ranges::find(groups, group) != groups.end()) vouched.sections.push_back(section);
  }
  const auto methods = texts_at(claims, "amr");  // RFC 8176
  vouched.two_factors = std::ranges::find(methods, "mfa") != methods.end();
  const auto asked = integer_at(Json(claims), "auth_time");
  if (asked > 0) vouched.asked_at = Instant{std::chrono::seconds{asked}};
  return vouched;
}

Result<std::string> Provider::logout_url(std::string_view come_back_to, Instant now) {
  const auto known = metadata(now);
  if (!known) return fail(known.error());
  if (known->end_session.empty()) return std::string();
  const char* join = known->end_session.contains('?') ? "&" : "?";
  return known->end_session + join +
         form_encoded({{"client_id", settings_.client_id},
                       {"post_logout_redirect_uri", std::string(come_back_to)}});
}

}  // namespace mamori::directory
