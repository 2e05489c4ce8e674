#include "web/regulation_document.h"

#include <charconv>

#include "web/regulation_blocks.h"

namespace mamori::web {
namespace {

constexpr int fair_permille_min = 600;

}  // namespace

std::unexpected<Error> no_such_in_regulation(std::string what) {
  return fail(Fault::not_found, "not_found", std::move(what) + "は見つかりません。",
              "規程の一覧から開き直してください。");
}

Result<OpenedDocument> open_document(const Visit& visit, store::Connection& connection) {
  const std::string asked = visit.capture("document");
  std::size_t number = 0;
  const auto [end, error] = std::from_chars(asked.data(), asked.data() + asked.size(), number);
  const auto texts = visit.services.body.texts(connection);
  const bool whole = error == std::errc{} && end == asked.data() + asked.size();
  if (!whole || number == 0 || number > texts.size()) return no_such_in_regulation("その規程");
  return OpenedDocument{static_cast<int>(number), texts[number - 1]};
}

std::string document_href(const Visit& visit, int number) {
  return visit.base() + "/regulations/" + std::to_string(number);
}

std::string version_label(std::int64_t version) {
  return "第" + std::to_string(version) + "版";
}

JsonObject document_part(const Visit& visit, const OpenedDocument& opened) {
  const body::Text& text = *opened.text;
  return {{"id", std::to_string(opened.number)},
          {"title", text.document.title},
          {"href", document_href(visit, opened.number)},
          {"number", text_or_null(text.document.number)},
          {"version", version_label(text.adopted.version)}};
}

std::string title_line(const regulation::Node& node) {
  return shown_label(node) + (node.caption.empty() ? "" : " " + node.caption);
}

std::string_view standing_code(const catalogue::Confirmation* confirmation) {
  if (!confirmation) return "open";
  if (confirmation->needs_review) return "review";
  return confirmation->controls.empty() ? "none" : "confirmed";
}

Json standing_part(std::string_view code) {
  std::string_view label = "提案";
  if (code == "confirmed") label = "確認済み";
  if (code == "none") label = "該当なし";
  if (code == "empty") label = "提案なし";
  if (code == "review") label = "要再確認";
  return JsonObject{{"code", code}, {"label", label}};
}

Json confidence_part(int permille) {
  const bool sure = permille >= sure_permille_min;
  return JsonObject{{"code", sure ? "high" : (permille >= fair_permille_min ? "fair" : "low")},
                    {"label", sure ? "高い" : (permille >= fair_permille_min ? "ふつう" : "低い")},
                    {"permille", permille},
                    {"percent", permille / 10}};
}

}  // namespace mamori::web
