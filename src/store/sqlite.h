// SQLite behind Connection. Used by the Store and by tests; nobody else opens a database.
#pragma once

#include <filesystem>
#include <memory>

#include "store/checkpointer.h"
#include "store/connection.h"

namespace mamori::store {

// Opens (and for read_write creates, readable by its owner only) the database at `path`, in WAL
// mode with synchronous=FULL: a commit that returned is on the disk. Throws Failure.
std::unique_ptr<Connection> open_sqlite(const std::filesystem::path& path, Access access);
// The same for the one who writes as long as the program runs: its commits leave the log to a
// Checkpointer.
std::unique_ptr<Connection> open_sqlite_writer(const std::filesystem::path& path,
                                               LogSizes sizes = {});

}  // namespace mamori::store
