#include "body/sealing.h"

#include "regulation/library.h"

namespace mamori::body {

void seal_version(store::Connection& connection, Json& payload) {
  if (array_at(payload, "basis").empty()) return;
  payload.as_object()["regulation_version"] = regulation::newest_version(connection);
}

}  // namespace mamori::body
