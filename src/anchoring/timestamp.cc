#include "anchoring/timestamp.h"

#include <memory>
#include <openssl/err.h>
#include <openssl/ts.h>
#include <openssl/x509.h>

#include "base/bytes.h"

namespace mamori::anchoring {
namespace {

template <class T, void (*release)(T*)>
struct Release {
  void operator()(T* object) const { release(object); }
};
template <class T, void (*release)(T*)>
using Owned = std::unique_ptr<T, Release<T, release>>;

using Request = Owned<TS_REQ, TS_REQ_free>;
using Response = Owned<TS_RESP, TS_RESP_free>;
using Imprint = Owned<TS_MSG_IMPRINT, TS_MSG_IMPRINT_free>;
using Algorithm = Owned<X509_ALGOR, X509_ALGOR_free>;
using Nonce = Owned<ASN1_INTEGER, ASN1_INTEGER_free>;
using Store = Owned<X509_STORE, X509_STORE_free>;
using Check = Owned<TS_VERIFY_CTX, TS_VERIFY_CTX_free>;

void require(bool held) {
  if (!held) throw std::bad_alloc();  // OpenSSL fails here for want of memory only
}

std::unexpected<Error> wrong(std::string_view what) {
  std::string why(what);
  if (const unsigned long code = ERR_get_error(); code != 0) {
    why += std::string("、") + ERR_reason_error_string(code);
  }
  ERR_clear_error();
  return fail(Fault::corrupt, "timestamp_wrong", "タイムスタンプを確かめられませんでした。",
              "タイムスタンプ局のアドレスと、証明書のファイルを確かめてください。（" + why + "）");
}

Result<Response> read_answer(std::string_view answer) {
  const unsigned char* at = raw(answer);
  Response response(d2i_TS_RESP(nullptr, &at, static_cast<long>(answer.size())));
  if (!response || at != raw(answer) + answer.size()) return wrong("応答が読めません");
  const long status =
      ASN1_INTEGER_get(TS_STATUS_INFO_get0_status(TS_RESP_get_status_info(response.get())));
  if (status == TS_STATUS_GRANTED || status == TS_STATUS_GRANTED_WITH_MODS) return response;
  return fail(
      Fault::unavailable, "timestamp_refused",
      "タイムスタンプ局が、タイムスタンプを出しませんでした。",
      "タイムスタンプ局に、利用の条件を確かめてください。（状態" + std::to_string(status) + "）");
}

Result<Check> new_check(TS_REQ* request, const std::filesystem::path& ca_file) {
  Store store(X509_STORE_new());
  require(store != nullptr);
  if (X509_STORE_load_file(store.get(), ca_file.c_str()) != 1) {
    ERR_clear_error();
    return fail(Fault::unavailable, "certificates_unreadable",
                "タイムスタンプ局の証明書のファイルを読めません: " + ca_file.string(),
                "PEM形式のファイルを --tsa-ca に指定してください。");
  }
  Check check(TS_REQ_to_TS_VERIFY_CTX(request, nullptr));
  require(check != nullptr);
  TS_VERIFY_CTX_add_flags(check.get(), TS_VFY_SIGNATURE);
  TS_VERIFY_CTX_set_store(check.get(), store.release());
  return check;
}

}  // namespace

std::string timestamp_query(std::string_view data) {
  const Digest digest = sha256(data);
  const std::string chance = random_bytes(8);
  const Request request(TS_REQ_new());
  const Imprint imprint(TS_MSG_IMPRINT_new());
  const Algorithm algorithm(X509_ALGOR_new());
  const Nonce nonce(ASN1_INTEGER_new());
  require(request && imprint && algorithm && nonce);
  std::uint64_t number = 0;
  for (const char byte : chance) number = number << 8 | static_cast<unsigned char>(byte);
  require(X509_ALGOR_set0(algorithm.get(), OBJ_nid2obj(NID_sha256), V_ASN1_NULL, nullptr) == 1 &&
          TS_MSG_IMPRINT_set_algo(imprint.get(), algorithm.get()) == 1 &&
          TS_MSG_IMPRINT_set_msg(imprint.get(), const_cast<unsigned char*>(digest.data()),
                                 static_cast<int>(digest.size())) == 1 &&
          ASN1_INTEGER_set_uint64(nonce.get(), number) == 1 &&
          TS_REQ_set_version(request.get(), 1) == 1 &&
          TS_REQ_set_msg_imprint(request.get(), imprint.get()) == 1 &&
          TS_REQ_set_nonce(request.get(), nonce.get()) == 1 &&
          TS_REQ_set_cert_req(request.get(), 1) == 1);
  unsigned char* der = nullptr;
  const int length = i2d_TS_REQ(request.get(), &der);
  require(length > 0);
  std::string bytes(reinterpret_cast<char*>(der), static_cast<std::size_t>(length));
  OPENSSL_free(der);
  return bytes;
}

Result<Instant> verify_timestamp(std::string_view query, std::string_view answer,
                                 const std::filesystem::path& ca_file) {
  const unsigned char* at = raw(query);
  const Request request(d2i_TS_REQ(nullptr, &at, static_cast<long>(query.size())));
  if (!request) return wrong("要求が読めません");
  const auto response = read_answer(answer);
  if (!response) return fail(response.error());
  const auto check = new_check(request.get(), ca_file);
  if (!check) return fail(check.error());
  if (TS_RESP_verify_response(check->get(), response->get()) != 1) {
    return wrong("署名か内容が合いません");
  }
  const TS_TST_INFO* info = TS_RESP_get_tst_info(response->get());
  std::tm time{};
  if (!info || ASN1_TIME_to_tm(TS_TST_INFO_get_time(info), &time) != 1) {
    return wrong("時刻が読めません");
  }
  return Instant{std::chrono::seconds{timegm(&time)}};
}

}  // namespace mamori::anchoring
