// Who may go in with a login and a password: that of an account here, or that of the body's
// directory. The directory is asked first, so that its people never count as failed sign-ins here.
#pragma once

#include <string>

#include "identity/sessions.h"
#include "identity/sign_in.h"
#include "web/site.h"

namespace mamori::web {

struct ByPassword {
  std::string person_id;
  identity::Means means = identity::Means::password;
  bool must_change = false;
};

// Fails as identity::verify() and body::DirectoryActs::admit() do, or with "directory_unavailable"
// or "directory_busy" when the password is no account's here and the directory does not answer.
Result<ByPassword> prove_by_password(const Visit& visit, const identity::Credentials& credentials);

// Trouble with a directory or a provider, without what only those who run mamori may know: that
// goes to the log. Other errors stay as they are.
Error told_to_visitors(const Error& error);

}  // namespace mamori::web
