// The page on which people sign in, for all that lead back to it.
#pragma once

#include <string>

#include "web/site.h"

namespace mamori::web {

struct SigningIn {
  std::string login = {};  // as typed
  std::string next = {};   // an address within the body: next_of()
};
Page sign_in_page(const Visit& visit, const SigningIn& typed, const Error* error);

}  // namespace mamori::web
