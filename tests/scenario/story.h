// Plays a scenario and says where it went another way. The form of the files: scenarios/README.md.
#pragma once

#include <filesystem>

namespace mamori::scenario {

// Reports with GoogleTest's failures; skips when the scenario needs a seed that is not here.
void play(const std::filesystem::path& file);

}  // namespace mamori::scenario
