// What the pages on which a password is chosen have in common.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "identity/password.h"
#include "registers/field.h"

namespace mamori::web {

// Fields that a page lays out itself: {name, label}.
std::vector<registers::Field> labelled(
    std::initializer_list<std::pair<std::string_view, std::string_view>> fields);

// The whole error lies in one field.
Error wrong_field(std::string field, std::string code, std::string message);

// What the policy asks, as sentences beside the field.
JsonArray password_rules(const identity::PasswordPolicy& policy);

}  // namespace mamori::web
