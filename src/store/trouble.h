// What people are told when the database fails them: what it means, and what to do about it.
#pragma once

#include "base/result.h"
#include "store/connection.h"

namespace mamori::store {

enum class Doing { reading, saving };

// "store_full", "store_read_only", "store_damaged", "store_disk_failing", "store_busy",
// "store_outcome_unknown", "clock_behind", or for everything else "store_unavailable". What the
// database itself said is for the log: Failure::what().
Error error_of(const Failure& failure, Doing doing);

}  // namespace mamori::store
