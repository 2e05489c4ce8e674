#include "procedures/assigning.h"

#include "base/json.h"
#include "organisation/organisation.h"
#include "procedures/value.h"
#include "procedures/writing.h"

namespace mamori::procedures {
namespace {

Result<Assignment> parse_assignment(const Yaml& node, const Definition& definition,
                                    const std::vector<registers::Field>& own_fields,
                                    const registers::Schemes& schemes) {
  if (auto known = node.only({"procedure", "each", "except", "when", "set"}); !known) {
    return fail(known.error());
  }
  Assignment assignment{.procedure = node["procedure"].text(),
                        .each_section = node["each"].text() == "section",
                        .except = node["except"].text(),
                        .when = {},
                        .values = {}};
  if (assignment.procedure.empty() || assignment.each_section != node["each"].present()) {
    return fail(node.error("assigns には procedure が要ります。each は section だけです。"));
  }
  const registers::Field* except = registers::find(definition.form, assignment.except);
  if (!assignment.except.empty() && (!except || except->type != registers::FieldType::section)) {
    return fail(node["except"].error("except は、form の課の項目にしてください。"));
  }
  auto when = parse_when(node["when"], definition, own_fields, schemes);
  if (!when) return fail(when.error());
  assignment.when = *std::move(when);
  auto values = parse_values(node["set"], definition, own_fields);
  if (!values) return fail(values.error());
  assignment.values = *std::move(values);
  return assignment;
}

// The sections that get one; one without a name where it is only one.
std::vector<std::string> units_of(const Source& source, const Assignment& assignment) {
  if (!assignment.each_section) return {""};
  std::vector<std::string> units;
  const auto left_out = registers::texts_of(source.form, assignment.except);
  for (const auto& section : organisation::sections(source.desk.connection, source.desk.today())) {
    const bool is_left_out = !left_out.empty() && left_out.front() == section.id;
    if (section.level == organisation::SectionLevel::section && !is_left_out) {
      units.push_back(section.id);
    }
  }
  return units;
}

Result<void> assign_each(Source source, const Assignment& assignment, const Definition& task,
                         const File& file_assigned) {
  const Origin origin{text_at(source.act.payload, "application"),
                      text_at(source.act.payload, "section")};
  for (const std::string& unit : units_of(source, assignment)) {
    source.each = unit;
    auto filed = file(source.desk, task, source.act.actor,
                      with_values(source, assignment.values, {}), origin);
    if (!filed) return fail(filed.error());
    if (auto done = file_assigned(task, *std::move(filed)); !done) return done;
  }
  return {};
}

}  // namespace

Result<std::vector<Assignment>> parse_assignments(const Yaml& list, const Definition& definition,
                                                  const std::vector<registers::Field>& own_fields,
                                                  const registers::Schemes& schemes) {
  std::vector<Assignment> assignments;
  for (const Yaml& node : list.items()) {
    auto assignment = parse_assignment(node, definition, own_fields, schemes);
    if (!assignment) return fail(assignment.error());
    assignments.push_back(*std::move(assignment));
  }
  return assignments;
}

Result<void> assign_all(const Desk& desk, const Definitions& procedures,
                        const Definition& definition, const registers::Values& values,
                        const ledger::Act& act, const File& file_assigned) {
  const Step* step = definition.step(text_at(act.payload, "act"));
  if (!step || !is_outcome(definition, *step, act)) return {};
  for (const Assignment& assignment : step->assigns) {
    const Source source{desk, values, act};
    if (!applies(source, assignment.when)) continue;
    const auto task = procedures.find(assignment.procedure);
    if (task == procedures.end()) {  // it was filed under a definition older than this program's
      return fail(Fault::conflict, "task_unknown", "この続きの手続は、今はありません。",
                  "事務局に連絡してください。");
    }
    auto assigned = assign_each(source, assignment, task->second, file_assigned);
    if (!assigned) return assigned;
  }
  return {};
}

}  // namespace mamori::procedures
