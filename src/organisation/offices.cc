#include "organisation/offices.h"

#include <algorithm>
#include <map>

#include "base/yaml.h"

namespace mamori::organisation {
namespace {

Result<Office> parse_office(const Yaml& node) {
  if (auto known = node.only({"id", "title", "short", "explanation", "scope", "several",
                              "when_absent", "when_vacant", "members"});
      !known) {
    return fail(known.error());
  }
  Office office{.id = node["id"].text(),
                .title = node["title"].text(),
                .short_title = node["short"].text(node["title"].text()),
                .explanation = node["explanation"].text(),
                .several = node["several"].flag(false),
                .when_absent = node["when_absent"].text(),
                .when_vacant = node["when_vacant"].text(),
                .members = node["members"].texts()};
  const std::string scope = node["scope"].text();
  if (office.id.empty() || office.title.empty()) {
    return fail(node.error("役職には id と title が必要です。"));
  }
  static const std::map<std::string, OfficeScope, std::less<>> scopes{
      {"body", OfficeScope::body},
      {"section", OfficeScope::section},
      {"system", OfficeScope::system}};
  const auto known = scopes.find(scope);
  if (known == scopes.end())
    return fail(node.error("scope は body、section、system のどれかです。"));
  office.scope = known->second;
  return office;
}

// Whether somebody of this office could in the end stand in for themselves.
bool goes_in_a_circle(const Offices& offices, const Office& office) {
  std::vector<const Office*> reached{&office};
  for (std::size_t at = 0; at < reached.size(); ++at) {
    for (const std::string& id : {reached[at]->when_absent, reached[at]->when_vacant}) {
      const Office* deputy = offices.find(id);
      if (deputy == &office) return true;
      if (deputy && std::ranges::find(reached, deputy) == reached.end()) reached.push_back(deputy);
    }
  }
  return false;
}

Result<void> check_deputy(const Yaml& node, const Offices& offices, const Office& office,
                          const std::string& id) {
  if (id.empty()) return {};
  const Office* deputy = offices.find(id);
  if (!deputy) return fail(node.error("代わりに決裁する役職「" + id + "」がありません。"));
  if (office.scope == OfficeScope::body && deputy->scope == OfficeScope::section) {
    return fail(node.error("団体の役職の代わりは、課ごとの役職にはできません: " + id));
  }
  return {};
}

// A board of boards would be a riddle: its members are offices that people are appointed to.
Result<void> check_members(const Yaml& node, const Offices& offices, const Office& office) {
  for (const std::string& id : office.members) {
    const Office* member = offices.find(id);
    if (!member) return fail(node.error("委員となる役職「" + id + "」がありません。"));
    if (office.scope != OfficeScope::body || !member->members.empty()) {
      return fail(node.error("members は、団体に置く役職に、ふつうの役職を並べて書きます。"));
    }
  }
  return {};
}

Result<void> check_deputies(const Yaml& root, const Offices& offices) {
  const auto nodes = root["offices"].items();
  for (std::size_t index = 0; index < nodes.size(); ++index) {
    const Office& office = offices.all()[index];
    for (const std::string& id : {office.when_absent, office.when_vacant}) {
      auto checked = check_deputy(nodes[index], offices, office, id);
      if (!checked) return checked;
    }
    if (auto checked = check_members(nodes[index], offices, office); !checked) return checked;
    if (goes_in_a_circle(offices, office)) {
      return fail(nodes[index].error("代わりに決裁する役職が、元の役職に戻ります: " + office.id));
    }
  }
  return {};
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
  if (auto checked = check_deputies(*root, offices); !checked) return fail(checked.error());
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
