#include "duties/posture.h"

#include <algorithm>

#include "anchoring/anchoring.h"
#include "duties/places.h"
#include "duties/rounds.h"
#include "ledger/newest.h"
#include "organisation/boards.h"
#include "organisation/organisation.h"
#include "procedures/application.h"

namespace mamori::duties {

// What judging many controls reads more than once: one duty fulfils several of them.
class Posture::Reading {
 public:
  explicit Reading(const Sources& sources)
      : sources_(sources), candidates_(sources.connection, sources.today) {}

  const Sources& sources() const { return sources_; }
  const std::vector<Owed>& owed(const Definition& duty) {
    const auto known = owed_.find(duty.id);
    if (known != owed_.end()) return known->second;
    return owed_.emplace(duty.id, duties::owed(candidates_, duty)).first->second;
  }

 private:
  const Sources& sources_;
  Candidates candidates_;
  std::map<std::string, std::vector<Owed>, std::less<>> owed_;
};

namespace {

using catalogue::Satisfier;
using catalogue::SatisfierKind;
using regulation::Node;
using Reading = Posture::Reading;

std::string count_of(std::int64_t number) {
  return std::to_string(number) + "件";
}

using procedures::Suspension;

// The exceptions that suspend a control, be it only somewhere.
std::vector<Suspension> exceptions_from(const Sources& sources, std::string_view control) {
  std::vector<Suspension> named;
  std::ranges::copy_if(sources.suspensions, std::back_inserter(named),
                       [&](const Suspension& one) { return one.names(control); });
  return named;
}

bool is_excepted(const std::vector<Suspension>& exceptions, const procedures::Where& where) {
  return std::ranges::any_of(exceptions, [&](const Suspension& one) { return covers(one, where); });
}

std::string in_words(const Suspension& exception) {
  const auto until = parse_day(exception.until);
  return "例外措置（" + exception.number + "、" + (until ? wareki_day(*until) : exception.until) +
         "まで）";
}

// The acts of a procedure that carry out this control, and their names joined.
struct Carrying {
  std::vector<std::string> acts;
  std::string names;
};

Carrying carrying(const procedures::Definition& definition, const std::string& control) {
  Carrying carrying;
  for (const procedures::Step& step : definition.steps) {
    if (std::ranges::find(step.controls, control) == step.controls.end()) continue;
    carrying.acts.push_back(step.id);
    carrying.names += (carrying.names.empty() ? "" : "・") + step.done;
  }
  return carrying;
}

// What was done under the control: the acts that rest on it, or, where it shows only in what the
// form demands, the applications decided.
Judgement judge_done(const Sources& sources, const procedures::Definition& definition,
                     const std::string& control, const procedures::Tally& tally) {
  const std::string quoted = "「" + definition.title + "」";
  const Carrying of_control = carrying(definition, control);
  if (!of_control.acts.empty()) {
    const auto done = procedures::count_acts(sources.connection, definition.id, of_control.acts);
    if (done == 0) {
      return {State::unrecorded, quoted + "で、" + of_control.names + "の記録は、まだありません。"};
    }
    return {State::satisfied, quoted + "に、" + of_control.names + "の記録が" + count_of(done) +
                                  "あり、期限を過ぎたものはありません。"};
  }
  if (tally.decided == 0) {
    return {State::unrecorded, quoted + "で決裁されたものは、まだありません。"};
  }
  return {State::satisfied,
          quoted + "で" + count_of(tally.decided) + "が決裁され、期限を過ぎたものはありません。"};
}

// How many applications are overdue, those left out that an exception covers.
std::int64_t count_overdue(const Sources& sources, const procedures::Definition& definition,
                           const std::string& control, std::int64_t all) {
  const auto exceptions = exceptions_from(sources, control);
  if (all == 0 || exceptions.empty()) return all;
  std::int64_t count = 0;
  for (const auto& application : procedures::open_applications(sources.connection)) {
    if (application.procedure_id != definition.id || !application.overdue(sources.today)) continue;
    auto where = procedures::where_of(sources.connection, application.section_id, sources.today);
    procedures::add_systems(definition.form, application.values, where);
    if (!is_excepted(exceptions, where)) ++count;
  }
  return count;
}

Judgement judge_procedure(const Sources& sources, std::string_view id, const std::string& control) {
  const auto definition = sources.procedures.find(id);
  if (definition == sources.procedures.end()) return {State::not_running, ""};
  const std::string quoted = "「" + definition->second.title + "」";
  const auto tally = procedures::tally(sources.connection, id, sources.today);
  const auto overdue = count_overdue(sources, definition->second, control, tally.overdue);
  if (overdue > 0) {
    return {State::overdue, quoted + "に、期限を過ぎたものが" + count_of(overdue) + "あります。"};
  }
  if (tally.filed == 0) return {State::unrecorded, quoted + "の申請は、まだありません。"};
  return judge_done(sources, definition->second, control, tally);
}

// What entries must say, or how young they must be, to fulfil the control: as their register says;
// one named by the control itself asks nothing of them.
registers::Service service_of(const registers::Definition& definition, const std::string& control) {
  const auto found = std::ranges::find(definition.serves, control, &registers::Service::control);
  return found == definition.serves.end() ? registers::Service{.control = control} : *found;
}

// What is only planned does not fulfil what asks for doing it.
Judgement judge_register(const Sources& sources, std::string_view id, const std::string& control) {
  const auto definition = sources.registers.find(id);
  if (definition == sources.registers.end()) return {State::not_running, ""};
  const std::string quoted = "「" + definition->second.title + "」に";
  const registers::Service service = service_of(definition->second, control);
  const auto served =
      registers::served_by(sources.connection, definition->second, service, sources.today);
  if (served.count == 0 && service.what.empty()) {
    return {State::unrecorded, quoted + "は、まだ何もありません。"};
  }
  const bool dated = service.every.count() > 0;
  if (served.count == 0 || (dated && !served.newest)) {
    return {State::unrecorded, quoted + "、" + service.what + "の記録は、まだありません。"};
  }
  const std::string counted =
      quoted + (service.what.empty() ? "" : service.what + "の記録が") + count_of(served.count);
  if (!dated) {
    return {State::satisfied,
            counted + (service.what.empty() ? "が登録されています。" : "あります。")};
  }
  if (months_after(*served.newest, service.every) < sources.today) {
    return {State::overdue, quoted + "、" + wareki_day(*served.newest) + "の後、" +
                                std::to_string(service.every.count()) + "か月を過ぎても、" +
                                service.what + "の記録がありません。"};
  }
  return {State::satisfied,
          counted + "あり、最も新しいものは" + wareki_day(*served.newest) + "です。"};
}

Judgement judge_office(const Sources& sources, std::string_view id, const std::string& control) {
  const organisation::Office* office = sources.offices.find(id);
  if (!office) return {State::not_running, ""};
  const auto held = organisation::appointments(sources.connection, sources.today);
  const auto is_office = [&](const auto& appointment) { return appointment.office == id; };
  const bool has_members = !organisation::board_members(held, *office).empty();
  if (!has_members && std::ranges::none_of(held, is_office)) {
    return {State::unrecorded, office->title + "が任命されていません。"};
  }
  if (office->scope != organisation::OfficeScope::section) {
    return {State::satisfied, office->title + "が任命されています。"};
  }
  const auto exceptions = exceptions_from(sources, control);
  for (const auto& section : organisation::sections(sources.connection, sources.today)) {
    if (section.level != organisation::SectionLevel::section) continue;  // 部 and 係 have none
    const auto where = procedures::where_of(sources.connection, section.id, sources.today);
    if (is_excepted(exceptions, where)) continue;
    const auto of_section = [&](const auto& appointment) {
      return is_office(appointment) && appointment.section_id == section.id;
    };
    if (std::ranges::none_of(held, of_section)) {
      return {State::unrecorded, section.name + "の" + office->title + "が任命されていません。"};
    }
  }
  return {State::satisfied, "すべての課に" + office->title + "が任命されています。"};
}

// What was tried in vain since it was last done.
std::string failed_since(const Sources& sources, const Recorded& kept, std::uint64_t done) {
  const auto failed = kept.failed.empty()
                          ? std::nullopt
                          : ledger::newest_of_kind(sources.connection, kept.subject, kept.failed);
  if (!failed || failed->number < done) return "";
  return "その後、" + wareki_day(day_in_japan(failed->at)) + "に失敗しています。";
}

Judgement judge_recorded(const Sources& sources, const Definition& duty, const Recorded& kept) {
  const std::string quoted = "「" + duty.title + "」";
  const auto newest = ledger::newest_of_kind(sources.connection, kept.subject, kept.done);
  const std::string failed = failed_since(sources, kept, newest ? newest->number : 0);
  if (!newest) return {State::unrecorded, quoted + "の記録は、まだありません。" + failed};
  const Day day = day_in_japan(newest->at);
  if (duty.due_after(day) < sources.today) {
    return {State::overdue, quoted + "（" + duty.interval() + "）は、" + wareki_day(day) +
                                "の後、次の記録がないまま期限を過ぎています。" + failed};
  }
  return {State::satisfied,
          quoted + "は、" + wareki_day(day) + "に行われ、確かめられています。" + failed};
}

// 総務課ほか2件; "" for the body, which has no name here.
std::string named(const std::vector<std::string>& units) {
  if (units.empty() || units.front().empty()) return "";
  if (units.size() == 1) return units.front() + "で";
  return units.front() + "ほか" + count_of(static_cast<std::int64_t>(units.size()) - 1) + "で";
}

// What is done once for each thing or person is kept while nothing is late: what is not due yet
// does not make undone what was done.
Judgement judge_once(const Sources& sources, const Definition& duty, std::size_t waiting) {
  const std::string quoted = "「" + duty.title + "」";
  const auto done = std::ssize(performances(sources.connection, duty.id));
  if (done == 0) return {State::unrecorded, quoted + "の記録は、まだありません。"};
  const std::string rest =
      waiting == 0
          ? ""
          : "期限内のものが、ほかに" + count_of(static_cast<std::int64_t>(waiting)) + "あります。";
  return {State::satisfied,
          quoted + "の記録が" + count_of(done) + "あり、期限を過ぎたものはありません。" + rest};
}

Judgement judge_rounds(Reading& reading, const Definition& duty, const std::string& control) {
  const Sources& sources = reading.sources();
  const std::string quoted = "「" + duty.title + "」は、";
  std::vector<Owed> all = reading.owed(duty);
  const bool owed_by_somebody = !all.empty();
  if (std::ranges::all_of(all, [](const Owed& one) { return one.exception.has_value(); }) &&
      owed_by_somebody) {
    return {State::excepted, quoted + in_words(*all.front().exception) + "により外れています。",
            all.front().exception->application_id};
  }
  const auto exceptions = exceptions_from(sources, control);
  Places places(sources.connection, sources.today);
  std::erase_if(all, [&](const Owed& one) {
    if (one.exception || exceptions.empty()) return one.exception.has_value();
    return is_excepted(exceptions, places.of(one.unit));
  });
  // Nobody is left who owes it: all there is to say, the exception says.
  if (owed_by_somebody && all.empty()) return {State::satisfied, ""};
  std::vector<std::string> late;
  std::vector<std::string> never;
  for (const Owed& one : all) {
    if (one.late(sources.today)) late.push_back(one.unit.name);
    if (!one.last) never.push_back(one.unit.name);
  }
  if (!late.empty()) return {State::overdue, quoted + named(late) + "期限を過ぎています。"};
  if (duty.rounds()->once) return judge_once(sources, duty, never.size());
  if (all.empty() || !never.empty()) {
    return {State::unrecorded, quoted + named(never) + "まだ行われていません。"};
  }
  const std::string times = all.size() > 1 ? "すべての" + count_of(std::ssize(all)) + "で" : "";
  return {State::satisfied,
          quoted + times + "期限までに行われています（" + duty.interval() + "）。"};
}

Judgement judge_duty(Reading& reading, std::string_view id, const std::string& control) {
  const Sources& sources = reading.sources();
  const auto found = sources.duties.find(id);
  if (found == sources.duties.end()) return {State::not_running, ""};
  const Definition& duty = found->second;
  const Recorded* kept = duty.recorded();
  if (!kept) return judge_rounds(reading, duty, control);
  const auto exception =
      procedures::suspending(sources.suspensions, {procedures::rule_of_duty(duty.id)}, {});
  if (!exception) return judge_recorded(sources, duty, *kept);
  return {State::excepted,
          "「" + duty.title + "」は、" + in_words(*exception) + "により外れています。",
          exception->application_id};
}

Judgement judge_ledger(const Sources& sources) {
  const auto records = ledger::record_count(sources.connection);
  return {State::satisfied,
          std::to_string(records) + "件の操作が、改ざんすれば分かる記録にあります。"};
}

Judgement judge_anchoring(const Sources& sources, const std::string& days_max) {
  const auto days = anchoring::days_without(sources.connection, sources.today);
  if (days && *days > std::stoi(days_max)) {  // checked when the definition was read
    return {State::overdue,
            "検証値をどこにも控えないまま、" + std::to_string(*days) + "日が過ぎています。"};
  }
  const auto last = anchoring::newest(sources.connection);
  if (!last) return {State::unrecorded, "検証値は、まだどこにも控えられていません。"};
  const auto at = parse_iso_instant(last->at);
  return {State::satisfied, "検証値を、" + (at ? wareki_day(day_in_japan(*at)) : last->at) +
                                "に「" + std::string(label_of(last->way)) + "」に控えています。"};
}

Judgement judge_satisfier(Reading& reading, const Satisfier& satisfier,
                          const std::string& control) {
  const Sources& sources = reading.sources();
  switch (satisfier.kind) {
    case SatisfierKind::procedure:
      return judge_procedure(sources, satisfier.name, control);
    case SatisfierKind::register_:
      return judge_register(sources, satisfier.name, control);
    case SatisfierKind::organisation:
      return judge_office(sources, satisfier.name, control);
    case SatisfierKind::duty:
      return judge_duty(reading, satisfier.name, control);
    case SatisfierKind::ledger:
      return judge_ledger(sources);
    case SatisfierKind::anchoring:
      return judge_anchoring(sources, satisfier.name);
  }
  return {};
}

// The best of what fulfils a control, but overdue when any of that is.
Judgement best_of_satisfiers(Reading& reading, const catalogue::Control& control) {
  Judgement best{State::not_running, "これを動かす手続や台帳は、まだありません。"};
  // Of two that lack something the one that runs says more.
  const auto goodness = [](State state) {
    return state == State::satisfied    ? 3
           : state == State::excepted   ? 2
           : state == State::unrecorded ? 1
                                        : 0;
  };
  for (const Satisfier& satisfier : control.satisfied_by) {
    Judgement judgement = judge_satisfier(reading, satisfier, control.id);
    if (judgement.state == State::overdue) return judgement;
    if (goodness(judgement.state) > goodness(best.state)) best = std::move(judgement);
  }
  return best;
}

Judgement judge_control(Reading& reading, const catalogue::Control& control) {
  const auto exceptions = exceptions_from(reading.sources(), control.id);
  const auto whole = std::ranges::find_if(exceptions, &Suspension::covers_everything);
  if (whole != exceptions.end()) {
    return {State::excepted, in_words(*whole) + "により外れています。", whole->application_id};
  }
  Judgement best = best_of_satisfiers(reading, control);
  if (exceptions.empty() || best.state == State::excepted) return best;
  // What is wrong elsewhere stays wrong; that all is well is true only but for the exception.
  if (best.state == State::satisfied) best.state = State::excepted;
  best.reason += in_words(exceptions.front()) + "の範囲は除いています。";
  best.exception_id = exceptions.front().application_id;
  return best;
}

bool worse(const Judgement& left, const Judgement& right) {
  return left.state < right.state;
}

}  // namespace

std::string_view code_of(State state) {
  switch (state) {
    case State::overdue:
      return "overdue";
    case State::unrecorded:
      return "unrecorded";
    case State::not_running:
      return "not_running";
    case State::excepted:
      return "excepted";
    case State::satisfied:
      return "satisfied";
    case State::not_applicable:
      return "not_applicable";
  }
  return "";
}

std::string_view label_of(State state) {
  switch (state) {
    case State::overdue:
      return "期限超過";
    case State::unrecorded:
      return "未記録";
    case State::not_running:
      return "運用前";
    case State::excepted:
      return "例外";
    case State::satisfied:
      return "満たしている";
    case State::not_applicable:
      return "対象外";
  }
  return "";
}

Judgement judge(const Sources& sources, const catalogue::Control& control) {
  Reading reading(sources);
  return judge_control(reading, control);
}

Posture::Posture(const Sources& sources, const regulation::Document& document,
                 const std::vector<catalogue::AlignedControl>& aligned) {
  for (const auto& alignment : aligned) {
    if (alignment.rank == 1) controls_.emplace(alignment.place, alignment.control_id);
  }
  Reading reading(sources);
  for (const Node& node : document.nodes) judge_node(reading, node);
}

const Judgement& Posture::of_control(Reading& reading, const std::string& id) {
  const auto known = by_control_.find(id);
  if (known != by_control_.end()) return known->second;
  const catalogue::Control* control = reading.sources().catalogue.find(id);
  return by_control_
      .emplace(id, control
                       ? judge_control(reading, *control)
                       : Judgement{State::not_running, "この管理策は、今のカタログにありません。"})
      .first->second;
}

Judgement Posture::own(Reading& reading, const Node& node) {
  Judgement worst;
  if (node.place.empty()) return worst;
  const auto [begin, end] = controls_.equal_range(node.place);
  for (auto control = begin; control != end; ++control) {
    const Judgement& judgement = of_control(reading, control->second);
    if (worse(judgement, worst)) worst = judgement;
  }
  return worst;
}

Judgement Posture::judge_node(Reading& reading, const Node& node) {
  Judgement worst = own(reading, node);
  for (const Node& child : node.children) {
    const Judgement below = judge_node(reading, child);
    if (worse(below, worst)) worst = below;
  }
  // A sole 項 shares the place of its article: whichever is written last covers both.
  if (!node.place.empty()) by_place_[node.place] = worst;
  return worst;
}

const Judgement& Posture::at(std::string_view place) const {
  static const Judgement nothing;
  const auto found = by_place_.find(place);
  return found == by_place_.end() ? nothing : found->second;
}

std::map<State, int> Posture::tally(const Node& node) const {
  std::map<State, int> counts;
  if (node.children.empty()) {
    if (!node.place.empty()) ++counts[at(node.place).state];
    return counts;
  }
  for (const Node& child : node.children) {
    for (const auto& [state, count] : tally(child)) counts[state] += count;
  }
  return counts;
}

}  // namespace mamori::duties
