#include "catalogue/units.h"

#include <algorithm>
#include <array>
#include <map>
#include <string_view>

#include "base/text.h"
#include "catalogue/office_names.h"

namespace mamori::catalogue {
namespace {

using regulation::Document;
using regulation::Modality;
using regulation::Node;
using regulation::NodeKind;
using regulation::Provision;

struct Surroundings {
  std::string lead;
  std::string list;
  std::string caption;
  std::string title;
  std::vector<std::string> titles;
  std::size_t family = 0;
  bool in_article = false;
  bool asks_nothing = false;
};

// Articles and headings of that caption demand nothing. A chapter of such a title may: 「その他」.
bool caption_asks_nothing(const Node& node) {
  static constexpr std::array<std::string_view, 19> captions{
      "目的",       "趣旨",       "定義",           "用語",     "用語の定義",
      "用語の意義", "用語の意味", "適用範囲",       "適用対象", "対象",
      "対象範囲",   "対象者",     "対象とする脅威", "脅威",     "委任",
      "施行期日",   "経過措置",   "目的及び趣旨",   "はじめに"};
  static constexpr std::array<std::string_view, 6> endings{"適用範囲", "適用の範囲", "の定義",
                                                           "の趣旨",   "の脅威",     "する脅威"};
  const bool divides = node.kind == NodeKind::part || node.kind == NodeKind::chapter ||
                       node.kind == NodeKind::section || node.kind == NodeKind::subsection;
  const std::string caption = trimmed(node.caption);
  const auto ends = [&](std::string_view ending) { return caption.ends_with(ending); };
  return !divides && (std::ranges::find(captions, caption) != captions.end() ||
                      std::ranges::any_of(endings, ends));
}

// 「この要綱は、…を目的とする。」「本基準は、…に適用する。」: speaks of the text itself.
bool speaks_of_itself(std::string_view text) {
  const bool itself = text.starts_with("この") || text.starts_with("本");
  static constexpr std::array<std::string_view, 6> endings{
      "目的とする。", "定めるものとする。", "定めるものである。",
      "ものである。", "適用する。",         "対象とする。"};
  const std::size_t topic = text.find("は、");
  constexpr std::size_t topic_bytes_max = 60;  // この情報セキュリティ対策基準
  const bool plain = text.substr(0, topic).find("に") == std::string_view::npos;  // に違反した者
  return itself && topic != std::string_view::npos && topic < topic_bytes_max && plain &&
         std::ranges::any_of(endings, [&](auto ending) { return text.ends_with(ending); });
}

// 「…定めるもののほか、必要な事項は、…が定める」「定めのない事項については、…が別に定める」
bool is_delegation(std::string_view text) {
  static constexpr std::array<std::string_view, 5> rests{"必要な事項は", "必要な事項については",
                                                         "定めるもののほか", "定めのない事項",
                                                         "定めのないもの"};
  static constexpr std::array<std::string_view, 4> endings{"定める。", "定めるものとする。",
                                                           "定めることができる。", "決定する。"};
  return std::ranges::any_of(rests, [&](auto rest) { return text.contains(rest); }) &&
         std::ranges::any_of(endings, [&](auto ending) { return text.ends_with(ending); });
}

// 「次の各号に掲げる…」: what it asks is said by the list below.
bool leads_list(std::string_view text) {
  static constexpr std::array<std::string_view, 5> words{"次の", "次に", "以下の", "下記", "各号"};
  return std::ranges::any_of(words,
                             [&](auto word) { return text.find(word) != std::string_view::npos; });
}

std::string list_below(const Node& node) {
  constexpr std::size_t list_bytes_max = 4000;
  std::string list;
  for (const Node& child : node.children) {
    if (list.size() < list_bytes_max) list += child.text + '\n';
  }
  return list;
}

// 「物理的セキュリティ」 in a list: it names what it is about as a title would.
bool names_matter(const Node& node) {
  constexpr std::size_t matter_bytes_max = 60;
  return node.kind == NodeKind::item && !node.text.empty() &&
         node.text.size() <= matter_bytes_max && !node.text.ends_with("。");
}

class Surveyor {
 public:
  explicit Surveyor(const Document& document) {
    families_.emplace_back();  // what stands in no article
    for (const Node& node : document.nodes) visit(node, {});
  }

