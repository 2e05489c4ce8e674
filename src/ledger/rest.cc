#include "ledger/rest.h"

#include "base/json.h"
#include "ledger/newest.h"
#include "ledger/record.h"
#include "ledger/stored.h"

namespace mamori::ledger {
namespace {

using store::Connection;

// Earlier rests were erased when the next one was made.
std::optional<Record> newest_rest(Connection& connection, std::uint64_t number) {
  auto rest = newest_of_kind(connection, erasure_subject(number), rest_kind);
  if (!rest || rest->erased) return std::nullopt;
  return rest;
}

}  // namespace

std::optional<Json> payload_or_rest(Connection& connection, const Record& record) {
  if (!record.erased) return record.payload;
  const auto rest = newest_rest(connection, record.number);
  return rest ? std::optional(Json(object_at(rest->payload, "rest"))) : std::nullopt;
}

Result<Receipt> erase_but(Journal& journal, Connection& writer, std::uint64_t number,
                          std::string_view actor, std::string_view reason, const Json& rest) {
  const auto before = newest_rest(writer, number);
  const std::uint64_t erased = before ? before->number : number;
  const auto kind = drop_payload(writer, erased);
  if (!kind) return fail(kind.error());
  journal.record(writer, {std::string(rest_kind), std::string(actor), erasure_subject(number),
                          JsonObject{{"rest", rest}}});
  return journal.record(writer,
                        {std::string(erasure_kind), std::string(actor), erasure_subject(erased),
                         JsonObject{{"reason", reason}, {"act", *kind}, {rest_of_member, number}}});
}

}  // namespace mamori::ledger
