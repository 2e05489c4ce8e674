#include "regulation/export/oscal.h"

#include <algorithm>
#include <map>
#include <ranges>
#include <vector>

#include "base/date.h"
#include "base/text.h"
#include "base/uuid.h"
#include "regulation/export/law_shape.h"
#include "regulation/export/law_text.h"

namespace mamori::regulation {
namespace {

constexpr std::string_view oscal_version = "1.1.2";
// Names of our own live here (OSCAL: props outside of its vocabulary need a namespace).
constexpr std::string_view our_namespace = "urn:mamori:regulation";
// Made for this purpose; uuids of version 5 are computed within it.
constexpr std::string_view uuid_space = "6f0f9c1e-5d0b-4c55-9a35-7c1d9a1d6b42";

// OSCAL reads prose as Markdown: what would be a mark there is escaped.
std::string prose_of(std::string_view text) {
  std::string prose;
  for (const char c : xml_characters(text)) {
    if (std::string_view("\\`*_~^{<[\"").contains(c)) prose += '\\';
    prose += c;
  }
  return trimmed(prose);
}

// A table in Markdown. OSCAL's tables have a head: the first line.
std::string prose_of_table(std::string_view text) {
  std::string prose;
  std::size_t row = 0;
  for (const auto line : std::views::split(text, '\n')) {
    std::size_t cells = 0;
    for (const auto cell : std::views::split(line, '\t')) {
      std::string words = prose_of(std::string_view(cell.begin(), cell.end()));
      std::ranges::replace(words, '|', '/');
      prose += "| " + words + ' ';
      ++cells;
    }
    prose += "|\n";
    if (row++ == 0) {
      for (std::size_t cell = 0; cell < cells; ++cell) prose += "| --- ";
      prose += "|\n";
    }
  }
  return trimmed(prose);
}

JsonObject prop(std::string_view name, std::string_view value, bool ours = true) {
  JsonObject made{{"name", name}, {"value", trimmed(xml_characters(value))}};
  if (ours) made["ns"] = our_namespace;
  return made;
}

// 15の2 → 15.2; "" for what is not made of figures.
std::string ascii_number(std::string_view number) {
  std::string ascii = law_number(number, 0);
  if (ascii == "0") return "";
  std::ranges::replace(ascii, '_', '.');
  std::ranges::replace(ascii, ':', '-');
  return ascii;
}

std::string_view word_of(const Node& node) {
  return node.kind == NodeKind::text ? "text" : name_of(node.kind);
}

// The id of every node, by its address: the tree does not change while ids are in use.
class Ids {
 public:
  explicit Ids(const Document& document) {
    std::map<NodeKind, int> counts;
    for (const Node& node : document.nodes) assign(node, "", ++counts[node.kind]);
  }

  const std::string& of(const Node& node) const { return by_node_.at(&node); }
  // Of the outermost node at a place; "" when there is none.
  std::string at(const std::string& place) const {
    const auto found = by_place_.find(place);
    return found == by_place_.end() ? "" : found->second;
  }

 private:
  // Articles are numbered through, whatever chapter they stand in; those of 附則 anew.
  void assign(const Node& node, const std::string& parent, int position) {
    const std::string number = ascii_number(node.number);
    const bool through = node.kind == NodeKind::article && !parent.starts_with("supplementary");
    std::string id = through || parent.empty() ? "" : parent + "-";
    id += std::string(word_of(node)) + "-" + (number.empty() ? std::to_string(position) : number);
    const int times = ++taken_[id];
    if (times > 1) id += "_" + std::to_string(times);
    by_node_[&node] = id;
    if (!node.place.empty()) by_place_.emplace(node.place, id);
    std::map<NodeKind, int> counts;
    for (const Node& child : node.children) assign(child, id, ++counts[child.kind]);
  }

  std::map<const Node*, std::string> by_node_;
  std::map<std::string, std::string> by_place_;
  std::map<std::string, int> taken_;
};

// The laws the text refers to, as resources of the back matter.
class Laws {
 public:
  std::string href(const Reference& reference) {
    const std::string key = reference.law_name + "\n" + reference.law_number;
    const auto [found, added] = uuids_.try_emplace(key, name_uuid(uuid_space, key));
    if (added) add_resource(reference, found->second);
    return "#" + found->second;
  }
  JsonArray take() { return std::move(resources_); }

