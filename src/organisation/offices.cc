#include "organisation/offices.h"

#include <algorithm>

#include "base/yaml.h"

namespace mamori::organisation {
namespace {

Result<Office> parse_office(const Yaml& node) {
  if (auto known = node.only({"id", "title", "short", "explanation", "scope", "several"}); !known) {
    return fail(known.error());
  }
  Office office{.id = node["id"].text(),
                .title = node["title"].text(),
                .short_title = node["short"].text(node["title"].text()),
                .explanation = node["explanation"].text(),
                .several = node["several"].flag(false)};
  const std::string scope = node["scope"].text();
  if (office.id.empty() || office.title.empty()) {
    return fail(node.error("役職には id と title が必要です。"));
  }
  if (scope != "body" && scope != "section") {
    return fail(node.error("scope は body か section です。"));
  }
  office.scope = scope == "section" ? OfficeScope::section : OfficeScope::body;
  return office;
}

}  // namespace

Result<Offices> Offices::parse(std::string file, std::string_view yaml) {
  const auto root = Yaml::parse(std::move(file), yaml);
  if (!root) return fail(root.error());
  Offices offices;
  for (const Yaml& node : (*root)["offices"].items()) {
    auto office = parse_office(node);
    if (!office) return fail(office.error());
    if (offices.find(office->id))
      return fail(node.error("役職 " + office->id + " が二つあります。"));
    offices.offices_.push_back(*std::move(office));
  }
  if (offices.offices_.empty()) return fail(root->error("offices がありません。"));
  return offices;
}

const Office* Offices::find(std::string_view id) const {
  const auto found = std::ranges::find(offices_, id, &Office::id);
  return found == offices_.end() ? nullptr : &*found;
}

std::string Offices::title(std::string_view id) const {
  const Office* office = find(id);
  return office ? office->title : std::string(id);
}

}  // namespace mamori::organisation
