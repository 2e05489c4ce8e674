// Who may not also be whom (兼務の禁止), as rules with a name that procedures share: from
// definitions/roles/segregation.yaml.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "access/rule.h"

namespace mamori::access {

struct Separation {
  std::string id;     // applicant_is_not_approver
  std::string title;  // 申請した人は、決裁しない
  Exclusion exclusion;
};

class Segregation {
 public:
  // Fails with "definition_malformed", naming file and line.
  static Result<Segregation> parse(std::string file, std::string_view yaml);

  const std::vector<Separation>& all() const { return rules_; }
  const Separation* find(std::string_view id) const;  // nullptr when unknown

 private:
  std::vector<Separation> rules_;
};

}  // namespace mamori::access
