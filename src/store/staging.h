// Where a body's data are made before they get the name under which they are found, so that they
// are whole when they do: a file beside the SQLite file, a schema beside the schema. Not
// thread-safe.
#pragma once

#include <memory>

#include "base/result.h"
#include "store/connection.h"
#include "store/location.h"

namespace mamori::store {

// Whether the data of a body lie there. Throws Failure when nobody answers.
bool holds_data(const Location& location);

// Takes them away, with all that is in that file or schema.
void remove_data(const Location& location);

class Staging {
 public:
  // Empty, without tables; what an earlier one left behind when its program died is taken away.
  // Throws Failure.
  explicit Staging(const Location& destination);
  ~Staging();  // takes everything away unless it was put in place
  Staging(const Staging&) = delete;
  Staging& operator=(const Staging&) = delete;

  Connection& connection() { return *connection_; }
  // Gives the data their name, which must not be taken ("body_exists"). The connection must be in
  // no transaction and is gone afterwards. Throws Failure.
  Result<void> put_in_place();

 private:
  const Location destination_;
  const Location location_;
  std::unique_ptr<Connection> connection_;
  bool in_place_ = false;
};

}  // namespace mamori::store
