// For tests only: what stands in a file of to_xlsx().
#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <string>

#include "base/bytes.h"
#include "base/testing.h"

namespace mamori::reports::testing {

// The sheet inside a file, as XML; unpacked by another program than the one that packed it.
inline std::string sheet_of(const std::string& xlsx) {
  const auto folder =
      std::filesystem::path(::testing::TempDir()) / ("xlsx_" + hex(random_bytes(8)));
  std::filesystem::create_directories(folder);
  std::ofstream(folder / "t.xlsx", std::ios::binary) << xlsx;
  const std::string command =
      "cd '" + folder.string() + "' && python3 -m zipfile -e t.xlsx . >/dev/null";
  EXPECT_EQ(std::system(command.c_str()), 0);
  std::string xml = mamori::testing::read_file(folder / "xl/worksheets/sheet1.xml");
  xml += mamori::testing::read_file(folder / "xl/workbook.xml");
  std::filesystem::remove_all(folder);
  return xml;
}

}  // namespace mamori::reports::testing
