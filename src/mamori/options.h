// The options that several commands share, and the file in which one body has its own.
#pragma once

#include <filesystem>
#include <string>

#include "mamori/commands.h"

namespace CLI {
class App;
}

namespace mamori::command {

void add_place_options(CLI::App& app, DataOptions& data);  // of all bodies
void add_data_options(CLI::App& app, DataOptions& data);   // of one body
void add_key_option(CLI::App& app, std::string& key);
// --<prefix>recipient and --<prefix>passphrase-file.
void add_lock(CLI::App& app, const std::string& prefix, LockOptions& lock);
void add_body_options(CLI::App& app, BodyOptions& options);

// `options` with what `file` says instead: the same names, as in the file of --config without its
// headings. A file that is not there says nothing. Fails with "settings_malformed".
Result<BodyOptions> read_body_options(const std::filesystem::path& file, BodyOptions options);

}  // namespace mamori::command
