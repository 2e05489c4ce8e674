#include "web/evidence.h"

#include <algorithm>

#include "anchoring/anchoring.h"
#include "duties/rounds.h"
#include "ledger/newest.h"
#include "organisation/organisation.h"
#include "procedures/application.h"
#include "registers/register.h"
#include "web/parts.h"
#include "web/records.h"

namespace mamori::web {
namespace {

using catalogue::Satisfier;
using catalogue::SatisfierKind;
using store::Connection;

class Collector {
 public:
  Collector(const Visit& visit, Connection& connection, std::size_t items_max)
      : visit_(visit), connection_(connection), items_max_(items_max), today_(today_of(visit)) {}

  void add(const Satisfier& satisfier) {
    switch (satisfier.kind) {
      case SatisfierKind::procedure:
        return add_applications(satisfier.name);
      case SatisfierKind::register_:
        return add_entries(satisfier.name);
      case SatisfierKind::organisation:
        return add_appointments(satisfier.name);
      case SatisfierKind::duty:
        return add_duty(satisfier.name);
      case SatisfierKind::ledger:
        return;  // every record is evidence: the page of the ledger shows them
      case SatisfierKind::anchoring:
        return add_anchorings();
    }
  }

  Evidence take() { return std::move(evidence_); }

 private:
  // Counts one more; whether it is to be read in full.
  bool next() { return ++evidence_.total - evidence_.withheld <= items_max_; }

  void add_applications(const std::string& procedure) {
    for (const auto& application : procedures::applications(connection_, procedure)) {
      if (!may_see(application)) {
        ++evidence_.total;
        ++evidence_.withheld;
      } else if (next()) {
        evidence_.items.push_back(item_of(application));
      }
    }
  }

  bool may_see(const procedures::Application& application) {
    return visit_.services.acts
        .may(connection_, visit_.person_id(), "applications.view",
             procedures::facts_of(connection_, application))
        .allowed;
  }

  EvidenceItem item_of(const procedures::Application& application) {
    const auto definition = visit_.services.body.definition_of(connection_, application);
    const auto applicant = organisation::person(connection_, application.applicant_id, today_);
    EvidenceItem item{.number = application.number,
                      .href = visit_.base() + "/applications/" + application.id,
                      .title = definition ? (*definition)->title : application.procedure_id,
                      .person = applicant ? applicant->name : application.applicant_id};
    if (definition) item.state = application_state(**definition, application, today_);
    for (const auto& event : procedures::events(connection_, application.id)) {
      item.acts.push_back(
          {event.record_number, event.at, event.label, event.person_name, event.capacity});
    }
    return item;
  }

  void add_entries(const std::string& register_id) {
    const auto& registers = visit_.services.body.definitions().registers;
    const auto definition = registers.find(register_id);
    if (definition == registers.end()) return;
    const auto readable =
        visit_.services.acts.readable(connection_, visit_.person_id(), definition->second);
    auto entries = registers::entries(connection_, register_id);
    std::ranges::reverse(entries);
    for (const auto& entry : entries) {
      if (!readable.contains(entry.serial)) {
        ++evidence_.total;
        ++evidence_.withheld;
        continue;
      }
      if (!next()) continue;
      const std::string subject = "registers/" + register_id + "/" + entry.id;
      const auto section = organisation::section(connection_, entry.section_id, today_);
      EvidenceItem item{.number = registers::number_of(definition->second, entry.serial),
                        .href = visit_.base() + "/" + subject,
                        .title = entry.label,
                        .person = section ? section->name : std::string()};
      add_records(item, subject);
      evidence_.items.push_back(std::move(item));
    }
  }

  void add_appointments(const std::string& office) {
    const auto offices = visit_.services.body.offices(connection_);
    for (const auto& held : organisation::appointments(connection_, today_)) {
      if (held.office != office || !next()) continue;
      const auto person = organisation::person(connection_, held.person_id, today_);
      const auto section = organisation::section(connection_, held.section_id, today_);
      EvidenceItem item{
          .number = "任命",
          .href = visit_.base() + "/organisation",
          .title = offices.title(office) + (section ? "（" + section->name + "）" : std::string()),
          .person = person ? person->name : held.person_id};
      add_records(item, "appointments/" + held.id);
      evidence_.items.push_back(std::move(item));
    }
  }

  void add_anchorings() {
    for (const auto& anchored : anchoring::anchorings(connection_)) {
      if (!next()) continue;
      const auto record = ledger::record_at(connection_, anchored.record_number);
      if (!record) continue;
      evidence_.items.push_back(
          {.number = "控え",
           .href = visit_.base() + "/ledger/checkpoints",
           .title = std::string(label_of(anchored.way)) + "（" + anchored.place + "）",
           .person = actor_name(connection_, *record),
           .acts = {{record->number, anchored.at, act_label(*record),
                     actor_name(connection_, *record), actor_capacity(*record)}}});
    }
  }

  // Of what the program keeps itself only the newest time.
  void add_duty(const std::string& id) {
    const auto& declared = visit_.services.body.definitions().duties;
    const auto found = declared.find(id);
    if (found == declared.end()) return;
    const duties::Definition& duty = found->second;
    if (const duties::Recorded* kept = duty.recorded()) {
      const auto record = ledger::newest_of_kind(connection_, kept->subject, kept->done);
      if (record) add_performance(duty, *record);
      return;
    }
    for (const auto& performed : duties::performances(connection_, id)) {
      const auto record = ledger::record_at(connection_, performed.record_number);
      if (record && !record->erased) add_performance(duty, *record);
    }
  }

  void add_performance(const duties::Definition& duty, const ledger::Record& record) {
    if (!next()) return;
    const std::string unit = text_at(record.payload, "unit_name");
    EvidenceItem item{.number = wareki_day(day_in_japan(record.at)),
                      .href = visit_.base() + "/" + duty.page(),
                      .title = duty.title + (unit.empty() ? "" : "（" + unit + "）"),
                      .person = actor_name(connection_, record)};
    item.acts.push_back(act_of(record));
    evidence_.items.push_back(std::move(item));
  }

  EvidenceAct act_of(const ledger::Record& record) {
    return {record.number, iso_instant(record.at), act_label(record),
            actor_name(connection_, record), actor_capacity(record)};
  }

  void add_records(EvidenceItem& item, const std::string& subject) {
    for (const auto& record : ledger::records_of(connection_, subject)) {
      item.acts.push_back(act_of(record));
    }
  }

  const Visit& visit_;
  Connection& connection_;
  const std::size_t items_max_;
  const Day today_;
  Evidence evidence_;
};

}  // namespace

Evidence evidence_of(const Visit& visit, Connection& connection,
                     const std::vector<const catalogue::Control*>& controls,
                     std::size_t items_max) {
  std::vector<Satisfier> satisfiers;
  for (const catalogue::Control* control : controls) {
    for (const Satisfier& satisfier : control->satisfied_by) {
      const bool known = std::ranges::find(satisfiers, satisfier) != satisfiers.end();
      if (!known) satisfiers.push_back(satisfier);
    }
  }
  Collector collector(visit, connection, items_max);
  for (const Satisfier& satisfier : satisfiers) collector.add(satisfier);
  return collector.take();
}

}  // namespace mamori::web
