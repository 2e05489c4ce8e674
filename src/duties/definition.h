// A duty: something that must be done again and again, each time leaving a record. Declared in
// definitions/duties/<id>.yaml; whether it is kept is computed from those records alone.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "base/result.h"

namespace mamori::duties {

struct Definition {
  std::string id;       // backup
  std::string title;    // 控え（バックアップ）を取る
  std::string done;     // kind of the record that it was done: backup.made
  std::string failed;   // kind of the record that it was tried in vain; "" when there is none
  std::string subject;  // of these records
  std::int64_t every_days = 0;  // overdue when the newest is older
  std::string page;             // where the records are shown, relative to the body: backups

  // Fails with "definition_malformed".
  static Result<Definition> parse(std::string file, std::string_view yaml);
};

using Definitions = std::map<std::string, Definition, std::less<>>;  // by id

}  // namespace mamori::duties
