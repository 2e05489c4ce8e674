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
constexpr int note_length_max = 1000;

Result<void> parse_interval(const Yaml& root, Definition& duty) {
  const auto days = root["every_days"].number();
  const auto months = root["every_months"].number();
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
  if (text == "person") return Each::person;
  return fail(node.error("each は body・section・person のどれかです。"));
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

// What every form ends with.
std::vector<Field> result_fields() {
  return {Field{.name = std::string(result_field),
                .label = "結果",
                .type = FieldType::choice,
                .required = true,
                .options = {{std::string(result_good), "問題なし", {}, "success"},
                            {std::string(result_found), "気になる点あり", {}, "warning"}}},
          Field{.name = std::string(note_field),
                .label = "気になる点と対応",
                .type = FieldType::long_text,
                .length_max = note_length_max,
                .help = "気になる点があるときに、内容と、誰がいつまでに何をするかを書きます。"},
          Field{.name = std::string(done_on_field),
                .label = "行った日",
                .type = FieldType::date,
                .required = true,
                .suggest_today = true}};
}

Result<Rounds> parse_rounds(const Yaml& root) {
  const auto each = parse_each(root["each"]);
  if (!each) return fail(each.error());
  Rounds rounds{.each = *each, .rule = {}, .lead = root["lead"].text(), .form = {}};
  if (*each == Each::person) {
    const access::Party self{.kind = access::Party::Kind::person, .office = {}, .fact = "person"};
    rounds.rule.by.push_back(self);
  } else {
    auto rule = access::parse_rule(root);
    if (!rule) return fail(rule.error());
    rounds.rule = *std::move(rule);
  }
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
  for (Field& field : result_fields()) {
    if (registers::find(rounds.form, field.name)) {
      return fail(root["form"].error("項目 " + field.name + " は、どの義務にもあります。"));
    }
    rounds.form.push_back(std::move(field));
  }
  return rounds;
}

}  // namespace

Result<Definition> Definition::parse(std::string file, std::string_view yaml) {
  const auto root = Yaml::parse(std::move(file), yaml);
  if (!root) return fail(root.error());
  const bool is_recorded = (*root)["done"].present();
  const auto known = is_recorded
                         ? root->only({"duty", "title", "done", "failed", "subject", "every_days",
                                       "every_months", "page"})
                         : root->only({"duty", "title", "lead", "every_days", "every_months",
                                       "each", "by", "by_first", "never", "points", "form"});
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
    auto rounds = parse_rounds(*root);
    if (!rounds) return fail(rounds.error());
    duty.kept = *std::move(rounds);
  }
  return duty;
}

Day Definition::due_after(Day done) const {
  const Day month = done + every_months;
  const Day day = month.ok() ? month : month.year() / month.month() / std::chrono::last;
  return std::chrono::sys_days(day) + every_days;
}

std::string Definition::interval() const {
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
