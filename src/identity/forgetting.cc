#include "identity/forgetting.h"

#include <array>
#include <string>

namespace mamori::identity {

void forget_person(store::Connection& connection, std::string_view person_id) {
  constexpr std::array<std::string_view, 7> tables{
      "identity_sessions", "identity_past_passwords", "identity_totp_pending",
      "identity_totp",     "identity_recovery_codes", "identity_passkeys",
      "identity_accounts"};
  for (const std::string_view table : tables) {
    connection.execute("DELETE FROM " + std::string(table) + " WHERE person_id = $1", person_id);
  }
}

}  // namespace mamori::identity