 private:
  void add_resource(const Reference& reference, const std::string& uuid) {
    const std::string number =
        reference.law_number.empty() ? "" : "（" + reference.law_number + "）";
    const std::string name = reference.law_name.empty() ? reference.text : reference.law_name;
    resources_.push_back(JsonObject{
        {"uuid", uuid}, {"title", name}, {"citation", JsonObject{{"text", name + number}}}});
  }

  std::map<std::string, std::string> uuids_;
  JsonArray resources_;
};

class Catalog {
 public:
  Catalog(const Document& document, std::span<const Provision> provisions)
      : document_(document), ids_(document) {
    for (const Provision& provision : provisions) {
      by_place_[provision.place].push_back(&provision);
    }
  }

  // groups, controls and back-matter.
  void write(JsonObject& catalog) {
    JsonArray groups;
    JsonArray controls;
    for (const Node& node : document_.nodes) {
      if (node.kind == NodeKind::contents) continue;
      if (is_control(node)) {
        controls.push_back(control(node));
      } else {
        groups.push_back(group(node));
      }
    }
    if (!groups.empty()) catalog["groups"] = std::move(groups);
    if (!controls.empty()) catalog["controls"] = std::move(controls);
    JsonArray resources = laws_.take();
    if (!resources.empty()) {
      catalog["back-matter"] = JsonObject{{"resources", std::move(resources)}};
    }
  }

 private:
  static bool is_control(const Node& node) {
    return node.kind == NodeKind::article || node.kind == NodeKind::heading;
  }
  static bool is_group(const Node& node) {
    return division_level(node.kind) >= 0 || node.kind == NodeKind::supplementary ||
           node.kind == NodeKind::appendix;
  }

  static std::string title_of(const Node& node) {
    const std::string title = xml_characters(trimmed(law_title(node)));
    return title.empty() ? std::string(japanese_name_of(node.kind)) : title;
  }

  // A group holds groups or controls, not both: beside 節 the articles of a 章 get one of their
  // own.
  JsonObject group(const Node& node) {
    JsonArray parts;
    JsonArray groups;
    JsonArray controls;
    if (node.children.empty() || !node.text.empty()) parts.push_back(part(node, "-text"));
    for (const Node& child : node.children) {
      if (is_group(child)) {
        groups.push_back(group(child));
      } else if (is_control(child)) {
        controls.push_back(control(child));
      } else {
        parts.push_back(part(child));
      }
    }
    const std::string title = title_of(node);
    JsonObject made{{"id", ids_.of(node)}, {"class", word_of(node)}, {"title", title}};
    if (!parts.empty()) made["parts"] = std::move(parts);
    if (!groups.empty() && !controls.empty()) {
      groups.insert(groups.begin(), JsonObject{{"id", ids_.of(node) + "-articles"},
                                               {"class", "articles"},
                                               {"title", title},
                                               {"controls", std::move(controls)}});
      controls = {};
    }
    if (!groups.empty()) made["groups"] = std::move(groups);
    if (!controls.empty()) made["controls"] = std::move(controls);
    return made;
  }

  JsonObject control(const Node& node) {
    const std::string& id = ids_.of(node);
    const std::string label = law_label(node);
    const std::string caption = trimmed(xml_characters(node.caption));
    JsonObject made{{"id", id},
                    {"class", word_of(node)},
                    {"title", caption.empty() ? title_of(node) : caption}};
    JsonArray props;
    if (!label.empty()) props.push_back(prop("label", label, false));
    if (!node.place.empty()) props.push_back(prop("place", node.place));
    if (!props.empty()) made["props"] = std::move(props);
    made["parts"] = JsonArray{statement(node)};
    return made;
  }

  // The statement of a control: its own words, then its 項 and 号.
  JsonObject statement(const Node& node) {
    JsonObject made = part(node, "_smt");
    made["name"] = "statement";
    return made;
  }

  JsonObject part(const Node& node, std::string_view suffix = "") {
    const std::string id = ids_.of(node) + std::string(suffix);
    JsonObject made{{"id", id}, {"name", "item"}, {"class", word_of(node)}};
    JsonArray props;
    const std::string label = law_label(node);
    const bool own = suffix.empty();  // otherwise the control or group says label and place
    if (own && !label.empty()) props.push_back(prop("label", label, false));
    if (own && !node.place.empty()) props.push_back(prop("place", node.place));
    if (own && !node.caption.empty()) made["title"] = trimmed(xml_characters(node.caption));
    JsonArray links;
    JsonArray parts = words_into(made, node, id, props, links);
    for (const Node& child : node.children) {
      if (!is_group(child) && !(suffix == "-text")) parts.push_back(part(child));
    }
    if (!props.empty()) made["props"] = std::move(props);
    if (!links.empty()) made["links"] = std::move(links);
    if (!parts.empty()) made["parts"] = std::move(parts);
    return made;
  }

