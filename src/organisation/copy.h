// The organisation of a body in a database of its own: something can be tried on it at leisure
// while the body goes on, and nothing of it comes back.
#pragma once

#include <filesystem>

#include "store/connection.h"
#include "store/scratch.h"

namespace mamori::organisation {

class Copy {
 public:
  // Copies what `from` sees of the organisation into a file in `folder`, which is gone again with
  // this. Throws Failure.
  Copy(store::Connection& from, const std::filesystem::path& folder);

  store::Connection& connection() { return scratch_.connection(); }

 private:
  store::Scratch scratch_;
};

}  // namespace mamori::organisation
