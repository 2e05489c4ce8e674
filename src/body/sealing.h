// What a record must say by itself, so that it can be understood when all else has changed.
#pragma once

#include "base/json.h"
#include "store/connection.h"

namespace mamori::body {

// To a payload that quotes articles as its basis: which version of the regulation they are of.
void seal_version(store::Connection& connection, Json& payload);

}  // namespace mamori::body
