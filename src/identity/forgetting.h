// Erasing what signs a person in, once the person is erased (row J2). In a Store::write job.
#pragma once

#include <string_view>

#include "store/connection.h"

namespace mamori::identity {

// Account, passwords, second factors, passkeys, sessions: nothing of the person is left in the
// tables of this room that are no projections.
void forget_person(store::Connection& connection, std::string_view person_id);

}  // namespace mamori::identity
