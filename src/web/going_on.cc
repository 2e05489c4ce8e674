#include "web/going_on.h"

#include <utility>

#include "body/outlook.h"

namespace mamori::web {

bool would_stop_procedures(const Error* error) {
  return error && error->code == "procedures_would_stop";
}

registers::Field go_on_field(const Error& error) {
  return {.name = std::string(body::go_on_name),
          .label = "成り立たなくなる手続があっても進めますか",
          .type = registers::FieldType::choices,
          .options = {{error.message, "承知のうえで進める", "", ""}}};
}

std::vector<registers::Field> with_go_on(std::vector<registers::Field> fields, const Error* error) {
  if (would_stop_procedures(error)) fields.push_back(go_on_field(*error));
  return fields;
}

}  // namespace mamori::web
