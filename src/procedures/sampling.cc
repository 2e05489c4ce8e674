#include "procedures/sampling.h"

#include <algorithm>
#include <charconv>
#include <map>

#include "base/bytes.h"
#include "procedures/application.h"

namespace mamori::procedures {
namespace {

using registers::Field;
using registers::FieldType;
using registers::Values;

constexpr std::string_view of_applications = "applications";

// Something that can be drawn.
struct Candidate {
  std::string thing;  // address below the body
  std::string number;
  std::string label;
};
using Population = std::map<std::string, Candidate>;

std::string first_of(const Values& values, std::string_view name) {
  const auto texts = registers::texts_of(values, name);
  return texts.empty() ? std::string() : texts.front();
}

// Filed by the section within these days, both included; an empty day is no bound.
Population applications_filed(const Desk& desk, std::string_view section, std::string_view from,
                              std::string_view until) {
  Population population;
  for (const store::Row& row : desk.connection.query(
           "SELECT id, number, submitted_at FROM applications WHERE section_id = $1", section)) {
    const auto filed = parse_iso_instant(row.text("submitted_at"));
    const std::string day = filed ? iso_day(day_in_japan(*filed)) : std::string();
    if (day < from || (!until.empty() && day > until)) continue;
    const std::string id = row.text("id");
    population[id] = {"applications/" + id, row.text("number"), wareki_day(day_in_japan(*filed))};
  }
  return population;
}

Population entries_kept(const Desk& desk, const registers::Definition& definition,
                        std::string_view section) {
  Population population;
  for (const registers::Entry& entry : registers::entries(desk.connection, definition.id)) {
    if (entry.section_id != section || !entry.closed_on.empty()) continue;
    population[entry.id] = {"registers/" + definition.id + "/" + entry.id,
                            registers::number_of(definition, entry.serial), entry.label};
  }
  return population;
}

std::unexpected<Error> wrong_population(std::string code, std::string field, std::string message,
                                        std::string remedy) {
  Error error{Fault::conflict, std::move(code), std::move(message), std::move(remedy)};
  error.fields.push_back({std::move(field), error.message});
  return std::unexpected(std::move(error));
}

Result<void> check_size(const Sampling& sampling, const Population& population) {
  if (population.empty()) {
    return wrong_population("population_empty", sampling.of,
                            "抽出する元になるものが、一つもありません。",
                            "期間か、抽出する元を変えてください。");
  }
  if (population.size() <= population_max) return {};
  return wrong_population(
      "population_too_large", sampling.of,
      "抽出する元が" + std::to_string(population.size()) + "件あり、多すぎます。",
      "期間を短くしてください。");
}

}  // namespace

std::vector<std::string> drawn(std::string_view seed, std::vector<std::string> population,
                               std::size_t size) {
  std::map<std::string, std::string> in_order;
  for (std::string& id : population) {
    in_order.emplace(hex(as_text(sha256(std::string(seed) + "\n" + id))), std::move(id));
  }
  std::vector<std::string> sample;
  for (auto& member : in_order) {
    if (sample.size() == size) break;
    sample.push_back(std::move(member.second));
  }
  return sample;
}

Result<Sampling> parse_sampling(const Yaml& node, const Definition& definition,
                                const std::vector<Field>& own_fields) {
  if (auto known = node.only({"of", "section", "from", "until", "size", "seed"}); !known) {
    return fail(known.error());
  }
  const auto has = [](const std::vector<Field>& fields, const std::string& name, FieldType type) {
    const Field* field = registers::find(fields, name);
    return field && field->type == type && field->required;
  };
  Sampling sampling{node["of"].text(),    node["section"].text(), node["from"].text(),
                    node["until"].text(), node["size"].text(),    node["seed"].text()};
  const bool complete = has(own_fields, sampling.of, FieldType::choice) &&
                        has(definition.form, sampling.section, FieldType::section) &&
                        has(own_fields, sampling.from, FieldType::date) &&
                        has(own_fields, sampling.until, FieldType::date) &&
                        has(own_fields, sampling.size, FieldType::number) &&
                        has(own_fields, sampling.seed, FieldType::text);
  if (complete) return sampling;
  return fail(node.error(
      "samples の of（選択）・from・until（日付）・size（数）・seed（文字）は操作の必須の項目、"
      "section は form の必須の課の項目にします。"));
}

Result<JsonObject> draw_sample(const Desk& desk, const Sampling& sampling, const Values& form,
                               const Values& remarks) {
  const std::string of = first_of(remarks, sampling.of);
  const std::string section = first_of(form, sampling.section);
  const std::string from = first_of(remarks, sampling.from);
  const std::string until = first_of(remarks, sampling.until);
  const Population population = of == of_applications
                                    ? applications_filed(desk, section, from, until)
                                    : entries_kept(desk, desk.registers.at(of), section);
  if (auto fits = check_size(sampling, population); !fits) return fail(fits.error());
  std::vector<std::string> ids;
  for (const auto& member : population) ids.push_back(member.first);
  const std::string wanted = first_of(remarks, sampling.size);
  std::size_t size = 0;
  std::from_chars(wanted.data(), wanted.data() + wanted.size(), size);
  const std::string seed = first_of(remarks, sampling.seed);
  JsonArray things;
  for (const std::string& id : drawn(seed, ids, size)) {
    const Candidate& one = population.at(id);
    things.push_back(
        JsonObject{{"thing", one.thing}, {"number", one.number}, {"label", one.label}});
  }
  return JsonObject{{"method", sampling_method},
                    {"seed", seed},
                    {"of", of},
                    {"section", section},
                    {"from", from},
                    {"until", until},
                    {"population", JsonArray(ids.begin(), ids.end())},
                    {"drawn", std::move(things)}};
}

}  // namespace mamori::procedures
