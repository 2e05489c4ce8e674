#include "identity/rules.h"

#include <charconv>

#include "base/text.h"

namespace mamori::identity {
namespace {

// A number of the rules with its bounds and what the screen calls it.
struct Bound {
  std::string_view field;
  std::string_view label;
  int AccountRules::* member;
  int least;
  int most;
};

constexpr Bound bounds[] = {
    {"password_characters_min", "パスワードの長さ", &AccountRules::password_characters_min, 8, 64},
    {"past_passwords", "再び使えないパスワードの数", &AccountRules::past_passwords, 0, 24},
    {"password_days", "パスワードの有効日数", &AccountRules::password_days, 0, 3650},
    {"presence_minutes", "特権の操作ができる時間", &AccountRules::presence_minutes, 1, 480},
    {"idle_minutes", "使わないとサインアウトするまでの時間", &AccountRules::idle_minutes, 5, 60},
};

// A form sends texts, a payload holds numbers.
std::optional<int> number_at(const Json& input, std::string_view field) {
  const auto& object = input.get_object();
  const auto found = object.find(field);
  if (found == object.end()) return std::nullopt;
  if (found->value().is_int64()) return static_cast<int>(found->value().get_int64());
  const std::string text = text_key(text_at(input, field));
  int number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

std::vector<std::string> texts_at(const Json& input, std::string_view field) {
  std::vector<std::string> texts;
  if (std::string one = text_at(input, field); !one.empty()) texts.push_back(std::move(one));
  for (const Json& text : array_at(input, field)) {
    if (text.is_string()) texts.emplace_back(text.get_string());
  }
  return texts;
}

bool flag_at(const Json& input, std::string_view field) {
  const auto& object = input.get_object();
  const auto found = object.find(field);
  if (found == object.end()) return false;
  return found->value().is_bool() ? found->value().get_bool() : text_at(input, field) == "yes";
}

}  // namespace

Result<AccountRules> parse_rules(const Json& input) {
  AccountRules rules;
  Error error{Fault::invalid, "field_invalid", "入力に直すところがあります。",
              "入力し直してください。"};
  for (const Bound& bound : bounds) {
    if (!input.get_object().contains(bound.field)) continue;
    const auto number = number_at(input, bound.field);
    if (number && *number >= bound.least && *number <= bound.most) {
      rules.*bound.member = *number;
      continue;
    }
    error.fields.push_back({std::string(bound.field),
                            std::string(bound.label) + "は、" + std::to_string(bound.least) +
                                "から" + std::to_string(bound.most) + "までの数にしてください。"});
  }
  if (!error.fields.empty()) return fail(std::move(error));
  rules.second_factor_for_all = flag_at(input, "second_factor_for_all");
  rules.second_factor_offices = texts_at(input, "second_factor_offices");
  return rules;
}

JsonObject to_json(const AccountRules& rules) {
  JsonObject json;
  for (const Bound& bound : bounds) json[bound.field] = rules.*bound.member;
  json["second_factor_for_all"] = rules.second_factor_for_all;
  if (rules.second_factor_offices) {
    json["second_factor_offices"] =
        JsonArray(rules.second_factor_offices->begin(), rules.second_factor_offices->end());
  }
  return json;
}

void project_rules(store::Connection& connection, const ledger::Record& record) {
  connection.execute("INSERT INTO account_rules (record_number, rules) VALUES ($1, $2)",
                     record.number, canonical_json(Json(object_at(record.payload, "rules"))));
}

AccountRules rules(store::Connection& connection) {
  const auto row =
      connection.first("SELECT rules FROM account_rules ORDER BY record_number DESC LIMIT 1");
  if (!row) return {};
  const auto json = parse_json(row->text("rules"));
  if (!json || !json->is_object()) return {};
  return parse_rules(*json).value_or(AccountRules{});
}

std::optional<std::uint64_t> rules_record(store::Connection& connection) {
  const auto row = connection.first(
      "SELECT record_number FROM account_rules ORDER BY record_number DESC LIMIT 1");
  if (!row) return std::nullopt;
  return static_cast<std::uint64_t>(row->integer("record_number"));
}

SessionPolicy session_policy(const AccountRules& rules) {
  return {.idle_max = std::chrono::minutes{rules.idle_minutes}};
}

PasswordPolicy password_policy(const AccountRules& rules) {
  return {.characters_min = static_cast<std::size_t>(rules.password_characters_min),
          .past_max = static_cast<std::size_t>(rules.past_passwords)};
}

bool is_expired(const Account& account, const AccountRules& rules, Instant now) {
  return rules.password_days > 0 &&
         now >= account.password_changed + std::chrono::days{rules.password_days};
}

}  // namespace mamori::identity
