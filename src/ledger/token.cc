#include "ledger/token.h"

#include <algorithm>
#include <array>
#include <dlfcn.h>
#include <fstream>
#include <mutex>
#include <openssl/crypto.h>
#include <optional>
#include <p11-kit/pkcs11.h>
#include <sys/stat.h>
#include <unistd.h>
#include <vector>

#include "base/text.h"

namespace mamori::ledger {
namespace {

constexpr std::string_view scheme = "pkcs11:";
constexpr std::size_t key_bytes = 32;
constexpr std::size_t signature_bytes = 64;
constexpr std::size_t pin_bytes_max = 256;
// The curve as PrintableString "edwards25519" in DER, which tokens of PKCS #11 3.0 take.
constexpr std::array<unsigned char, 14> curve = {0x13, 0x0c, 'e', 'd', 'w', 'a', 'r',
                                                 'd',  's',  '2', '5', '5', '1', '9'};

std::unexpected<Error> unavailable(std::string_view what, CK_RV code = CKR_OK) {
  std::string why(what);
  if (code != CKR_OK) why += "、" + std::to_string(code);
  return fail(
      Fault::unavailable, "token_unavailable", "鍵の装置（トークン）を使えません。",
      "装置がつながっているか、ライブラリーとPINが正しいかを確かめてください。（" + why + "）");
}

std::unexpected<Error> malformed_uri() {
  return fail(Fault::invalid, "token_uri_malformed", "鍵の装置の指定が正しくありません。",
              "pkcs11:token=名前;object=名前?module-path=ライブラリー&pin-source=file:PINのファイル"
              " の形で書いてください。");
}

struct Place {
  std::string token;
  std::string object;
  std::string module;
  std::string pin_file;
};

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

std::optional<std::string> percent_decoded(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] != '%') {
      out += text[at];
      continue;
    }
    if (at + 2 >= text.size()) return std::nullopt;
    const int high = hex_digit(text[at + 1]);
    const int low = hex_digit(text[at + 2]);
    if (high < 0 || low < 0) return std::nullopt;
    out += static_cast<char>(high * 16 + low);
    at += 2;
  }
  return out;
}

// Takes `name=value` up to the next `end` off the front; nothing when another name stands there.
std::optional<std::string> take(std::string_view& rest, std::string_view name, char end) {
  if (!rest.starts_with(name)) return std::nullopt;
  rest.remove_prefix(name.size());
  const std::size_t length = std::min(rest.find(end), rest.size());
  auto value = percent_decoded(rest.substr(0, length));
  rest.remove_prefix(std::min(length + 1, rest.size()));
  return value && !value->empty() ? value : std::nullopt;
}

Result<Place> parse_uri(std::string_view uri) {
  if (!is_token_uri(uri)) return malformed_uri();
  std::string_view rest = uri.substr(scheme.size());
  auto token = take(rest, "token=", ';');
  auto object = take(rest, "object=", '?');
  auto module = take(rest, "module-path=", '&');
  auto pin_file = take(rest, "pin-source=file:", '\0');
  if (!token || !object || !module || !pin_file || !rest.empty()) return malformed_uri();
  return Place{*std::move(token), *std::move(object), *std::move(module), *std::move(pin_file)};
}

Result<std::string> read_pin(const std::string& file) {
  struct stat status{};
  std::ifstream in(file, std::ios::binary);
  const bool own = ::stat(file.c_str(), &status) == 0 && S_ISREG(status.st_mode) &&
                   (status.st_mode & 077) == 0 && status.st_uid == ::geteuid();
  if (!in || !own) {
    return fail(Fault::forbidden, "pin_unreadable",
                "PINのファイルを読めないか、持ち主以外も読めます: " + file,
                "chmod 600 で持ち主だけが読めるようにしてください。");
  }
  std::string text(pin_bytes_max, '\0');
  in.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(in.gcount()));
  return trimmed(text);
}

CK_ATTRIBUTE attribute(CK_ATTRIBUTE_TYPE type, const void* value, std::size_t size) {
  return {type, const_cast<void*>(value), size};
}

// A library, initialised once a program and never unloaded: other keys may use it.
Result<CK_FUNCTION_LIST*> load_module(const std::string& path) {
  void* library = ::dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (!library) return unavailable(::dlerror());
  const auto get_list =
      reinterpret_cast<CK_C_GetFunctionList>(::dlsym(library, "C_GetFunctionList"));
  CK_FUNCTION_LIST* functions = nullptr;
  if (!get_list || get_list(&functions) != CKR_OK || !functions) {
    return unavailable("C_GetFunctionList");
  }
  CK_C_INITIALIZE_ARGS arguments{};
  arguments.flags = CKF_OS_LOCKING_OK;
  const CK_RV code = functions->C_Initialize(&arguments);
  if (code != CKR_OK && code != CKR_CRYPTOKI_ALREADY_INITIALIZED) {
    return unavailable("C_Initialize", code);
  }
  return functions;
}

