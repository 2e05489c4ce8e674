// Who has left. Reads as organisation.h does.
#pragma once

#include <string>
#include <vector>

#include "base/date.h"
#include "store/connection.h"

namespace mamori::organisation {

// Those who have left by that day and are not to come back.
std::vector<std::string> leavers(store::Connection& connection, Day day);

}  // namespace mamori::organisation
