#include "web/regulation_blocks.h"

#include <algorithm>
#include <set>

#include "base/text.h"
#include "web/parts.h"
#include "web/regulation_document.h"

namespace mamori::web {
namespace {

using catalogue::AlignedControl;
using regulation::Modality;
using regulation::Node;
using regulation::NodeKind;
using regulation::Provision;

// A further control of a place is shown on the page of that place from here…
constexpr int good_permille = 400;
// …and beside the text only where it is nearly as good as the best: the margin is narrow.
constexpr int near_percent = 90;
constexpr int title_level = 2;  // h1 is the page's

bool is_division(NodeKind kind) {
  return kind == NodeKind::part || kind == NodeKind::chapter || kind == NodeKind::section ||
         kind == NodeKind::subsection || kind == NodeKind::division;
}

// Whether the sentence is shown as a duty: it asks something, or somebody is named.
bool asks(const Provision& provision) {
  switch (provision.modality) {
    case Modality::none:
      return false;
    case Modality::rule:
    case Modality::declaration:
      return !provision.holders.empty();
    default:
      return true;
  }
}

std::vector<std::string_view> split(std::string_view text, char mark) {
  std::vector<std::string_view> parts;
  while (true) {
    const auto end = text.find(mark);
    parts.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

JsonArray cells_of(std::string_view line) {
  JsonArray cells;
  for (const std::string_view cell : split(line, '\t')) {
    cells.push_back(JsonObject{{"text", cell}});
  }
  return cells;
}

}  // namespace

std::string shown_label(const Node& node) {
  const auto start = node.label.find_first_not_of("#-*+ ");
  return start == std::string::npos ? std::string() : trimmed(node.label.substr(start));
}

std::string bracketed_caption(const Node& node) {
  return node.caption.empty() ? std::string() : "（" + node.caption + "）";
}

RegulationBlocks::RegulationBlocks(const Visit& visit, int number, const body::Text& text,
                                   const duties::Posture& posture, organisation::Offices titles)
    : visit_(visit),
      number_(number),
      text_(text),
      posture_(posture),
      titles_(std::move(titles)),
      references_(text.document) {
  for (const Provision& provision : text.provisions) {
    provisions_.emplace(provision.place, &provision);
  }
  for (const AlignedControl& control : text.alignments) controls_.emplace(control.place, &control);
}

JsonArray RegulationBlocks::document() {
  for (const Node& node : text_.document.nodes) add(node, title_level);
  return std::move(blocks_);
}

JsonArray RegulationBlocks::inside(const Node& node) {
  alone_ = true;
  judged_ = node.kind == NodeKind::article || node.kind == NodeKind::heading;
  add_own_text(node);
  add_children(node, title_level + 1);
  return std::move(blocks_);
}

void RegulationBlocks::add(const Node& node, int level) {
  if (is_division(node.kind)) {
    const bool chapter = node.kind == NodeKind::part || node.kind == NodeKind::chapter;
    add_title(node, level, chapter ? "is_chapter" : "is_section");
    return add_children(node, level + 1);
  }
  switch (node.kind) {
    case NodeKind::contents:
      return;  // the page has a 目次 of its own, made from the text
    case NodeKind::article:
      return add_article(node, level);
    case NodeKind::paragraph:
      return add_provision(node, "is_paragraph", false);
    case NodeKind::item:
    case NodeKind::subitem:
      return add_provision(node, "is_item", false);
    case NodeKind::table:
      return add_table(node);
    case NodeKind::text:
      return add_text(node);
    default:
      break;
  }
  const bool before = judged_;
  judged_ = node.kind == NodeKind::heading;
  const bool supplementary = node.kind == NodeKind::supplementary;
  const bool untitled = shown_label(node).empty() && node.caption.empty();
  if (!untitled) add_title(node, level, supplementary ? "is_supplementary" : "is_heading");
  add_own_text(node);
  add_children(node, level + 1);
  judged_ = before;
}

void RegulationBlocks::add_children(const Node& node, int level) {
  bool first = node.kind == NodeKind::article;
  for (const Node& child : node.children) {
    if (child.kind == NodeKind::paragraph) {
      add_provision(child, "is_paragraph", first);
    } else {
      add(child, level);
    }
    first = false;
  }
}

void RegulationBlocks::add_title(const Node& node, int level, std::string_view flag) {
  JsonObject title = block(node, unique(node.place));
  title["label"] = text_or_null(shown_label(node));
  title["text"] = text_or_null(node.caption);
  title["level"] = std::min(level, 6);
  title["href"] = nullptr;
  title[flag] = true;
  blocks_.push_back(std::move(title));
}

void RegulationBlocks::add_article(const Node& node, int level) {
  JsonObject title = block(node, unique(node.place));
  title["label"] = shown_label(node);
  title["caption"] = text_or_null(bracketed_caption(node));
  title["level"] = std::min(level, 6);
  title["is_article"] = true;
  blocks_.push_back(std::move(title));
  add_own_text(node);
  add_children(node, level + 1);
}

void RegulationBlocks::add_provision(const Node& node, std::string_view flag, bool first) {
  // A sole 項 has the place of its article, whose title already bears that id.
  const bool sole = first && !node.place.ends_with("項");
  JsonObject provision = block(node, unique(sole ? node.place + "第1項" : node.place));
  provision["label"] = text_or_null(shown_label(node));
  provision["text"] = text_or_null(node.text.empty() ? node.caption : node.text);
  provision["runs"] = runs(node.text);
  provision["first"] = first;
  provision["duties"] = duties(node.place);
  provision["controls"] = controls(node.place);
  provision["standing"] = standing(node.place);
  if (judged_) {
    const duties::State state = posture_.at(node.place).state;
    provision["state"] =
        JsonObject{{"code", duties::code_of(state)}, {"label", duties::label_of(state)}};
  }
  provision[flag] = true;
  blocks_.push_back(std::move(provision));
  add_children(node, 6);
}

// What stands in a title's own node: the sentences of a numbered heading.
void RegulationBlocks::add_own_text(const Node& node) {
  if (node.text.empty()) return;
  Node sentences{.kind = NodeKind::paragraph, .text = node.text, .place = node.place};
  add_provision(sentences, "is_paragraph", true);
}

void RegulationBlocks::add_text(const Node& node) {
  JsonObject text = block(node, unique(node.place + "-文"));
  text["text"] = text_or_null(node.text);
  text["is_text"] = true;
  blocks_.push_back(std::move(text));
}

void RegulationBlocks::add_table(const Node& node) {
  const auto lines = split(node.text, '\n');
  JsonArray rows;
  for (std::size_t at = 1; at < lines.size(); ++at) {
    rows.push_back(JsonObject{{"cells", cells_of(lines[at])}});
  }
  JsonObject table = block(node, unique(node.place + "-表"));
  table["table"] = JsonObject{{"caption", node.place.empty() ? "表" : node.place + "の表"},
                              {"columns", cells_of(lines.front())},
                              {"rows", std::move(rows)}};
  table["is_table"] = true;
  blocks_.push_back(std::move(table));
}

JsonObject RegulationBlocks::block(const Node& node, std::string id) const {
  const Json href = node.place.empty() ? Json() : Json(place_href(visit_, number_, node.place));
  return {{"id", std::move(id)},
          {"label", nullptr},
          {"caption", nullptr},
          {"text", nullptr},
          {"runs", JsonArray()},
          {"place", text_or_null(node.place)},
          {"href", href},
          {"level", 0},
          {"first", false},
          {"duties", JsonArray()},
          {"controls", JsonArray()},
          {"standing", nullptr},
          {"state", nullptr},
          {"table", nullptr}};
}

// The id itself the first time, then with a number: ids of a page must differ.
std::string RegulationBlocks::unique(std::string id) {
  if (id.empty()) id = "本文";
  const int uses = ++ids_[id];
  return uses == 1 ? id : id + "-" + std::to_string(uses);
}

JsonArray RegulationBlocks::runs(const std::string& text) const {
  JsonArray list;
  for (const Run& run : references_.runs(text)) {
    std::string href;
    if (!run.article.empty()) {
      href = alone_ ? place_href(visit_, number_, run.article) : "#" + run.article;
    }
    list.push_back(JsonObject{
        {"text", run.text}, {"href", text_or_null(href)}, {"note", text_or_null(run.caption)}});
  }
  return list;
}

std::vector<std::string> RegulationBlocks::titles_of(const Provision& provision) const {
  std::vector<std::string> titles;
  for (const regulation::Holder& holder : provision.holders) {
    const organisation::Office* office = titles_.find(holder.kind);
    titles.push_back(office ? office->title : holder.title);
  }
  if (titles.empty()) titles.emplace_back();
  return titles;
}

JsonArray RegulationBlocks::duties(std::string_view place) {
  JsonArray list;
  std::set<std::pair<std::string, Modality>> seen;
  const auto [begin, end] = provisions_.equal_range(place);
  for (auto at = begin; at != end; ++at) {
    const Provision& provision = *at->second;
    if (!asks(provision)) continue;
    for (const std::string& who : titles_of(provision)) {
      if (!seen.emplace(who, provision.modality).second) continue;
      list.push_back(JsonObject{{"who", text_or_null(who)},
                                {"modality", regulation::japanese_name_of(provision.modality)}});
      const bool known = std::ranges::find(offices_, who) != offices_.end();
      if (!who.empty() && !known) offices_.push_back(who);
    }
  }
  return list;
}

JsonArray RegulationBlocks::duties_below(const Node& node) const {
  std::set<std::string_view> places;
  regulation::traverse(node, [&](const Node& below, int) { places.insert(below.place); });
  JsonArray list;
  for (const Provision& provision : text_.provisions) {
    if (!places.contains(provision.place) || !asks(provision)) continue;
    std::string who;
    for (const std::string& title : titles_of(provision)) {
      who += (who.empty() ? "" : "・") + title;
    }
    list.push_back(JsonObject{{"place", provision.place},
                              {"who", text_or_null(who)},
                              {"modality", regulation::japanese_name_of(provision.modality)},
                              {"text", provision.text}});
  }
  return list;
}

std::vector<const AlignedControl*> RegulationBlocks::controls_at(std::string_view place) const {
  std::vector<const AlignedControl*> list;
  const auto [begin, end] = controls_.equal_range(place);
  for (auto at = begin; at != end; ++at) {
    const AlignedControl& control = *at->second;
    if (control.rank == 1 || control.permille > good_permille) list.push_back(&control);
  }
  return list;
}

// How far people got with the alignment of the place; null where there is nothing to align.
Json RegulationBlocks::standing(std::string_view place) const {
  const auto decided = text_.confirmations.find(place);
  const bool confirmed = decided != text_.confirmations.end();
  if (!confirmed && !controls_.contains(place)) return nullptr;
  return standing_part(standing_code(confirmed ? &decided->second : nullptr));
}

JsonArray RegulationBlocks::controls(std::string_view place) const {
  JsonArray list;
  int best_permille = 0;
  for (const AlignedControl* aligned : controls_at(place)) {
    if (aligned->rank == 1) best_permille = aligned->permille;
    const bool chosen = aligned->standing != catalogue::Standing::proposed;
    const bool near = aligned->permille * 100 >= best_permille * near_percent;
    if (!chosen && (aligned->rank > 2 || !near)) continue;
    const auto* control = visit_.services.body.definitions().catalogue.find(aligned->control_id);
    if (!control) continue;
    const std::string page = place_href(visit_, number_, article_of_place(place));
    list.push_back(JsonObject{{"id", control->id},
                              {"title", control->title.ja},
                              {"score_percent", aligned->permille / 10},
                              {"href", page + "#control-" + control->id}});
  }
  return list;
}

}  // namespace mamori::web