// The slot whose token carries that label (32 characters, padded with blanks).
Result<CK_SLOT_ID> find_slot(CK_FUNCTION_LIST& functions, std::string_view label) {
  CK_ULONG count = 0;
  functions.C_GetSlotList(CK_TRUE, nullptr, &count);
  std::vector<CK_SLOT_ID> slots(count);
  if (functions.C_GetSlotList(CK_TRUE, slots.data(), &count) != CKR_OK) {
    return unavailable("C_GetSlotList");
  }
  slots.resize(count);
  for (const CK_SLOT_ID slot : slots) {
    CK_TOKEN_INFO info{};
    if (functions.C_GetTokenInfo(slot, &info) != CKR_OK) continue;
    std::string_view found(reinterpret_cast<const char*>(info.label), sizeof info.label);
    while (found.ends_with(' ')) found.remove_suffix(1);
    if (found == label) return slot;
  }
  return unavailable("トークン「" + std::string(label) + "」がありません");
}

class TokenKey final : public SigningKey {
 public:
  TokenKey(Place place, CK_FUNCTION_LIST& functions)
      : place_(std::move(place)), functions_(functions) {}
  ~TokenKey() override { close(); }
  TokenKey(const TokenKey&) = delete;
  TokenKey& operator=(const TokenKey&) = delete;

  Result<void> open() const;
  Result<void> make() const;
  Result<void> find();

  const std::string& public_key() const override { return public_key_; }
  Result<std::string> sign(std::string_view message) const override;

 private:
  void close() const {
    if (session_ != CK_INVALID_HANDLE) functions_.C_CloseSession(session_);
    session_ = CK_INVALID_HANDLE;
  }
  CK_OBJECT_HANDLE find_object(CK_OBJECT_CLASS kind) const;
  std::optional<std::string> try_sign(std::string_view message) const;

  const Place place_;
  CK_FUNCTION_LIST& functions_;
  std::string public_key_;

  mutable std::mutex mutex_;
  mutable CK_SESSION_HANDLE session_ = CK_INVALID_HANDLE;
  mutable CK_OBJECT_HANDLE private_key_ = CK_INVALID_HANDLE;
};

Result<void> TokenKey::open() const {
  close();
  const auto slot = find_slot(functions_, place_.token);
  if (!slot) return fail(slot.error());
  auto pin = read_pin(place_.pin_file);
  if (!pin) return fail(pin.error());
  const CK_RV opened = functions_.C_OpenSession(*slot, CKF_SERIAL_SESSION | CKF_RW_SESSION, nullptr,
                                                nullptr, &session_);
  if (opened != CKR_OK) return unavailable("C_OpenSession", opened);
  const CK_RV signed_in = functions_.C_Login(
      session_, CKU_USER, reinterpret_cast<unsigned char*>(pin->data()), pin->size());
  OPENSSL_cleanse(pin->data(), pin->size());
  if (signed_in != CKR_OK && signed_in != CKR_USER_ALREADY_LOGGED_IN) {
    return unavailable("C_Login", signed_in);
  }
  private_key_ = find_object(CKO_PRIVATE_KEY);
  return {};
}

CK_OBJECT_HANDLE TokenKey::find_object(CK_OBJECT_CLASS kind) const {
  const CK_KEY_TYPE type = CKK_EC_EDWARDS;
  std::array wanted{attribute(CKA_CLASS, &kind, sizeof kind),
                    attribute(CKA_KEY_TYPE, &type, sizeof type),
                    attribute(CKA_LABEL, place_.object.data(), place_.object.size())};
  CK_OBJECT_HANDLE object = CK_INVALID_HANDLE;
  CK_ULONG count = 0;
  if (functions_.C_FindObjectsInit(session_, wanted.data(), wanted.size()) != CKR_OK) return object;
  functions_.C_FindObjects(session_, &object, 1, &count);
  functions_.C_FindObjectsFinal(session_);
  return count == 1 ? object : CK_INVALID_HANDLE;
}

