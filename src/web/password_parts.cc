#include "web/password_parts.h"

namespace mamori::web {

std::vector<registers::Field> labelled(
    std::initializer_list<std::pair<std::string_view, std::string_view>> fields) {
  std::vector<registers::Field> list;
  for (const auto& [name, label] : fields) {
    list.push_back({.name = std::string(name), .label = std::string(label)});
  }
  return list;
}

Error wrong_field(std::string field, std::string code, std::string message) {
  return {Fault::invalid, std::move(code), message, "入力し直してください。", {{field, message}}};
}

JsonArray password_rules(const identity::PasswordPolicy& policy) {
  return {std::to_string(policy.characters_min) + "文字以上にしてください。",
          "ログイン名や氏名を含めないでください。",
          "よく使われる言葉や、並んだ文字だけのものは使えません。"};
}

}  // namespace mamori::web
