// アカウントのきまり: what the body's regulation asks of passwords and second factors.
#include "body/account_acts.h"
#include "identity/rules.h"
#include "web/account_parts.h"
#include "web/pages.h"
#include "web/parts.h"

namespace mamori::web {
namespace {

using identity::AccountRules;
using registers::Field;
using registers::FieldType;
using store::Connection;

constexpr int reason_length_max = 400;

std::vector<Field> rules_fields(const organisation::Offices& offices) {
  Field held{.name = "second_factor_offices",
             .label = "二つ目の確認を求める役職",
             .type = FieldType::choices,
             .help = "選んだ役職の人は、次にサインインしたときに登録を求められます。"};
  for (const organisation::Office& office : offices.all()) {
    held.options.push_back({office.id, office.title, "", ""});
  }
  return {
      {.name = "password_characters_min",
       .label = "パスワードの長さ（文字以上）",
       .required = true,
       .length_max = 2},
      {.name = "past_passwords",
       .label = "再び使えない、前のパスワードの数",
       .required = true,
       .length_max = 2},
      {.name = "password_days",
       .label = "パスワードの有効日数",
       .required = true,
       .length_max = 4,
       .help = "0にすると、期限はありません。"},
      {.name = "presence_minutes",
       .label = "特権の操作ができる時間（分）",
       .required = true,
       .length_max = 3,
       .help = "この時間が過ぎると、役職や規程、アカウントを変える前に、パスワードを確かめます。"},
      {.name = "idle_minutes",
       .label = "使わないとサインアウトするまでの時間（分）",
       .required = true,
       .length_max = 2,
       .help = "5分から60分。離席した画面を、ほかの人に使われないための時間です。"},
      {.name = "second_factor_for_all",
       .label = "二つ目の確認を求める人",
       .type = FieldType::choice,
       .required = true,
       .options = {{"no", "次に選ぶ役職の人", "", ""}, {"yes", "すべての人", "", ""}}},
      std::move(held),
      {.name = "reason",
       .label = "決めた理由",
       .type = FieldType::long_text,
       .length_max = reason_length_max,
       .help = "例：規程第48条第3項を改めたため"}};
}

// The rules as the form shows them.
Json filled_with(const Visit& visit, const AccountRules& rules) {
  JsonObject input = identity::to_json(rules);
  for (auto& [key, value] : input) {
    if (value.is_int64()) value = std::to_string(value.get_int64());
  }
  input["second_factor_for_all"] = rules.second_factor_for_all ? "yes" : "no";
  const auto offices = rules.second_factor_offices.value_or(default_offices(visit.services));
  input["second_factor_offices"] = JsonArray(offices.begin(), offices.end());
  return input;
}

JsonArray summary(const Visit& visit, Connection& connection, const AccountRules& rules) {
  const auto line = [](std::string_view label, std::string text) {
    return JsonObject{{"label", label}, {"text", std::move(text)}};
  };
  std::string who = rules.second_factor_for_all ? "すべての人" : "";
  if (!rules.second_factor_for_all) {
    const auto offices = visit.services.body.offices(connection);
    for (const std::string& office :
         rules.second_factor_offices.value_or(default_offices(visit.services))) {
      who += (who.empty() ? "" : "、") + offices.title(office);
    }
  }
  return {line("パスワードの長さ", std::to_string(rules.password_characters_min) + "文字以上"),
          line("前のパスワード", rules.past_passwords == 0
                                     ? "再び使える"
                                     : std::to_string(rules.past_passwords) + "個前まで使えない"),
          line("パスワードの期限",
               rules.password_days == 0 ? "なし" : std::to_string(rules.password_days) + "日"),
          line("特権の操作",
               "パスワードを確かめてから" + std::to_string(rules.presence_minutes) + "分の間"),
          line("サインアウト",
               std::to_string(rules.idle_minutes) + "分の間使わないと、サインアウトする"),
          line("二つ目の確認", who.empty() ? "だれにも求めない" : who)};
}

Page rules_page(const Visit& visit, const Json* sent, const Error* error) {
  return visit.services.body.store().read([&](Connection& connection) -> Page {
    const auto rules = identity::rules(connection);
    const auto fields = rules_fields(visit.services.body.offices(connection));
    const Filled filled{sent ? *sent : filled_with(visit, rules), error, "rules-"};
    const bool may =
        visit.services.acts.may(connection, visit.person_id(), identity::set_rules_kind).allowed;
    JsonObject form = act_part({.id = "rules",
                                .label = "きまりを変える",
                                .tone = "primary",
                                .action = visit.base() + "/accounts/rules",
                                .explanation = "変えたことと根拠の条文は、記録に残ります。",
                                .open = error != nullptr,
                                .fields = field_parts(visit, connection, fields, filled)});
    const auto number = identity::rules_record(connection);
    const auto basis = visit.services.body.cite(connection, body::rules_controls());
    return {"account-rules",
            "アカウントのきまり",
            {{"error", error ? error_part(visit, *error, fields, "rules-") : Json()},
             {"rules", summary(visit, connection, rules)},
             {"record", number ? Json(JsonObject{
                                     {"number", *number},
                                     {"href", visit.base() + "/ledger/" + std::to_string(*number)}})
                               : Json()},
             {"acts", may ? JsonArray{std::move(form)} : JsonArray{}},
             {"back", JsonObject{{"href", visit.base() + "/accounts"}}},
             {"articles", article_parts(visit, basis)}}};
  });
}

Result<Answer> show_rules(const Visit& visit) {
  return rules_page(visit, nullptr, nullptr);
}

Result<Answer> set_rules(const Visit& visit) {
  const auto input = visit.input();
  if (!input) return fail(input.error());
  body::AccountActs acts(visit.services.body, visit.services.acts);
  const auto set = acts.set_rules(visit.person_id(), *input);
  if (!set) return show_again(visit, set.error(), rules_page(visit, &*input, &set.error()));
  return done(visit, visit.base() + "/accounts/rules", "アカウントのきまりを変えました。",
              {{"record", set->record_number}});
}

}  // namespace

Routes account_rules_routes() {
  return {
      {Method::get, "/b/{body}/accounts/rules", "account_rules", "view.accounts", show_rules},
      {Method::post, "/b/{body}/accounts/rules", "set_account_rules",
       std::string(identity::set_rules_kind), set_rules},
  };
}

}  // namespace mamori::web
