#include "catalogue/control.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include "base/yaml.h"
#include "catalogue/office_names.h"

namespace mamori::catalogue {
namespace {

constexpr std::size_t wording_max = 48;
constexpr std::size_t terms_max = 80;

std::unexpected<Error> refuse(const Yaml& node, std::string message, std::string remedy) {
  return fail(node.error(std::move(message), std::move(remedy)));
}

bool is_slug(std::string_view text) {
  const auto allowed = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
  if (text.empty() || !allowed(text.front()) || !allowed(text.back())) return false;
  return std::ranges::all_of(text, [&](char c) { return allowed(c) || c == '-'; });
}

// A letter and a number: "D11".
bool is_row(std::string_view text) {
  return text.size() >= 2 && text.size() <= 3 && text[0] >= 'A' && text[0] <= 'K' &&
         std::ranges::all_of(text.substr(1), [](char c) { return c >= '0' && c <= '9'; });
}

bool is_days(std::string_view text) {
  int days = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), days);
  return error == std::errc{} && end == text.data() + text.size() && days >= 1 && days <= 366;
}

std::optional<SatisfierKind> satisfier_kind(std::string_view name) {
  for (const auto kind :
       {SatisfierKind::procedure, SatisfierKind::register_, SatisfierKind::organisation,
        SatisfierKind::duty, SatisfierKind::ledger, SatisfierKind::anchoring}) {
    if (name_of(kind) == name) return kind;
  }
  return std::nullopt;
}

Result<Satisfier> read_satisfier(const Yaml& node) {
  const auto members = node.members();
  const auto kind = members.size() == 1 ? satisfier_kind(members[0].first) : std::nullopt;
  if (!kind) {
    return refuse(
        node, "satisfied_byの項目が読み取れません。",
        "{procedure: 名前}、{register: 名前}、{organisation: 役職の種類}、"
        "{duty: 名前}、{ledger: true}、{anchoring: 日数}のいずれか一つを書いてください。");
  }
  const Yaml& value = members[0].second;
  if (*kind == SatisfierKind::ledger) {
    if (value.flag(false)) return Satisfier{*kind, ""};
    return refuse(value, "ledgerの値がtrueではありません。", "{ledger: true}と書いてください。");
  }
  std::string name = value.text();
  if (name.empty()) return refuse(node, "名前がありません。", "定義の名前を書いてください。");
  if (*kind == SatisfierKind::organisation && !find_office(name)) {
    return refuse(value, "役職の種類「" + name + "」はありません。",
                  "sectionではなくsection_managerのような役職の種類を書いてください。");
  }
  if (*kind == SatisfierKind::anchoring && !is_days(name)) {
    return refuse(value, "日数「" + name + "」が読み取れません。",
                  "控えずに過ぎてよい日数を、1から366までの数で書いてください。");
  }
  return Satisfier{*kind, std::move(name)};
}

Result<std::vector<Satisfier>> read_satisfiers(const Yaml& node) {
  if (!node.is_list()) {
    return refuse(node, "satisfied_byがありません。", "まだ無いときは[]と書いてください。");
  }
  std::vector<Satisfier> satisfiers;
  for (const Yaml& item : node.items()) {
    auto satisfier = read_satisfier(item);
    if (!satisfier) return std::unexpected(satisfier.error());
    satisfiers.push_back(std::move(*satisfier));
  }
  return satisfiers;
}

Result<std::vector<std::string>> read_texts(const Yaml& control, std::string_view key,
                                            std::size_t count_max) {
  const Yaml node = control[key];
  std::vector<std::string> texts = node.is_list() ? node.texts() : std::vector<std::string>{};
  const bool blank = std::ranges::any_of(texts, [](const auto& text) { return text.empty(); });
  if (!node.present() || texts.empty() || texts.size() > count_max || blank) {
    return refuse(control, std::string(key) + "が正しくありません。",
                  "空でない文字列を1から" + std::to_string(count_max) + "個まで並べてください。");
  }
  return texts;
}

// The plain members, checked; those that are lists are read by the caller.
Result<Control> read_heading(const Yaml& node, const Guideline& guideline) {
  Control control{.id = node["id"].text(),
                  .row = node["row"].text(),
                  .guideline = node["guideline"].text(),
                  .title = {node["title"]["ja"].text(), node["title"]["en"].text()},
                  .holder = node["holder"].text(),
                  .satisfied_by = {},
                  .wording = {},
                  .terms = {}};
  if (!is_slug(control.id)) {
    return refuse(node, "idが正しくありません。",
                  "英小文字・数字・ハイフンで書いてください。例: takeout-permission");
  }
  if (!is_row(control.row)) {
    return refuse(node, "rowが正しくありません。", "D1のように英字と数字で書いてください。");
  }
  if (!control.guideline.empty() && !guideline.find(control.guideline)) {
    return refuse(node, "guideline「" + control.guideline + "」という指針の章はありません。",
                  "guideline.yamlにあるidを書いてください。無いときは行ごと消します。");
  }
  if (control.title.ja.empty() || control.title.en.empty()) {
    return refuse(node, "titleが正しくありません。",
                  "title: {ja: …, en: …}の両方を書いてください。");
  }
  if (!find_office(control.holder)) {
    return refuse(node, "holder「" + control.holder + "」という役職の種類はありません。",
                  "staff、section_managerなどの役職の種類を書いてください。");
  }
  return control;
}

