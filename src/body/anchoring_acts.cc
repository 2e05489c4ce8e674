// Acts on the checkpoints that are kept elsewhere.
#include "anchoring/anchoring.h"
#include "base/text.h"
#include "body/acts.h"
#include "ledger/proof.h"

namespace mamori::body {
namespace {

using store::Connection;

constexpr std::size_t place_characters_max = 200;
constexpr std::size_t name_characters_max = 100;

Result<void> check_texts(std::string_view place, std::string_view confirmed_by) {
  Error wrong{Fault::invalid, "input_invalid", "入力に直すところがあります。"};
  const auto check = [&](std::string_view field, std::string_view text, std::size_t length_max) {
    const std::size_t length = code_points(text).size();
    if (length == 0) wrong.fields.push_back({std::string(field), "入力してください。"});
    if (length > length_max) {
      wrong.fields.push_back(
          {std::string(field), std::to_string(length_max) + "文字以内で入力してください。"});
    }
  };
  check("place", place, place_characters_max);
  check("confirmed_by", confirmed_by, name_characters_max);
  if (wrong.fields.empty()) return {};
  return fail(wrong);
}

// Browsers send line ends of forms as CR LF.
std::string with_plain_line_ends(std::string text) {
  std::erase(text, '\r');
  return text;
}

}  // namespace

Result<Done> Acts::keep_printed_checkpoint(std::string_view person_id, const Json& input) {
  const std::string place = trimmed(text_at(input, "place"));
  const std::string confirmed_by = trimmed(text_at(input, "confirmed_by"));
  const std::string note = with_plain_line_ends(text_at(input, "checkpoint"));
  return body_.store().write([&](Connection& connection) -> Result<Done> {
    if (auto allowed = require(connection, person_id, "ledger.keep_checkpoint"); !allowed) {
      return fail(allowed.error());
    }
    if (auto right = check_texts(place, confirmed_by); !right) return fail(right.error());
    if (!ledger::check_continues(connection, note)) {
      return fail(Fault::conflict, "checkpoint_not_ours",
                  "印刷した検証値が、今の記録のものではありません。",
                  "もう一度「紙に控える」を開き、印刷し直してください。");
    }
    auto act = anchoring::act_of(
        {anchoring::Way::print, note, place, {{"confirmed_by", confirmed_by}}}, person_id);
    if (!act) return fail(act.error());
    return record(connection, *std::move(act));
  });
}

}  // namespace mamori::body