  const Surroundings* at(std::string_view place) const {
    const auto found = places_.find(place);
    return found == places_.end() ? nullptr : &found->second;
  }

  std::vector<std::string> take_families() { return std::move(families_); }

 private:
  void visit(const Node& node, Surroundings here) {
    const bool starts_family = node.kind == NodeKind::article || node.kind == NodeKind::heading ||
                               (node.kind == NodeKind::item && !here.in_article);
    if (starts_family) here.family = add_family(node);
    here.in_article = here.in_article || node.kind == NodeKind::article;
    here.asks_nothing = here.asks_nothing || node.kind == NodeKind::supplementary ||
                        node.kind == NodeKind::appendix || caption_asks_nothing(node);
    if (!node.caption.empty()) {
      here.title = std::exchange(here.caption, node.caption);
      here.titles.push_back(node.caption);
    } else if (node.kind == NodeKind::article) {
      here.title = std::exchange(here.caption, {});  // it shall not pass for its section's
    } else if (names_matter(node)) {
      here.titles.push_back(node.text);
    }
    here.list = leads_list(node.text) ? list_below(node) : std::string();
    if (!node.place.empty()) places_.try_emplace(node.place, here);
    if (!node.text.empty()) here.lead = node.text;
    for (const Node& child : node.children) visit(child, here);
  }

  std::size_t add_family(const Node& node) {
    std::string text;
    regulation::traverse(node, [&](const Node& part, int) { text += part.text + '\n'; });
    families_.push_back(std::move(text));
    return families_.size() - 1;
  }

  std::map<std::string, Surroundings, std::less<>> places_;
  std::vector<std::string> families_;
};

bool asks_nothing(const Provision& provision) {
  return provision.modality == Modality::definition || is_delegation(provision.text) ||
         speaks_of_itself(provision.text);
}

void add_modality(Unit& unit, const Provision& provision) {
  const std::string_view text = provision.text;
  unit.forbids = unit.forbids || provision.modality == Modality::prohibition ||
                 text.ends_with("しない。") || text.ends_with("しないこと。");
  unit.demands = unit.demands || provision.modality == Modality::obligation ||
                 provision.modality == Modality::prohibition;
}

void add_holders(Unit& unit, const Provision& provision) {
  for (const regulation::Holder& holder : provision.holders) {
    unit.named = unit.named || holder.kind != "body";
    if (!find_office(holder.kind)) continue;  // the body itself, or an office of its own
    if (std::ranges::find(unit.holders, holder.kind) == unit.holders.end()) {
      unit.holders.push_back(holder.kind);
    }
  }
}

}  // namespace

Units units_of(const Document& document, std::span<const Provision> provisions) {
  Surveyor surveyor(document);
  Units result;
  std::map<std::string, std::size_t, std::less<>> known;
  for (const Provision& provision : provisions) {
    const Surroundings* here = surveyor.at(provision.place);
    if (!here || here->asks_nothing || asks_nothing(provision)) continue;
    const auto [at, fresh] = known.emplace(provision.place, result.units.size());
    if (fresh) {
      result.units.push_back({.place = provision.place,
                              .line = provision.line,
                              .text = {},
                              .lead = here->lead,
                              .list = here->list,
                              .caption = here->caption,
                              .title = here->title,
                              .titles = here->titles,
                              .family = here->family,
                              .holders = {}});
    }
    Unit& unit = result.units[at->second];
    unit.text += provision.text;
    add_holders(unit, provision);
    add_modality(unit, provision);
  }
  result.title = document.title;
  result.families = surveyor.take_families();
  return result;
}

}  // namespace mamori::catalogue