Result<Control> read_control(const Yaml& node, const Guideline& guideline) {
  if (!node.is_map()) {
    return refuse(node, "管理策ではありません。", "- id: から始まる項目にしてください。");
  }
  if (auto known = node.only(
          {"id", "row", "guideline", "title", "holder", "satisfied_by", "wording", "terms"});
      !known) {
    return std::unexpected(known.error());
  }
  auto control = read_heading(node, guideline);
  if (!control) return control;
  auto satisfied_by = read_satisfiers(node["satisfied_by"]);
  if (!satisfied_by) return std::unexpected(satisfied_by.error());
  auto wording = read_texts(node, "wording", wording_max);
  if (!wording) return std::unexpected(wording.error());
  auto terms = read_texts(node, "terms", terms_max);
  if (!terms) return std::unexpected(terms.error());
  control->satisfied_by = std::move(*satisfied_by);
  control->wording = std::move(*wording);
  control->terms = std::move(*terms);
  return control;
}

}  // namespace

Result<Catalogue> Catalogue::load(std::span<const embedded::File> files) {
  Catalogue catalogue;
  std::vector<Yaml> lists;  // of controls: read last, because they refer to the others
  for (const embedded::File& file : files) {
    if (!file.path.ends_with(".yaml")) continue;
    auto root = Yaml::parse(std::string(file.path), file.bytes);
    if (!root) return std::unexpected(root.error());
    const auto members = root->members();
    if (members.size() != 1 || !members[0].second.is_list()) {
      return refuse(*root, "controlsがありません。",
                    "最上位にcontrols:、guideline:、words:、nothing:のいずれか一つの一覧を"
                    "書いてください。");
    }
    const auto& [name, list] = members[0];
    if (auto known = root->only({"controls", "guideline", "words", "nothing"}); !known) {
      return std::unexpected(known.error());
    }
    Result<void> done;
    if (name == "guideline") done = catalogue.guideline_.read(list);
    if (name == "words") done = catalogue.vocabulary_.read(list);
    if (name == "nothing") done = catalogue.read_nothing(list);
    if (name == "controls") lists.push_back(list);
    if (!done) return std::unexpected(done.error());
  }
  for (const Yaml& list : lists) {
    if (auto done = catalogue.read_controls(list); !done) return std::unexpected(done.error());
  }
  return catalogue;
}

Result<void> Catalogue::read_controls(const Yaml& list) {
  for (const Yaml& node : list.items()) {
    auto control = read_control(node, guideline_);
    if (!control) return std::unexpected(control.error());
    if (!by_id_.emplace(control->id, controls_.size()).second) {
      return refuse(node, "id「" + control->id + "」が重複しています。",
                    "別のidに改めてください。");
    }
    controls_.push_back(std::move(*control));
  }
  return {};
}

bool Catalogue::add_satisfier(std::string_view id, Satisfier satisfier) {
  const auto found = by_id_.find(id);
  if (found == by_id_.end()) return false;
  auto& satisfied_by = controls_[found->second].satisfied_by;
  if (std::ranges::find(satisfied_by, satisfier) == satisfied_by.end()) {
    satisfied_by.push_back(std::move(satisfier));
  }
  return true;
}

Result<void> Catalogue::read_nothing(const Yaml& list) {
  for (const Yaml& node : list.items()) {
    if (auto known = node.only({"wording", "terms"}); !known) return known;
    auto wording = read_texts(node, "wording", wording_max);
    if (!wording) return std::unexpected(wording.error());
    auto terms = read_texts(node, "terms", terms_max);
    if (!terms) return std::unexpected(terms.error());
    nothing_.wording.insert(nothing_.wording.end(), wording->begin(), wording->end());
    nothing_.terms.insert(nothing_.terms.end(), terms->begin(), terms->end());
  }
  return {};
}

const Control* Catalogue::find(std::string_view id) const {
  const auto found = by_id_.find(id);
  return found == by_id_.end() ? nullptr : &controls_[found->second];
}

std::vector<const Control*> Catalogue::of_row(std::string_view row) const {
  std::vector<const Control*> found;
  for (const Control& control : controls_) {
    if (control.row == row) found.push_back(&control);
  }
  return found;
}

std::string_view name_of(SatisfierKind kind) {
  switch (kind) {
    case SatisfierKind::procedure:
      return "procedure";
    case SatisfierKind::register_:
      return "register";
    case SatisfierKind::organisation:
      return "organisation";
    case SatisfierKind::duty:
      return "duty";
    case SatisfierKind::ledger:
      return "ledger";
    case SatisfierKind::anchoring:
      return "anchoring";
  }
  return "";
}

}  // namespace mamori::catalogue
