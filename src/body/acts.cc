#include "body/acts.h"

#include <algorithm>

#include "base/json.h"
#include "base/text.h"
#include "body/erasing.h"
#include "duties/rounds.h"
#include "identity/first_link.h"
#include "identity/rules.h"
#include "notices/inbox.h"
#include "organisation/organisation.h"
#include "organisation/people_acts.h"
#include "procedures/assigning.h"
#include "procedures/writing.h"
#include "registers/own_fields.h"

namespace mamori::body {
namespace {

using store::Connection;

constexpr std::string_view view_registers = "registers.view";

std::unexpected<Error> forbidden(const access::Decision& decision, std::vector<Citation> basis) {
  Error error{Fault::forbidden, decision.code, decision.message, decision.remedy};
  error.basis = std::move(basis);
  return std::unexpected(std::move(error));
}

std::unexpected<Error> not_found(std::string what) {
  return fail(Fault::not_found, "not_found", std::move(what) + "は見つかりません。",
              "アドレスを確かめるか、一覧から開き直してください。");
}

}  // namespace

access::Decision Acts::may(Connection& connection, std::string_view person_id, std::string_view act,
                           const access::Facts& facts) {
  const access::Rule* rule = body_.definitions().policy.rule(act);
  if (!rule) {
    return {.code = "act_not_allowed", .message = "この操作は、だれにも許されていません。"};
  }
  return access::decide(*body_.roster(connection), *rule, facts, person_id);
}

Result<void> Acts::require(Connection& connection, std::string_view person_id, std::string_view act,
                           const access::Facts& facts) {
  const access::Decision decision = may(connection, person_id, act, facts);
  if (decision.allowed) return {};
  return forbidden(decision, body_.cite(connection, decision.controls));
}

access::Decision Acts::may_write(Connection& connection, std::string_view person_id,
                                 const registers::Definition& definition,
                                 const registers::Values& values) {
  return body::may_write(*body_.roster(connection), definition,
                         registers::facts_of(definition, values), person_id);
}

// What is confidential is read by those it concerns: who needs it for their work (S2 第40条).
bool Acts::concerns(Connection& connection, std::string_view person_id,
                    const registers::Definition& definition, const registers::Values& values) {
  const auto& audience = definition.audience;
  if (!audience || !audience->confidential) return false;
  const auto meant =
      registers::concerned(connection, *audience, values, day_in_japan(body_.clock().now()));
  return !meant || meant->contains(std::string(person_id));
}

access::Decision Acts::may_read(Connection& connection, std::string_view person_id,
                                const registers::Definition& definition,
                                const registers::Values& values) {
  access::Decision anyone = may(connection, person_id, view_registers);
  if (!anyone.allowed || !definition.read) return anyone;
  if (concerns(connection, person_id, definition, values)) return anyone;
  return body::may_read(*body_.roster(connection), definition,
                        registers::facts_of(definition, values), person_id);
}

Readable Acts::readable(Connection& connection, std::string_view person_id,
                        const registers::Definition& definition) {
  if (!may(connection, person_id, view_registers).allowed) return {};
  Readable found = readable_entries(connection, *body_.roster(connection), definition, person_id);
  if (found.all || !definition.audience || !definition.audience->confidential) return found;
  found.somewhere = true;  // anybody may be concerned by some entry
  for (const auto& entry : registers::entries(connection, definition.id)) {
    if (concerns(connection, person_id, definition, entry.values)) found.entries.add(entry.serial);
  }
  return found;
}

std::vector<Citation> Acts::basis_of_register(Connection& connection,
                                              const std::string& register_id) {
  return body_.cite_served_by(connection, {catalogue::SatisfierKind::register_, register_id});
}

Result<std::string> Acts::make_first_administrator(std::string_view token, const Json& input) {
  const std::string password = text_at(input, "password");
  const identity::PersonalWords words{text_at(input, "login"),
                                      {text_at(input, "name"), text_at(input, "kana")}};
  const auto policy = body_.store().read([](Connection& connection) {
    return identity::password_policy(identity::rules(connection));
  });
  if (auto strong = identity::check_password(policy, words, password); !strong) {
    return fail(strong.error());
  }
  const auto prepared = identity::prepare_own(hasher_, password);
  return body_.store().write([&](Connection& connection) -> Result<std::string> {
    const Instant now = body_.clock().now();
    if (auto used = identity::use_first_link(connection, token, now); !used) {
      return fail(used.error());
    }
    const organisation::Change change{"system:first-link", now};
    const Json person{{"name", text_at(input, "name")}, {"kana", text_at(input, "kana")}};
    const auto added = organisation::add_person(connection, change, person);
    if (!added) return fail(added.error());
    const std::string id = text_at(added->payload, "id");
    record(connection, *added);
    const Json office{{"office", "administrator"}, {"person", id}};
    const auto appointed =
        organisation::appoint(connection, body_.offices(connection), change, office);
    if (!appointed) return fail(appointed.error());
    record(connection, *appointed);
    auto account = identity::create_account(connection, id, text_at(input, "login"), prepared, now);
    if (!account) return fail(account.error());
    record(connection, {"identity.issue_account", change.actor, "people/" + id,
                        JsonObject{{"person", id},
                                   {"person_name", text_at(input, "name")},
                                   {"login", text_at(input, "login")}}});
    return id;
  });
}

Result<IssuedAccount> Acts::issue_account(std::string_view person_id, const Json& input) {
  const auto temporary = identity::prepare_temporary(hasher_);
  return body_.store().write([&](Connection& connection) -> Result<IssuedAccount> {
    if (auto allowed = require(connection, person_id, "identity.issue_account"); !allowed) {
      return fail(allowed.error());
    }
    const Instant now = body_.clock().now();
    const auto person =
        organisation::person(connection, text_at(input, "person"), day_in_japan(now));
    if (!person) return not_found("その人");
    const auto known = identity::find_by_person(connection, person->id);
    const std::string login = known ? known->account.login : trimmed(text_at(input, "login"));
    auto done =
        known ? identity::reset_password(connection, person->id, temporary.prepared, now)
              : identity::create_account(connection, person->id, login, temporary.prepared, now);
    if (!done) return fail(done.error());
    record(connection,
           {known ? "identity.reset_password" : "identity.issue_account", std::string(person_id),
            "people/" + person->id,
            JsonObject{{"person", person->id}, {"person_name", person->name}, {"login", login}}});
    return IssuedAccount{person->name, login, identity::in_groups(temporary.text)};
  });
}

Result<Done> Acts::change_password(const identity::PasswordChange& change) {
  return body_.store().write([&](Connection& connection) -> Result<Done> {
    if (auto allowed = require(connection, change.person_id, "identity.change_password");
        !allowed) {
      return fail(allowed.error());
    }
    const auto policy = identity::password_policy(identity::rules(connection));
    auto applied = identity::apply_change(connection, change, policy, body_.clock().now());
    if (!applied) return fail(applied.error());
    return record(connection, account_act(body_, connection, "identity.change_password",
                                          change.person_id, change.person_id));
  });
}

namespace {

constexpr std::string_view decide_level = "registers.decide_level";
constexpr std::size_t referring_max = 200;  // copies and containers that are told of

void add_notice(ledger::Act& act, std::string_view person_id, std::string text,
                std::string_view href) {
  JsonObject& payload = act.payload.as_object();
  if (!payload.contains("tell")) payload["tell"] = JsonArray();
  payload["tell"].as_array().push_back(
      JsonObject{{"person", person_id}, {"href", href}, {"text", std::move(text)}});
}

// Those who decide the level of an entry with these values.
std::vector<access::Holder> deciders(Body& body, Connection& connection,
                                     const registers::Definition& definition,
                                     const JsonObject& values) {
  const access::Rule* rule = body.definitions().policy.rule(decide_level);
  return access::who_may(*body.roster(connection), *rule,
                         registers::facts_of(definition, values).front());
}

// The level an entry has now, by its values; nullptr for one that is not classified.
const registers::Option* level_in(const registers::Definition& definition,
                                  const JsonObject& values) {
  const registers::Field* field = registers::level_field(definition);
  return field ? field->find(text_at(values, field->name)) : nullptr;
}

// Copies of it and what contains it may not stay below: who answers for them is told (第11条第2項,
// 第15条第3項).
void tell_raised_level(Body& body, Connection& connection, const registers::Definition& definition,
                       const registers::Entry& before, ledger::Act& act) {
  const JsonObject values = object_at(act.payload, "values");
  const registers::Option* old = level_in(definition, before.values);
  const registers::Option* now = level_in(definition, values);
  if (!old || !now || now->rank <= old->rank) return;
  for (const auto& [entry, by] : registers::references_to(connection, before.id, referring_max)) {
    const auto found = body.definitions().registers.find(entry.register_id);
    if (found == body.definitions().registers.end() || !entry.closed_on.empty()) continue;
    const registers::Field* field = registers::level_field(found->second);
    const registers::Option* level = level_in(found->second, entry.values);
    if (!field || std::ranges::find(field->highest_of, by) == field->highest_of.end()) continue;
    if (!level || level->rank >= now->rank) continue;
    const std::string number = registers::number_of(found->second, entry.serial);
    for (const auto& holder : deciders(body, connection, found->second, entry.values)) {
      add_notice(act, holder.person_id,
                 "【分類】" + text_at(act.payload, "number") + "「" + text_at(values, "name") +
                     "」が「" + now->label + "」に上がりました。その写しや入れ物の " + number +
                     "「" + entry.label + "」も、内容を直して上げてください。",
                 "registers/" + entry.register_id + "/" + entry.id);
    }
  }
}

// Whoever is to decide the level of what nobody could classify is told (第14条第3項).
void tell_unknown_level(Body& body, Connection& connection, const registers::Definition& definition,
                        ledger::Act& act) {
  const registers::Field* field = registers::level_field(definition);
  const JsonObject& values = object_at(act.payload, "values");
  if (!field || text_at(values, field->name) != registers::unknown_level) return;
  const std::string text = "【判断】" + text_at(act.payload, "number") + "「" +
                           text_at(values, "name") + "」の" + field->label +
                           "が分かりません。決めて、内容を直してください。";
  for (const auto& holder : deciders(body, connection, definition, values)) {
    add_notice(act, holder.person_id, text, act.subject);
  }
}

// What somebody has taken out is not done with.
Result<void> check_not_held(Connection& connection, const registers::Definition& definition,
                            const registers::Entry& entry) {
  const auto held =
      connection.first("SELECT entry_id FROM application_holdings WHERE entry_id = $1", entry.id);
  if (!held) return {};
  return fail(Fault::conflict, "entry_held",
              entry.label + "は、終わっていない申請で使われています。",
              "返却の確認などで申請が終わってから、" + definition.closing + "を登録してください。");
}

}  // namespace

Result<Done> Acts::add_entry(std::string_view person_id, std::string_view register_id,
                             const Json& input) {
  const auto definition = body_.definitions().registers.find(register_id);
  if (definition == body_.definitions().registers.end()) return not_found("その台帳");
  return body_.store().write([&](Connection& connection) -> Result<Done> {
    const registers::Change change{std::string(person_id), body_.clock().now()};
    const auto whole = registers::with_own_fields(connection, definition->second);
    auto act = registers::add_entry(connection, whole, change, input);
    if (!act) return fail(act.error());
    const auto decision =
        may_write(connection, person_id, whole, object_at(act->payload, "values"));
    if (!decision.allowed) return forbidden(decision, basis_of_register(connection, whole.id));
    tell_unknown_level(body_, connection, whole, *act);
    return record(connection, *std::move(act));
  });
}

template <class Prepare>
Result<Done> Acts::write_entry(std::string_view person_id, std::string_view entry_id,
                               const Prepare& prepare) {
  return body_.store().write([&](Connection& connection) -> Result<Done> {
    const auto old = registers::entry(connection, entry_id);
    if (!old) return not_found("その登録");
    const auto definition =
        registers::with_own_fields(connection, body_.definitions().registers.at(old->register_id));
    const auto now_allowed = may_write(connection, person_id, definition, old->values);
    if (!now_allowed.allowed) {
      return forbidden(now_allowed, basis_of_register(connection, definition.id));
    }
    const registers::Change change{std::string(person_id), body_.clock().now()};
    Result<ledger::Act> act = prepare(connection, definition, change, *old);
    if (!act) return fail(act.error());
    // Nobody puts an entry where they could not have added it: into another section.
    const auto then_allowed =
        may_write(connection, person_id, definition, object_at(act->payload, "values"));
    if (!then_allowed.allowed) {
      return forbidden(then_allowed, basis_of_register(connection, definition.id));
    }
    tell_unknown_level(body_, connection, definition, *act);
    tell_raised_level(body_, connection, definition, *old, *act);
    return record(connection, *std::move(act));
  });
}

Result<Done> Acts::change_entry(std::string_view person_id, std::string_view entry_id,
                                std::int64_t version, const Json& input) {
  return write_entry(person_id, entry_id,
                     [&](auto& connection, const auto& definition, const auto& change,
                         const registers::Entry& entry) {
                       return registers::change_entry(connection, definition, change,
                                                      {entry, version}, input);
                     });
}

Result<Done> Acts::close_entry(std::string_view person_id, std::string_view entry_id,
                               std::int64_t version, const Json& input) {
  return write_entry(person_id, entry_id,
                     [&](auto& connection, const auto& definition, const auto& change,
                         const registers::Entry& entry) -> Result<ledger::Act> {
                       if (auto free = check_not_held(connection, definition, entry); !free) {
                         return fail(free.error());
                       }
                       return registers::close_entry(connection, definition, change,
                                                     {entry, version}, input);
                     });
}

Result<Done> Acts::reopen_entry(std::string_view person_id, std::string_view entry_id,
                                std::int64_t version, const Json& input) {
  return write_entry(person_id, entry_id,
                     [&](auto& connection, const auto& definition, const auto& change,
                         const registers::Entry& entry) {
                       return registers::reopen_entry(connection, definition, change,
                                                      {entry, version}, input);
                     });
}

template <class Prepare>
Result<Done> Acts::change_own_fields(std::string_view person_id, std::string_view register_id,
                                     const Prepare& prepare) {
  const auto definition = body_.definitions().registers.find(register_id);
  if (definition == body_.definitions().registers.end()) return not_found("その台帳");
  return body_.store().write([&](Connection& connection) -> Result<Done> {
    if (auto allowed = require(connection, person_id, "registers.change_fields"); !allowed) {
      return fail(allowed.error());
    }
    Result<ledger::Act> act =
        prepare(connection, definition->second,
                registers::Change{std::string(person_id), body_.clock().now()});
    if (!act) return fail(act.error());
    return record(connection, *std::move(act));
  });
}

Result<Done> Acts::add_own_field(std::string_view person_id, std::string_view register_id,
                                 const Json& input) {
  return change_own_fields(
      person_id, register_id,
      [&](auto& connection, const auto& definition, const registers::Change& change) {
        return registers::add_own_field(connection, definition, change, input);
      });
}

Result<Done> Acts::end_own_field(std::string_view person_id, std::string_view register_id,
                                 std::string_view name) {
  return change_own_fields(
      person_id, register_id,
      [&](auto& connection, const auto& definition, const registers::Change& change) {
        return registers::end_own_field(connection, definition, change, name);
      });
}

Result<Done> Acts::lower_level(std::string_view person_id, std::string_view entry_id,
                               std::int64_t version, const Json& input) {
  return body_.store().write([&](Connection& connection) -> Result<Done> {
    const auto entry = registers::entry(connection, entry_id);
    if (!entry) return not_found("その登録");
    const auto definition = registers::with_own_fields(
        connection, body_.definitions().registers.at(entry->register_id));
    const auto facts = registers::facts_of(definition, entry->values).front();
    const auto decision = may(connection, person_id, decide_level, facts);
    if (!decision.allowed) {
      return forbidden(decision, basis_of_register(connection, definition.id));
    }
    const registers::Change change{std::string(person_id), body_.clock().now()};
    auto act = registers::lower_level(connection, definition, change, {*entry, version}, input);
    if (!act) return fail(act.error());
    return record(connection, *std::move(act));
  });
}

// An act on an application, what it leaves in registers and what it hands on, in one transaction.
Result<Done> Acts::record_with_writes(Connection& connection,
                                      const procedures::Definition& definition,
                                      const registers::Values& values, ledger::Act act) {
  const JsonObject& written = object_at(act.payload, "values");
  const registers::Values& form = written.empty() ? values : written;
  const auto desk = body_.desk(connection);
  Done done = record(connection, act);
  const auto registered =
      procedures::write_registers(desk, definition, form, act,
                                  [&](ledger::Act write) { record(connection, std::move(write)); });
  if (!registered) return fail(registered.error());
  const auto assigned = procedures::assign_all(
      desk, body_.definitions().procedures, definition, form, act,
      [&](const procedures::Definition& task, ledger::Act filed) -> Result<void> {
        auto recorded = record_with_writes(connection, task, {}, std::move(filed));
        return recorded ? Result<void>() : fail(recorded.error());
      });
  if (!assigned) return fail(assigned.error());
  return done;
}

Result<Done> Acts::file_application(std::string_view person_id, std::string_view procedure_id,
                                    const Json& input) {
  const auto definition = body_.definitions().procedures.find(procedure_id);
  if (definition == body_.definitions().procedures.end()) return not_found("その手続");
  return body_.store().write([&](Connection& connection) -> Result<Done> {
    auto act = procedures::file(body_.desk(connection), definition->second, person_id, input);
    if (!act) return fail(act.error());
    if (definition->second.erasing) {
      const auto erasable =
          check_erasable(body_, connection, definition->second, object_at(act->payload, "values"));
      if (!erasable) return fail(erasable.error());
    }
    return record_with_writes(connection, definition->second, {}, *std::move(act));
  });
}

Result<Done> Acts::file_unsigned(std::string_view procedure_id, const Json& input,
                                 std::string_view address) {
  const auto definition = body_.definitions().procedures.find(procedure_id);
  const bool open = definition != body_.definitions().procedures.end() &&
                    definition->second.open_door.has_value();
  if (!open) return not_found("その手続");
  return body_.store().write([&](Connection& connection) -> Result<Done> {
    auto act =
        procedures::file_unsigned(body_.desk(connection), definition->second, input, address);
    if (!act) return fail(act.error());
    return record_with_writes(connection, definition->second, {}, *std::move(act));
  });
}

Result<Done> Acts::set_procedure(std::string_view person_id, std::string_view procedure_id,
                                 const Json& input) {
  const auto definition = body_.definitions().procedures.find(procedure_id);
  if (definition == body_.definitions().procedures.end()) return not_found("その手続");
  return body_.store().write([&](Connection& connection) -> Result<Done> {
    if (auto may = require(connection, person_id, "procedures.set"); !may) {
      return fail(may.error());
    }
    auto act = procedures::set(body_.desk(connection), definition->second, person_id, input);
    if (!act) return fail(act.error());
    return record(connection, *std::move(act));
  });
}

Result<void> Acts::erase(Connection& connection, const procedures::Definition& definition,
                         std::string_view application_id, std::string_view person_id) {
  auto order = order_erasure(body_, connection, definition, application_id, person_id);
  if (!order) return fail(order.error());
  const auto records = records_of_thing(connection, order->subject);
  record(connection, *order);
  return erase_records(body_, connection, *order, records);
}

template <class Work>
Result<Done> Acts::write_on_application(std::string_view application_id, const Work& work) {
  return body_.store().write([&](Connection& connection) -> Result<Done> {
    const auto application = procedures::application(connection, application_id);
    if (!application) return not_found("その申請");
    const auto definition = body_.definition_of(connection, *application);
    if (!definition) return fail(definition.error());
    return work(connection, **definition, *application);
  });
}

Result<Done> Acts::except_on_application(std::string_view person_id,
                                         std::string_view application_id, const Json& input) {
  return write_on_application(
      application_id,
      [&](Connection& connection, const auto& definition, const auto& application) -> Result<Done> {
        auto act =
            procedures::except(body_.desk(connection), definition, application, person_id, input);
        if (!act) return fail(act.error());
        return record(connection, *std::move(act));
      });
}

Result<Done> Acts::see_decision(std::string_view person_id, std::string_view application_id,
                                const Json& input) {
  return write_on_application(
      application_id,
      [&](Connection& connection, const auto& definition, const auto& application) -> Result<Done> {
        auto act =
            procedures::see(body_.desk(connection), definition, application, person_id, input);
        if (!act) return fail(act.error());
        return record(connection, *std::move(act));
      });
}

Result<Done> Acts::act_on_application(std::string_view person_id, std::string_view application_id,
                                      std::string_view step_id, const Json& input) {
  bool erases = false;
  auto acted = write_on_application(
      application_id,
      [&](Connection& connection, const auto& definition, const auto& application) -> Result<Done> {
        auto act = procedures::act(body_.desk(connection), definition, application, step_id,
                                   person_id, input);
        if (!act) return fail(act.error());
        auto recorded =
            record_with_writes(connection, definition, application.values, *std::move(act));
        if (!recorded) return recorded;
        erases = definition.step(step_id)->erases;
        if (!erases) return recorded;
        const auto erased = erase(connection, definition, application_id, person_id);
        return erased ? std::move(recorded) : fail(erased.error());
      });
  if (acted && erases) body_.cut_off_erased();
  return acted;
}

Result<Done> Acts::perform_duty(std::string_view person_id, std::string_view duty_id,
                                std::string_view unit_id, const Json& input) {
  return perform_duty_for(person_id, duty_id, {std::string(unit_id)}, input);
}

Result<Done> Acts::perform_duty_for(std::string_view person_id, std::string_view duty_id,
                                    const std::set<std::string>& unit_ids, const Json& input) {
  const auto duty = body_.definitions().duties.find(duty_id);
  if (duty == body_.definitions().duties.end()) return not_found("その実施事項");
  return body_.store().write([&](Connection& connection) -> Result<Done> {
    if (auto allowed = require(connection, person_id, "duties.perform"); !allowed) {
      return fail(allowed.error());
    }
    const auto roster = body_.roster(connection);
    const auto basis =
        body_.cite_served_by(connection, {catalogue::SatisfierKind::duty, duty->first});
    Done last;
    for (const std::string& unit_id : unit_ids) {
      auto act = duties::perform({connection, *roster, body_.clock().now()}, duty->second, unit_id,
                                 person_id, input);
      if (!act) {
        Error error = act.error();
        error.basis = basis;
        return std::unexpected(std::move(error));
      }
      act->payload.as_object()["basis"] = basis_json(basis);
      last = record(connection, *std::move(act));
    }
    return last;
  });
}

Result<Done> Acts::mark_notices_read(std::string_view person_id, std::uint64_t up_to_record) {
  return body_.store().write([&](Connection& connection) -> Result<Done> {
    if (auto allowed = require(connection, person_id, "notices.read"); !allowed) {
      return fail(allowed.error());
    }
    return record(connection, notices::mark_read(person_id, up_to_record));
  });
}

}  // namespace mamori::body