Result<void> TokenKey::make() const {
  if (private_key_ != CK_INVALID_HANDLE) {
    return fail(Fault::conflict, "token_key_exists",
                "装置の中に、その名前の鍵が既にあります: " + place_.object,
                "別の名前（object=）を指定してください。");
  }
  const CK_BBOOL yes = CK_TRUE;
  const CK_BBOOL no = CK_FALSE;
  const auto label = attribute(CKA_LABEL, place_.object.data(), place_.object.size());
  std::array public_half{attribute(CKA_EC_PARAMS, curve.data(), curve.size()),
                         attribute(CKA_TOKEN, &yes, sizeof yes),
                         attribute(CKA_VERIFY, &yes, sizeof yes), label};
  std::array private_half{
      attribute(CKA_TOKEN, &yes, sizeof yes),     attribute(CKA_PRIVATE, &yes, sizeof yes),
      attribute(CKA_SENSITIVE, &yes, sizeof yes), attribute(CKA_EXTRACTABLE, &no, sizeof no),
      attribute(CKA_SIGN, &yes, sizeof yes),      label};
  CK_MECHANISM mechanism{CKM_EC_EDWARDS_KEY_PAIR_GEN, nullptr, 0};
  CK_OBJECT_HANDLE made_public = CK_INVALID_HANDLE;
  const CK_RV code = functions_.C_GenerateKeyPair(session_, &mechanism, public_half.data(),
                                                  public_half.size(), private_half.data(),
                                                  private_half.size(), &made_public, &private_key_);
  if (code != CKR_OK) return unavailable("C_GenerateKeyPair", code);
  return {};
}

// The public half is an OCTET STRING in DER (04 20, 32 bytes); some tokens leave the frame out.
Result<void> TokenKey::find() {
  const CK_OBJECT_HANDLE object = find_object(CKO_PUBLIC_KEY);
  std::string point(2 + key_bytes, '\0');
  CK_ATTRIBUTE wanted = attribute(CKA_EC_POINT, point.data(), point.size());
  const bool found = private_key_ != CK_INVALID_HANDLE && object != CK_INVALID_HANDLE &&
                     functions_.C_GetAttributeValue(session_, object, &wanted, 1) == CKR_OK;
  if (found) point.resize(wanted.ulValueLen);
  if (point.size() == 2 + key_bytes && point.starts_with("\x04\x20")) point.erase(0, 2);
  if (!found || point.size() != key_bytes) {
    return fail(Fault::not_found, "token_key_missing",
                "装置の中に、その名前のEd25519の鍵がありません: " + place_.object,
                "mamori rotate-key --to で、装置の中に鍵を作ってください。");
  }
  public_key_ = std::move(point);
  return {};
}

std::optional<std::string> TokenKey::try_sign(std::string_view message) const {
  CK_MECHANISM mechanism{CKM_EDDSA, nullptr, 0};
  if (functions_.C_SignInit(session_, &mechanism, private_key_) != CKR_OK) return std::nullopt;
  std::string text(message);
  std::string signature(signature_bytes, '\0');
  CK_ULONG length = signature.size();
  const CK_RV code =
      functions_.C_Sign(session_, reinterpret_cast<unsigned char*>(text.data()), text.size(),
                        reinterpret_cast<unsigned char*>(signature.data()), &length);
  if (code != CKR_OK || length != signature_bytes) return std::nullopt;
  return signature;
}

Result<std::string> TokenKey::sign(std::string_view message) const {
  const std::lock_guard lock(mutex_);
  if (auto signature = try_sign(message)) return *std::move(signature);
  // The token may have been taken out and put back: a new session finds it.
  if (auto opened = open(); !opened) return fail(opened.error());
  if (auto signature = try_sign(message)) return *std::move(signature);
  return unavailable("C_Sign");
}

Result<std::shared_ptr<const SigningKey>> opened(std::string_view uri, bool make) {
  auto place = parse_uri(uri);
  if (!place) return fail(place.error());
  const auto functions = load_module(place->module);
  if (!functions) return fail(functions.error());
  const auto key = std::make_shared<TokenKey>(*std::move(place), **functions);
  if (auto open = key->open(); !open) return fail(open.error());
  if (make) {
    if (auto made = key->make(); !made) return fail(made.error());
  }
  if (auto found = key->find(); !found) return fail(found.error());
  return std::shared_ptr<const SigningKey>(key);
}

}  // namespace

bool is_token_uri(std::string_view text) {
  return text.starts_with(scheme);
}

Result<std::shared_ptr<const SigningKey>> open_token_key(std::string_view uri) {
  return opened(uri, false);
}

Result<std::shared_ptr<const SigningKey>> make_token_key(std::string_view uri) {
  return opened(uri, true);
}

}  // namespace mamori::ledger
