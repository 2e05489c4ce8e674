#include "duties/tally.h"

namespace mamori::duties {

using regulation::NodeKind;

bool asks_nothing(NodeKind kind) {
  return kind == NodeKind::supplementary || kind == NodeKind::appendix ||
         kind == NodeKind::preamble || kind == NodeKind::contents || kind == NodeKind::table ||
         kind == NodeKind::text;
}

Tally tally_of(const Posture& posture, const regulation::Document& document) {
  Tally sum;
  for (const regulation::Node& node : document.nodes) {
    if (asks_nothing(node.kind)) continue;
    for (const auto& [state, count] : posture.tally(node)) sum[state] += count;
  }
  return sum;
}

}  // namespace mamori::duties
