#include "body/definitions.h"

#include <algorithm>

#include "base/yaml.h"

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

Error unknown_name(const std::string& where, std::string_view kind, const std::string& name) {
  return {
      Fault::invalid, "definition_malformed",
      "definitions/" + where + ": " + std::string(kind) + "「" + name + "」は定義されていません。",
      "綴りを確かめてください。"};
}

// The names one procedure uses of other definitions.
struct Names {
  std::vector<std::string> controls;
  std::vector<std::string> offices;

  void add(const access::Party& party) {
    if (party.kind == access::Party::Kind::office) offices.push_back(party.office);
  }
  void add(const access::Rule& rule) {
    for (const auto& party : rule.by) add(party);
    for (const auto& exclusion : rule.never) {
      add(exclusion.party);
      controls.insert(controls.end(), exclusion.controls.begin(), exclusion.controls.end());
    }
  }
  void add(const std::vector<std::string>& ids) {
    controls.insert(controls.end(), ids.begin(), ids.end());
  }
};

Names names_of(const procedures::Definition& procedure) {
  Names names;
  names.add(procedure.apply);
  for (const auto& step : procedure.steps) {
    names.add(step.rule);
    names.add(step.controls);
  }
  for (const auto& refusal : procedure.refusals) names.add(refusal.controls);
  if (procedure.occupation) names.add(procedure.occupation->controls);
  return names;
}

Result<void> check_names(const Definitions& all, const std::string& where, const Names& names) {
  for (const std::string& id : names.controls) {
    if (!all.catalogue.find(id)) return fail(unknown_name(where, "統制", id));
  }
  for (const std::string& id : names.offices) {
    if (!all.offices.find(id)) return fail(unknown_name(where, "役職", id));
  }
  return {};
}

Result<void> check_references(const Definitions& all, const std::string& where,
                              const std::vector<registers::Field>& fields) {
  for (const registers::Field& field : fields) {
    if (!field.of.empty() && !all.registers.contains(field.of)) {
      return fail(unknown_name(where, "台帳", field.of));
    }
  }
  return {};
}

// Every satisfier of the catalogue must be something that runs.
Result<void> check_satisfiers(const Definitions& all) {
  for (const auto& control : all.catalogue.controls()) {
    for (const auto& satisfier : control.satisfied_by) {
      const bool known = satisfier.kind == catalogue::SatisfierKind::ledger ||
                         (satisfier.kind == catalogue::SatisfierKind::procedure &&
                          all.procedures.contains(satisfier.name)) ||
                         (satisfier.kind == catalogue::SatisfierKind::register_ &&
                          all.registers.contains(satisfier.name)) ||
                         (satisfier.kind == catalogue::SatisfierKind::organisation &&
                          all.offices.find(satisfier.name));
      if (!known) {
        return fail(
            unknown_name("controls（" + control.id + "）", "satisfied_by の", satisfier.name));
      }
    }
  }
  return {};
}

Result<void> check_all(const Definitions& all) {
  for (const auto& [id, procedure] : all.procedures) {
    const std::string where = "procedures（" + id + "）";
    if (auto known = check_names(all, where, names_of(procedure)); !known) return known;
    if (auto known = check_references(all, where, procedure.form); !known) return known;
  }
  for (const auto& [id, definition] : all.registers) {
    const std::string where = "registers（" + id + "）";
    Names names;
    names.add(definition.write);
    if (auto known = check_names(all, where, names); !known) return known;
    if (auto known = check_references(all, where, definition.fields); !known) return known;
  }
  for (const auto& [act, rule] : all.policy.rules()) {
    Names names;
    names.add(rule);
    if (auto known = check_names(all, "roles/access.yaml（" + act + "）", names); !known)
      return known;
  }
  return check_satisfiers(all);
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

  const auto sample = bytes_of(files, "samples/organisation.yaml");
  if (!sample) return fail(sample.error());
  auto parsed_sample = parse_sample(*sample);
  if (!parsed_sample) return fail(parsed_sample.error());
  all.sample = *std::move(parsed_sample);
  return {};
}

Result<void> load_engines(std::span<const File> files, Definitions& all) {
  auto schemes = parse_folder<registers::Schemes>(files, "schemes/", registers::Scheme::parse);
  if (!schemes) return fail(schemes.error());
  all.schemes = *std::move(schemes);
  auto registers = parse_folder<registers::Definitions>(
      files, "registers/", [&](std::string file, std::string_view yaml) {
        return registers::Definition::parse(std::move(file), yaml, all.schemes);
      });
  if (!registers) return fail(registers.error());
  all.registers = *std::move(registers);
  auto procedures = parse_folder<procedures::Definitions>(
      files, "procedures/", [&](std::string file, std::string_view yaml) {
        return procedures::Definition::parse(std::move(file), yaml, all.schemes);
      });
  if (!procedures) return fail(procedures.error());
  all.procedures = *std::move(procedures);
  return {};
}

}  // namespace

Result<Definitions> Definitions::load(std::span<const File> files) {
  Definitions all;
  auto catalogue = catalogue::Catalogue::load(in_folder(files, "controls/"));
  if (!catalogue) return fail(catalogue.error());
  all.catalogue = *std::move(catalogue);
  if (auto loaded = load_roles(files, all); !loaded) return fail(loaded.error());
  if (auto loaded = load_engines(files, all); !loaded) return fail(loaded.error());
  if (auto checked = check_all(all); !checked) return fail(checked.error());
  return all;
}

}  // namespace mamori::body