  // One sentence is the prose of the part; several are parts of their own, which are returned.
  JsonArray words_into(JsonObject& made, const Node& node, const std::string& id, JsonArray& props,
                       JsonArray& links) {
    const auto sentences = sentences_of(node);
    JsonArray parts;
    if (sentences.size() < 2) {
      std::string prose =
          node.kind == NodeKind::table ? prose_of_table(node.text) : prose_of(node.text);
      if (!prose.empty()) made["prose"] = std::move(prose);
      for (const Provision* provision : sentences) describe(*provision, props, links);
      return parts;
    }
    int number = 0;
    for (const Provision* provision : sentences) {
      JsonArray own_props;
      JsonArray own_links;
      describe(*provision, own_props, own_links);
      JsonObject sentence{{"id", id + "-sentence-" + std::to_string(++number)},
                          {"name", "item"},
                          {"class", "sentence"},
                          {"props", std::move(own_props)},
                          {"prose", prose_of(provision->text)}};
      if (!own_links.empty()) sentence["links"] = std::move(own_links);
      parts.push_back(std::move(sentence));
    }
    return parts;
  }

  // The provisions that stand in the node's own text. Several nodes may share a place.
  std::vector<const Provision*> sentences_of(const Node& node) const {
    std::vector<const Provision*> found;
    const auto here = by_place_.find(node.place);
    if (here == by_place_.end() || node.text.empty()) return found;
    std::size_t at = 0;
    for (const Provision* provision : here->second) {
      const auto begin = std::string_view(node.text).find(provision->text, at);
      if (begin == std::string_view::npos) continue;
      at = begin + provision->text.size();
      found.push_back(provision);
    }
    return found;
  }

  void describe(const Provision& provision, JsonArray& props, JsonArray& links) {
    props.push_back(prop("modality", name_of(provision.modality)));
    for (const Holder& holder : provision.holders) {
      if (trimmed(holder.title).empty()) continue;
      JsonObject made = prop("holder", holder.title);
      if (!holder.kind.empty()) made["class"] = holder.kind;
      props.push_back(std::move(made));
    }
    if (provision.holders.size() > 1) {
      props.push_back(prop("holder-relation", name_of(provision.holder_relation)));
    }
    for (const Reference& reference : provision.references) add_links(reference, links);
  }

  void add_links(const Reference& reference, JsonArray& links) {
    const auto add = [&](std::string href) {
      links.push_back(JsonObject{{"href", std::move(href)},
                                 {"rel", "reference"},
                                 {"text", xml_characters(reference.text)}});
    };
    if (reference.kind == ReferenceKind::law) return add(laws_.href(reference));
    for (const std::string& place : reference.places) {
      if (const std::string id = ids_.at(place); !id.empty()) add("#" + id);
    }
  }

  const Document& document_;
  const Ids ids_;
  std::map<std::string, std::vector<const Provision*>> by_place_;
  Laws laws_;
};

JsonObject metadata(const Document& document, const OscalOptions& options) {
  const std::string title = trimmed(xml_characters(document.title));
  const std::string version = trimmed(xml_characters(options.version));
  const std::string number = trimmed(xml_characters(document.number));
  const std::string date = trimmed(xml_characters(document.date));
  JsonObject made{{"title", title.empty() ? "（題名なし）" : title},
                  {"last-modified", iso_instant(options.last_modified)},
                  {"version", version.empty() ? "1" : version},
                  {"oscal-version", oscal_version}};
  JsonArray props;
  if (!date.empty()) props.push_back(prop("date", date));
  if (!number.empty()) props.push_back(prop("number", number));
  if (!props.empty()) made["props"] = std::move(props);
  return made;
}

}  // namespace

Json to_oscal(const Document& document, std::span<const Provision> provisions,
              const OscalOptions& options) {
  const std::string content = canonical_json(document_to_json(document));
  JsonObject catalog{{"uuid", name_uuid(uuid_space, content)},
                     {"metadata", metadata(document, options)}};
  Catalog(document, provisions).write(catalog);
  return JsonObject{{"catalog", std::move(catalog)}};
}

}  // namespace mamori::regulation
