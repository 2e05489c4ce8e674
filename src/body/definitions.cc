#include "body/definitions.h"

#include <algorithm>

#include "base/yaml.h"
#include "body/definitions_check.h"
#include "catalogue/adoption.h"
#include "procedures/suspension.h"

namespace mamori::body {
namespace {

using embedded::File;

std::string shown_path(const File& file) {
  return "definitions/" + std::string(file.path);
}

Result<std::string_view> bytes_of(std::span<const File> files, std::string_view path) {
  if (const File* file = embedded::find(files, path)) return file->bytes;
  return fail(Fault::invalid, "definition_missing",
              "definitions/" + std::string(path) + " がありません。",
              "mamoriを入れ直してください。");
}

std::vector<File> in_folder(std::span<const File> files, std::string_view folder) {
  std::vector<File> found;
  std::ranges::copy_if(files, std::back_inserter(found),
                       [&](const File& file) { return file.path.starts_with(folder); });
  return found;
}

// Reads every file of a folder into a map by the id each declares.
template <class Map, class Parse>
Result<Map> parse_folder(std::span<const File> files, std::string_view folder, Parse parse) {
  Map map;
  for (const File& file : in_folder(files, folder)) {
    auto parsed = parse(shown_path(file), file.bytes);
    if (!parsed) return fail(parsed.error());
    std::string id = parsed->id;
    if (!map.emplace(std::move(id), *std::move(parsed)).second) {
      return fail(Fault::invalid, "definition_malformed",
                  shown_path(file) + ": 同じ名前の定義が二つあります。", "名前を変えてください。");
    }
  }
  return map;
}

Result<SampleOrganisation> parse_sample(std::string_view yaml) {
  const auto root = Yaml::parse("definitions/samples/organisation.yaml", yaml);
  if (!root) return fail(root.error());
  SampleOrganisation sample{.sections = (*root)["sections"].texts()};
  for (const Yaml& node : (*root)["people"].items()) {
    sample.people.push_back({node["name"].text(), node["kana"].text(), node["section"].text(),
                             node["employment"].text("職員")});
  }
  for (const Yaml& node : (*root)["appointments"].items()) {
    sample.appointments.push_back(
        {node["office"].text(), node["section"].text(), node["person"].text()});
  }
  return sample;
}

// Every act it names must be one of the policy: a misspelt one would ask for nothing.
Result<PresenceRule> parse_presence(std::string_view yaml, const access::Policy& policy) {
  const auto root = Yaml::parse("definitions/roles/presence.yaml", yaml);
  if (!root) return fail(root.error());
  if (auto known = root->only({"acts", "controls"}); !known) return fail(known.error());
  PresenceRule presence{(*root)["acts"].texts(), (*root)["controls"].texts()};
  for (const std::string& act : presence.acts) {
    if (policy.rule(act)) continue;
    return fail((*root)["acts"].error("「" + act + "」という操作は access.yaml にありません。"));
  }
  return presence;
}

Result<PeopleRule> parse_people(std::string_view yaml) {
  const auto root = Yaml::parse("definitions/roles/people.yaml", yaml);
  if (!root) return fail(root.error());
  if (auto known = root->only({"retention"}); !known) return fail(known.error());
  const auto retention = registers::parse_retention((*root)["retention"]);
  if (!retention) return fail(retention.error());
  if (!*retention) return fail(root->error("職員の登録の保存期間（retention）がありません。"));
  return PeopleRule{**retention};
}

Result<void> load_roles(std::span<const File> files, Definitions& all) {
  const auto offices = bytes_of(files, "roles/offices.yaml");
  if (!offices) return fail(offices.error());
  auto parsed_offices = organisation::Offices::parse("definitions/roles/offices.yaml", *offices);
  if (!parsed_offices) return fail(parsed_offices.error());
  all.offices = *std::move(parsed_offices);

  const auto access = bytes_of(files, "roles/access.yaml");
  if (!access) return fail(access.error());
  auto policy = access::Policy::parse("definitions/roles/access.yaml", *access);
  if (!policy) return fail(policy.error());
  all.policy = *std::move(policy);

  const auto segregation = bytes_of(files, "roles/segregation.yaml");
  if (!segregation) return fail(segregation.error());
  auto separations = access::Segregation::parse("definitions/roles/segregation.yaml", *segregation);
  if (!separations) return fail(separations.error());
  all.segregation = *std::move(separations);

  const auto presence = bytes_of(files, "roles/presence.yaml");
  if (!presence) return fail(presence.error());
  auto parsed_presence = parse_presence(*presence, all.policy);
  if (!parsed_presence) return fail(parsed_presence.error());
  all.presence = *std::move(parsed_presence);

  const auto people = bytes_of(files, "roles/people.yaml");
  if (!people) return fail(people.error());
  auto parsed_people = parse_people(*people);
  if (!parsed_people) return fail(parsed_people.error());
  all.people = *std::move(parsed_people);

  const auto sample = bytes_of(files, "samples/organisation.yaml");
  if (!sample) return fail(sample.error());
  auto parsed_sample = parse_sample(*sample);
  if (!parsed_sample) return fail(parsed_sample.error());
  all.sample = *std::move(parsed_sample);
  return {};
}

Result<std::vector<ProcedureGroup>> parse_groups(std::string_view yaml) {
  const auto root = Yaml::parse("definitions/groups.yaml", yaml);
  if (!root) return fail(root.error());
  if (auto known = root->only({"groups"}); !known) return fail(known.error());
  std::vector<ProcedureGroup> groups;
  for (const Yaml& node : (*root)["groups"].items()) {
    if (auto known = node.only({"id", "title"}); !known) return fail(known.error());
    groups.push_back({node["id"].text(), node["title"].text()});
  }
  return groups;
}

// Levels, registers, and duties: what needs no procedure to be there.
Result<void> load_registers(std::span<const File> files, Definitions& all) {
  auto schemes = parse_folder<registers::Schemes>(files, "schemes/", registers::Scheme::parse);
  if (!schemes) return fail(schemes.error());
  all.schemes = *std::move(schemes);
  auto registers = parse_folder<registers::Definitions>(
      files, "registers/", [&](std::string file, std::string_view yaml) {
        return registers::Definition::parse(std::move(file), yaml, all.schemes);
      });
  if (!registers) return fail(registers.error());
  all.registers = *std::move(registers);
  auto situations = parse_folder<handling::Situations>(
      files, "handling/", [&](std::string file, std::string_view yaml) {
        return handling::Situation::parse(std::move(file), yaml, all.schemes);
      });
  if (!situations) return fail(situations.error());
  all.situations = *std::move(situations);
  auto duties = parse_folder<duties::Definitions>(
      files, "duties/", [&](std::string file, std::string_view yaml) {
        return duties::Definition::parse(std::move(file), yaml, all.registers);
      });
  if (!duties) return fail(duties.error());
  all.duties = *std::move(duties);
  const auto labels = bytes_of(files, "labels.yaml");
  if (!labels) return fail(labels.error());
  auto grids = labels::Grid::parse("definitions/labels.yaml", *labels);
  if (!grids) return fail(grids.error());
  all.label_grids = *std::move(grids);
  return {};
}

// What an exception may suspend, to be chosen from like the levels of a scheme: the controls that
// something runs, and the duties.
registers::Scheme suspendable_rules(const Definitions& all) {
  registers::Scheme scheme{
      .id = std::string(suspendable_scheme), .title = "外せる決まり", .levels = {}};
  for (const catalogue::Control& control : all.catalogue.controls()) {
    if (control.satisfied_by.empty()) continue;
    scheme.levels.push_back({.value = control.id, .label = control.title.ja});
  }
  for (const auto& [id, duty] : all.duties) {
    scheme.levels.push_back(
        {.value = procedures::rule_of_duty(id), .label = "定期の実施事項：" + duty.title});
  }
  return scheme;
}

Result<void> load_procedures(std::span<const File> files, Definitions& all) {
  all.schemes.emplace(suspendable_scheme, suspendable_rules(all));
  auto procedures = parse_folder<procedures::Definitions>(
      files, "procedures/", [&](std::string file, std::string_view yaml) {
        return procedures::Definition::parse(std::move(file), yaml, all.schemes, all.segregation);
      });
  if (!procedures) return fail(procedures.error());
  all.procedures = *std::move(procedures);
  const auto groups = bytes_of(files, "groups.yaml");
  if (!groups) return fail(groups.error());
  auto parsed_groups = parse_groups(*groups);
  if (!parsed_groups) return fail(parsed_groups.error());
  all.groups = *std::move(parsed_groups);
  return {};
}

// Which controls a duty fulfils stands with the controls.
void note_what_duties_serve(Definitions& all) {
  for (auto& [id, duty] : all.duties) {
    duty.controls =
        catalogue::controls_served_by(all.catalogue, {catalogue::SatisfierKind::duty, id});
  }
}

// A register says itself which controls its entries fulfil.
Result<void> add_served(Definitions& all) {
  for (const auto& [id, definition] : all.registers) {
    for (const auto& [control, when, what, since, every] : definition.serves) {
      if (all.catalogue.add_satisfier(control, {catalogue::SatisfierKind::register_, id})) continue;
      return fail(
          Fault::invalid, "definition_malformed",
          "definitions/registers（" + id + "）: 管理策「" + control + "」は定義されていません。",
          "serves の綴りを確かめてください。");
    }
  }
  return {};
}

}  // namespace

Result<Definitions> Definitions::load(std::span<const File> files) {
  Definitions all;
  auto catalogue = catalogue::Catalogue::load(in_folder(files, "controls/"));
  if (!catalogue) return fail(catalogue.error());
  all.catalogue = *std::move(catalogue);
  if (auto loaded = load_roles(files, all); !loaded) return fail(loaded.error());
  if (auto loaded = load_registers(files, all); !loaded) return fail(loaded.error());
  if (auto added = add_served(all); !added) return fail(added.error());
  note_what_duties_serve(all);
  if (auto loaded = load_procedures(files, all); !loaded) return fail(loaded.error());
  if (auto checked = check_together(all); !checked) return fail(checked.error());
  return all;
}

}  // namespace mamori::body
