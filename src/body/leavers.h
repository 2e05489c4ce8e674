// Accounts of people who leave (model regulation 第49条): closed with the act that says so, or when
// its day comes. Called on the Store's writer.
#pragma once

#include "body/body.h"
#include "ledger/journal.h"

namespace mamori::body {

// Closes the accounts of those who have left by that day under this act of the organisation, and
// says so in it: `accounts_closed`.
void close_accounts_of_leavers(store::Connection& writer, ledger::Act& act, Day today);

// Whether somebody who has left by that day has an open account.
bool any_account_left_open(store::Connection& connection, Day today);
// Closes the open accounts of everybody who has left by now, each with a record of its own
// (identity.close_account). Returns how many.
int close_accounts_left_open(Body& body, store::Connection& writer);

}  // namespace mamori::body
