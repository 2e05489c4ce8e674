#include "ledger/handover.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "ledger/checkpoint.h"
#include "ledger/lines.h"

namespace mamori::ledger {
namespace {

constexpr std::string_view form = "mamori-key-rotation/1";

std::unexpected<Error> malformed_handover() {
  return fail(Fault::corrupt, "handover_malformed", "鍵の引継ぎの書き方が正しくありません。");
}

std::string encode(const Handover& handover) {
  return std::string(form) + '\n' + handover.origin + '\n' + std::to_string(handover.number) +
         '\n' + base64(as_text(handover.root_before)) + '\n' + handover.from + '\n' + handover.to +
         '\n';
}

Result<Handover> decode(std::string_view text) {
  std::array<std::string_view, 6> lines;
  std::string_view rest = text;
  for (std::string_view& line : lines) {
    const auto taken = take_line(rest);
    if (!taken) return malformed_handover();
    line = *taken;
  }
  Handover handover{
      .origin = std::string(lines[1]), .from = std::string(lines[4]), .to = std::string(lines[5])};
  std::from_chars(lines[2].data(), lines[2].data() + lines[2].size(), handover.number);
  const auto root = unbase64(lines[3]);
  if (!root || root->size() != handover.root_before.size()) return malformed_handover();
  std::ranges::copy(*root, handover.root_before.begin());
  // One spelling only: what we would have written ourselves.
  if (encode(handover) != text || handover.number == 0 || body_of(handover.origin).empty()) {
    return malformed_handover();
  }
  return handover;
}

bool signed_by(std::string_view statement, const Handover& handover, std::string_view vkey) {
  const auto key = NoteVerifier::parse(vkey);
  return key && key->name() == handover.origin && key->open(statement).has_value();
}

}  // namespace

Result<std::string> sign(const Handover& handover, const NoteSigner& from, const NoteSigner& to) {
  const std::string text = encode(handover);
  Result<std::string> statement = from.sign(text);
  if (!statement) return statement;
  const Result<std::string> second = to.signature_line(text);
  if (!second) return second;
  return *statement + *second;
}

Result<Handover> open_handover(std::string_view statement) {
  const Result<Note> note = parse_note(statement);
  if (!note || note->signatures.size() != 2) return malformed_handover();
  Result<Handover> handover = decode(note->text);
  if (!handover || handover->from == handover->to ||
      !signed_by(statement, *handover, handover->from) ||
      !signed_by(statement, *handover, handover->to)) {
    return malformed_handover();
  }
  return handover;
}

std::string statement_in(const Json& payload) {
  return text_at(payload, "statement");
}

bool KeyChain::add(const Handover& handover) {
  if (!handovers_.empty()) {
    const Handover& last = handovers_.back();
    if (handover.from != last.to || handover.origin != last.origin ||
        handover.number <= last.number) {
      return false;
    }
  }
  handovers_.push_back(handover);
  return true;
}

const std::string& KeyChain::in_force(std::uint64_t size, const std::string& newest) const {
  const auto later = std::ranges::find_if(
      handovers_, [&](const Handover& handover) { return size < handover.number; });
  return later == handovers_.end() ? newest : later->from;
}

bool KeyChain::ends_with(std::string_view vkey) const {
  return handovers_.empty() || handovers_.back().to == vkey;
}

bool KeyChain::holds(std::string_view vkey) const {
  return std::ranges::any_of(handovers_, [&](const Handover& handover) {
    return handover.from == vkey || handover.to == vkey;
  });
}

}  // namespace mamori::ledger
