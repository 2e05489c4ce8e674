#include "web/view.h"

namespace mamori::web {
namespace {

Json value_view(const Json& value);

JsonObject object_view(const JsonObject& object) {
  JsonObject view;
  for (const auto& member : object) {
    const std::string key(member.key());
    const Json& value = member.value();
    if (value.is_array()) view["has_" + key] = !value.get_array().empty();
    if (value.is_number()) view["has_" + key] = value != Json(0);
    view[key] = value_view(value);
  }
  return view;
}

Json value_view(const Json& value) {
  if (value.is_object()) return object_view(value.get_object());
  if (value.is_number()) return Json(boost::json::serialize(value));
  if (value.is_null() || (value.is_string() && value.get_string().empty())) return false;
  if (!value.is_array()) return value;
  JsonArray list;
  for (const Json& item : value.get_array()) list.push_back(value_view(item));
  return list;
}

}  // namespace

Json to_view(const Json& model) {
  return value_view(model);
}

}  // namespace mamori::web
