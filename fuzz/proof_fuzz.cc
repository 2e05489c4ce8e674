// What goes from hand to hand, a proof or a statement of handover, may hold anything: it is checked
// without harm, and the verdict says why.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "ledger/handover.h"
#include "ledger/proof.h"

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace mamori::ledger;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const ProofReport report = verify_proof(bytes);
  require(report.ok == report.code.empty());
  require(report.ok || (!report.message_ja.empty() && !report.message_en.empty()));
  require(!report.ok || report.number || report.old_size);
  require(!report.key_pinned);  // nothing was pinned
  if (const auto handover = open_handover(bytes)) {
    require(!handover->origin.empty() && handover->from != handover->to);
    require(bytes.contains(handover->origin));
  }
  return 0;
}
