// Sheets of adhesive labels on A4: definitions/labels.yaml. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace mamori::labels {

inline constexpr double page_width_mm = 210;
inline constexpr double page_height_mm = 297;

struct Place {
  double x_mm = 0;  // of the upper left corner, from that of the page
  double y_mm = 0;
};

struct Grid {
  std::string id;     // a4-24
  std::string title;  // 24面（70mm×33.9mm）
  int columns = 0;
  int rows = 0;
  double width_mm = 0;  // of a label
  double height_mm = 0;
  double left_mm = 0;  // before the first
  double top_mm = 0;
  double gap_x_mm = 0;  // between two
  double gap_y_mm = 0;

  // All grids of the file. Fails naming file and line; labels that reach beyond the page are
  // refused.
  static Result<std::vector<Grid>> parse(std::string file, std::string_view yaml);

  int labels_per_sheet() const { return columns * rows; }
  // Of the label with this number on its sheet, from 0, row by row.
  Place place_of(int number) const;
};

}  // namespace mamori::labels
