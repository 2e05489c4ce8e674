#include "duties/definition.h"

#include <algorithm>

#include "base/yaml.h"
#include "ledger/record.h"
#include "registers/scheme.h"

namespace mamori::duties {
namespace {

using registers::Field;
using registers::FieldType;

constexpr long interval_days_max = 3660;
constexpr long interval_months_max = 120;
constexpr std::size_t points_max = 30;
constexpr std::string_view usual_found_label = "気になる点あり";
constexpr int note_length_max = 1000;

constexpr long within_days_max = 3660;

bool is_once(const Yaml& root) {
  const std::string each = root["each"].text();
  return root["about"].present() || each == "newcomer" || each == "leaver";
}

Result<void> parse_interval(const Yaml& root, Definition& duty) {
  const auto days = root["every_days"].number();
  const auto months = root["every_months"].number();
  if (is_once(root)) {
    if (!days && !months) return {};
    return fail(root.error("一度だけ行うことに、every_days や every_months は書けません。"));
  }
  if (days.has_value() == months.has_value()) {
    return fail(root.error("every_days か every_months の、どちらか一つが必要です。"));
  }
  if (days.value_or(1) < 1 || days.value_or(1) > interval_days_max) {
    return fail(root["every_days"].error("every_days は1以上の日数です。"));
  }
  if (months.value_or(1) < 1 || months.value_or(1) > interval_months_max) {
    return fail(root["every_months"].error("every_months は1以上の月数です。"));
  }
  duty.every_days = std::chrono::days(days.value_or(0));
  duty.every_months = std::chrono::months(months.value_or(0));
  return {};
}

Result<Recorded> parse_recorded(const Yaml& root) {
  Recorded recorded{root["done"].text(), root["failed"].text(), root["subject"].text(),
                    root["page"].text()};
  const bool kinds = ledger::is_kind(recorded.done) &&
                     (recorded.failed.empty() || ledger::is_kind(recorded.failed)) &&
                     ledger::is_name(recorded.subject);
  if (!kinds) {
    return fail(root.error("done・failed・subject が記録の種類や対象の形ではありません。",
                           "done: backup.made、subject: backup のように書いてください。"));
  }
  if (recorded.page.empty()) return fail(root.error("記録を示す page が必要です。"));
  return recorded;
}

Result<Each> parse_each(const Yaml& node) {
  const std::string text = node.text("body");
  if (text == "body") return Each::body;
  if (text == "section") return Each::section;
  if (text == "system") return Each::system;
  if (text == "person") return Each::person;
  if (text == "newcomer") return Each::newcomer;
  if (text == "leaver") return Each::leaver;
  return fail(node.error("each は body・section・system・person・newcomer・leaver のどれかです。"));
}

Result<Field> points_of(const Yaml& node) {
  Field field{.name = std::string(points_field),
              .label = "確かめたこと",
              .type = FieldType::choices,
              .help = "確かめて、問題がなかったものを選びます。"};
  for (const std::string& text : node.texts()) {
    if (text.empty()) return fail(node.error("points に空のものがあります。"));
    field.options.push_back({.value = "p" + std::to_string(field.options.size() + 1),
                             .label = text,
                             .detail = {},
                             .tone = {}});
  }
  if (field.options.empty() || field.options.size() > points_max) {
    return fail(node.error("points は1から30までの文の並びです。"));
  }
  field.length_max = static_cast<int>(field.options.size());
  return field;
}

// What every form ends with, perhaps in words of the duty's own.
std::vector<Field> result_fields(const Yaml& words) {
  return {
      Field{
          .name = std::string(result_field),
          .label = "結果",
          .type = FieldType::choice,
          .required = true,
          .options =
              {{std::string(result_good), words["good"].text("問題なし"), {}, "success"},
               {std::string(result_found), words["found"].text(usual_found_label), {}, "warning"}}},
      Field{.name = std::string(note_field),
            .label = words["note"].text("気になる点と対応"),
            .type = FieldType::long_text,
            .length_max = note_length_max,
            .help = "気になる点があるときに、内容と、誰がいつまでに何をするかを書きます。"},
      Field{.name = std::string(done_on_field),
            .label = "行った日",
            .type = FieldType::date,
            .required = true,
            .suggest_today = true}};
}

Result<std::shared_ptr<const registers::Condition>> parse_when(const Yaml& node,
                                                               const std::vector<Field>& fields) {
  if (!node.present()) return nullptr;
  auto condition = registers::parse_condition(node, {fields, {}, true});
  if (!condition) return fail(condition.error());
  return std::make_shared<const registers::Condition>(*std::move(condition));
}

Result<void> check_about(const Yaml& node, const About& about, const std::vector<Field>& fields) {
  for (const std::string& name : {about.since, about.until}) {
    const Field* field = registers::find(fields, name);
    if (!name.empty() && !(field && field->type == FieldType::date)) {
      return fail(node.error("since と until には、日付の項目の名前を書きます。"));
    }
  }
  for (const std::string& name : about.version) {
    if (registers::find(fields, name)) continue;
    return fail(node.error("version の「" + name + "」という項目はありません。"));
  }
  return {};
}

Result<About> parse_about(const Yaml& node, const registers::Definitions& registers) {
  if (auto known = node.only({"register", "regulation", "when", "version", "since", "until"});
      !known) {
    return fail(known.error());
  }
  About about{.register_id = node["register"].text()};
  if (node["regulation"].flag(false)) return about;
  const auto found = registers.find(about.register_id);
  if (found == registers.end()) {
    return fail(node.error("台帳「" + about.register_id + "」は定義されていません。"));
  }
  const std::vector<Field>& fields = found->second.fields;
  auto when = parse_when(node["when"], fields);
  if (!when) return fail(when.error());
  about.when = *std::move(when);
  about.version = node["version"].texts();
  about.since = node["since"].text();
  about.until = node["until"].text();
  if (auto checked = check_about(node, about, fields); !checked) return fail(checked.error());
  about.audience = found->second.audience;
  return about;
}

// Who does it, of what, and by when for the first time.
Result<void> parse_scope(const Yaml& root, const registers::Definitions& registers,
                         Rounds& rounds) {
  rounds.once = is_once(root);
  const long within = root["within_days"].number().value_or(rounds.within.count());
  if (within < 0 || within > within_days_max) {
    return fail(root["within_days"].error("within_days は0から3660までの日数です。"));
  }
  rounds.within = std::chrono::days(within);
  rounds.employment = root["employment"].texts();
  rounds.sheet = root["sheet"].text();
  rounds.lists_held = root["lists_held"].flag(false);
  if (root["about"].present()) {
    if (rounds.each != Each::person) {
      return fail(root["about"].error("about を書けるのは each: person のときだけです。"));
    }
    auto about = parse_about(root["about"], registers);
    if (!about) return fail(about.error());
    rounds.about = *std::move(about);
  }
  for (const Yaml& node : root["escalate"].items()) {
    auto party = access::parse_party(node);
    if (!party) return fail(party.error());
    rounds.escalate.push_back(*std::move(party));
  }
  const bool own = rounds.each == Each::person && !root["by"].present();
  if (own) {
    const access::Party self{.kind = access::Party::Kind::person, .office = {}, .fact = "person"};
    rounds.rule.by.push_back(self);
    return {};
  }
  auto rule = access::parse_rule(root);
  if (!rule) return fail(rule.error());
  rounds.rule = *std::move(rule);
  return {};
}

Result<Rounds> parse_rounds(const Yaml& root, const registers::Definitions& registers) {
  const auto each = parse_each(root["each"]);
  if (!each) return fail(each.error());
  Rounds rounds{.each = *each, .rule = {}, .lead = root["lead"].text(), .about = {}, .form = {}};
  if (auto scope = parse_scope(root, registers, rounds); !scope) return fail(scope.error());
  if (root["points"].present()) {
    auto points = points_of(root["points"]);
    if (!points) return fail(points.error());
    rounds.form.push_back(*std::move(points));
  }
  if (root["form"].present()) {
    auto form = registers::parse_fields(root["form"], {});
    if (!form) return fail(form.error());
    std::ranges::move(*form, std::back_inserter(rounds.form));
  }
  if (auto known = root["results"].only({"good", "found", "found_stays_open", "note"}); !known) {
    return fail(known.error());
  }
  rounds.found_stays_open = root["results"]["found_stays_open"].flag(false);
  for (Field& field : result_fields(root["results"])) {
    if (registers::find(rounds.form, field.name)) {
      return fail(root["form"].error("項目 " + field.name + " は、どの義務にもあります。"));
    }
    rounds.form.push_back(std::move(field));
  }
  return rounds;
}

}  // namespace

bool is_of_people(Each each) {
  return each == Each::person || each == Each::newcomer || each == Each::leaver;
}

Result<Definition> Definition::parse(std::string file, std::string_view yaml,
                                     const registers::Definitions& registers) {
  const auto root = Yaml::parse(std::move(file), yaml);
  if (!root) return fail(root.error());
  const bool is_recorded = (*root)["done"].present();
  const auto known =
      is_recorded ? root->only({"duty", "title", "done", "failed", "subject", "every_days",
                                "every_months", "page"})
                  : root->only({"duty", "title", "lead", "every_days", "every_months", "each", "by",
                                "by_first", "never", "points", "form", "about", "within_days",
                                "employment", "escalate", "results", "sheet", "lists_held"});
  if (!known) return fail(known.error());
  Definition duty{.id = (*root)["duty"].text(), .title = (*root)["title"].text(), .kept = {}};
  if (!ledger::is_name(duty.id) || duty.title.empty()) {
    return fail(root->error("義務には duty・title が必要です。"));
  }
  if (auto interval = parse_interval(*root, duty); !interval) return fail(interval.error());
  if (is_recorded) {
    auto recorded = parse_recorded(*root);
    if (!recorded) return fail(recorded.error());
    duty.kept = *std::move(recorded);
  } else {
    auto rounds = parse_rounds(*root, registers);
    if (!rounds) return fail(rounds.error());
    duty.kept = *std::move(rounds);
  }
  return duty;
}

Day Definition::due_after(Day done) const {
  return std::chrono::sys_days(months_after(done, every_months)) + every_days;
}

std::string Definition::found_label() const {
  if (!rounds()) return std::string(usual_found_label);
  return registers::find(rounds()->form, result_field)->find(result_found)->label;
}

std::string Definition::interval() const {
  if (rounds() && rounds()->once) return "一度";
  if (every_days.count() > 0) return std::to_string(every_days.count()) + "日ごと";
  if (every_months.count() == 12) return "毎年";
  if (every_months.count() == 1) return "毎月";
  if (every_months.count() % 12 == 0) return std::to_string(every_months.count() / 12) + "年ごと";
  return std::to_string(every_months.count()) + "か月ごと";
}

std::string Definition::page() const {
  return recorded() ? recorded()->page : "duties/" + id;
}

}  // namespace mamori::duties
