// What pages of things say of their erasure.
#pragma once

#include <string>
#include <string_view>

#include "web/site.h"

namespace mamori::web {

// Where the page of a thing that is kept and erased stands: that of a person below the
// organisation.
std::string thing_href(const Visit& visit, std::string_view subject);

// The form that asks for the erasure of this thing; "" when the visitor may not ask.
std::string erasure_form_href(const Visit& visit, store::Connection& connection,
                              std::string_view subject);

// The same among the acts of a page; null when the visitor may not ask.
Json erasure_act(const Visit& visit, store::Connection& connection, std::string_view subject);

// The error that says by whose leave what stood at this address was erased, or `otherwise`.
Error not_there(store::Connection& connection, std::string_view subject, Error otherwise);

}  // namespace mamori::web
