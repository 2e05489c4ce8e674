// An OpenID Connect provider: signing in with the authorization code flow and PKCE (OpenID Connect
// Core §3.1, RFC 7636 with S256, RFC 9207, RFC 9700).
//
// What the provider publishes about itself and its keys is kept for an hour; a token that names a
// key not among them has them fetched anew, but not more often than every ten seconds. Safe from
// any thread. Every function may ask the provider and so block for seconds, a few threads at a
// time.
#pragma once

#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <semaphore>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "directory/fetch.h"
#include "directory/id_token.h"
#include "directory/keys.h"
#include "directory/vouched.h"

namespace mamori::directory {

struct ProviderSettings {
  std::string issuer;  // https://id.example.lg.jp/realms/yakuba, as the provider spells it
  std::string client_id;
  std::filesystem::path secret_file;  // its owner's only; empty: a client without a secret
  std::filesystem::path ca_file;      // PEM; empty: those of the system
  std::string label = "認証サーバ";   // what staff call it: 「…でサインインする」
  std::string scopes = "openid profile";
  // The claims that hold these; empty: none does.
  std::string login_claim = "preferred_username";
  std::string kana_claim = {};
  std::string number_claim = {};
  std::string groups_claim = {};
  std::vector<std::pair<std::string, std::string>> groups;  // and the sections they stand for
};

// One sign-in on its way. All of it is made from one secret, which only the browser keeps.
class Flow {
 public:
  static Flow begin();
  static std::optional<Flow> resume(std::string_view secret);

  const std::string& secret() const { return secret_; }
  std::string state() const { return derived("state"); }
  std::string nonce() const { return derived("nonce"); }
  std::string verifier() const { return derived("verifier"); }
  std::string challenge() const;  // S256 of the verifier

 private:
  explicit Flow(std::string secret) : secret_(std::move(secret)) {}
  std::string derived(std::string_view what) const;

  std::string secret_;  // 256 bits in base64url
};

// What the browser brings back from the provider.
struct Callback {
  std::string state;
  std::string code;
  std::string error;
  std::optional<std::string> issuer;  // "iss"
};

// Whether the provider may take somebody it knows already, or must ask them again.
enum class Ask { when_needed, anew };

class Provider {
 public:
  static constexpr std::chrono::hours kept_for{1};
  static constexpr std::chrono::seconds keys_again_after{10};
  static constexpr std::ptrdiff_t turns = 4;

  // `redirect_uri` is where the provider sends browsers back to; registered there. Checks the
  // settings without asking anybody: "provider_settings", "file_unreadable", "file_exposed".
  static Result<std::unique_ptr<Provider>> create(ProviderSettings settings,
                                                  std::string redirect_uri, Fetch fetch);

  const ProviderSettings& settings() const { return settings_; }

  // Where to send the browser. Fails with "provider_unavailable", "provider_busy" or
  // "provider_metadata".
  Result<std::string> authorization_url(const Flow& flow, Instant now, Ask ask = Ask::when_needed);
  // Fails with "sign_in_state" (not the browser that began), "provider_denied" (the person or the
  // provider broke off), as check_signature() and check_claims() say, and as fetch() does.
  Result<Vouched> complete(const Flow& flow, const Callback& callback, Instant now);
  // Who has signed out there, as a logout token says: its subject. Fails as check_signature() and
  // check_logout_claims() say, and as fetch() does.
  Result<std::string> signed_out(std::string_view logout_token, Instant now);
  // Where to end the session at the provider; "" when it has no such place.
  Result<std::string> logout_url(std::string_view come_back_to, Instant now);

 private:
  struct Metadata {
    std::string authorization;
    std::string token;
    std::string keys;
    std::string end_session;
    bool secret_in_form = false;
    bool says_issuer = false;
  };
  template <class T>
  struct Kept {
    T value;
    Instant since;
  };

  Provider(ProviderSettings settings, std::string secret, std::string redirect_uri, Fetch fetch);
  Result<Metadata> metadata(Instant now);
  Result<Metadata> read_metadata(std::string_view json) const;
  Result<std::vector<PublicKey>> keys(Instant now, Instant not_before);
  Result<void> check_callback(const Flow& flow, const Callback& callback,
                              const Metadata& metadata) const;
  Result<std::string> redeem(const Flow& flow, const std::string& code, const Metadata& metadata);
  Result<void> check_signed(const Token& token, Instant now);
  Vouched vouched_of(const JsonObject& claims) const;
  Result<std::string> ask(const Asking& asking) const;

  const ProviderSettings settings_;
  const std::string secret_;
  const std::string redirect_uri_;
  const Fetch fetch_;
  mutable std::counting_semaphore<> turns_{turns};
  std::mutex mutex_;  // of what is kept; never held while asking
  std::optional<Kept<Metadata>> metadata_;
  std::optional<Kept<std::vector<PublicKey>>> keys_;
};

}  // namespace mamori::directory
