// The mark that keeps everybody from writing to data that are being moved to another database, or
// were: a body has one home. Not thread-safe; throws Failure.
#pragma once

#include <optional>
#include <string>

#include "base/result.h"
#include "store/connection.h"

namespace mamori::store {

enum class MoveState {
  leaving,   // its rows are being copied elsewhere
  left,      // it lives elsewhere now
  arriving,  // not all of its rows are here yet
};

struct MoveMark {
  MoveState state = MoveState::leaving;
  std::string move;   // which: the same at both ends
  std::string other;  // where it goes to or comes from, in words
};

// Nothing when the body lives here. The tables must be of the newest level.
std::optional<MoveMark> move_mark(Connection& connection);
// Each in a writing transaction of its own.
void set_move_mark(Connection& connection, const MoveMark& mark);
void clear_move_mark(Connection& connection);

// "body_moved", or "move_unfinished".
Result<void> check_at_home(Connection& connection);

}  // namespace mamori::store
