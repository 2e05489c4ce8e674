#include "store/moving.h"

#include <array>
#include <stdexcept>
#include <utility>

namespace mamori::store {
namespace {

constexpr std::array<std::pair<MoveState, std::string_view>, 3> names{{
    {MoveState::leaving, "leaving"},
    {MoveState::left, "left"},
    {MoveState::arriving, "arriving"},
}};

std::string_view name_of(MoveState state) {
  for (const auto& [one, name] : names) {
    if (one == state) return name;
  }
  return "";
}

MoveState state_named(std::string_view text) {
  for (const auto& [state, name] : names) {
    if (name == text) return state;
  }
  throw Failure(Failure::Cause::corrupt, "store_moves: no state " + std::string(text));
}

}  // namespace

std::optional<MoveMark> move_mark(Connection& connection) {
  const auto row = connection.first("SELECT state, move, other FROM store_moves");
  if (!row) return std::nullopt;
  return MoveMark{state_named(row->text("state")), row->text("move"), row->text("other")};
}

void set_move_mark(Connection& connection, const MoveMark& mark) {
  connection.begin(Transaction::writing);
  connection.execute(
      "INSERT INTO store_moves (one, state, move, other) VALUES (1, $1, $2, $3)"
      " ON CONFLICT (one) DO UPDATE SET state = excluded.state, move = excluded.move,"
      " other = excluded.other",
      name_of(mark.state), mark.move, mark.other);
  connection.commit();
}

void clear_move_mark(Connection& connection) {
  connection.begin(Transaction::writing);
  connection.execute("DELETE FROM store_moves");
  connection.commit();
}

Result<void> check_at_home(Connection& connection) {
  const auto mark = move_mark(connection);
  if (!mark) return {};
  if (mark->state == MoveState::left) {
    return fail(Fault::conflict, "body_moved",
                "このデータは、" + mark->other + " へ引っ越しました。",
                "引っ越し先を --database に指定してください。");
  }
  return fail(Fault::conflict, "move_unfinished", "このデータは、引っ越しの途中です。",
              "mamori move をもう一度行うと、続きから終わらせます。");
}

}  // namespace mamori::store
