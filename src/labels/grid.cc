#include "labels/grid.h"

#include <charconv>

#include "base/yaml.h"

namespace mamori::labels {
namespace {

constexpr long labels_a_side_max = 30;
constexpr double slack_mm = 0.5;  // sheets are cut no finer

Result<double> parse_mm(const Yaml& node) {
  const std::string text = node.text("0");
  double value = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool whole = read.ec == std::errc() && read.ptr == text.data() + text.size();
  if (whole && value >= 0 && value <= page_height_mm) return value;
  return fail(node.error("ミリメートルの数にしてください。"));
}

Result<void> parse_lengths(const Yaml& node, Grid& grid) {
  const std::pair<const char*, double Grid::*> lengths[] = {
      {"width", &Grid::width_mm}, {"height", &Grid::height_mm}, {"left", &Grid::left_mm},
      {"top", &Grid::top_mm},     {"gap_x", &Grid::gap_x_mm},   {"gap_y", &Grid::gap_y_mm}};
  for (const auto& [key, member] : lengths) {
    const auto length = parse_mm(node[key]);
    if (!length) return fail(length.error());
    grid.*member = *length;
  }
  return {};
}

bool fits_page(const Grid& grid) {
  const Place last = grid.place_of(grid.labels_per_sheet() - 1);
  return grid.width_mm > 0 && grid.height_mm > 0 &&
         last.x_mm + grid.width_mm <= page_width_mm + slack_mm &&
         last.y_mm + grid.height_mm <= page_height_mm + slack_mm;
}

Result<Grid> parse_grid(const Yaml& node) {
  if (auto known = node.only(
          {"id", "title", "columns", "rows", "width", "height", "left", "top", "gap_x", "gap_y"});
      !known) {
    return fail(known.error());
  }
  const long columns = node["columns"].number().value_or(0);
  const long rows = node["rows"].number().value_or(0);
  Grid grid{.id = node["id"].text(), .title = node["title"].text()};
  const bool counted =
      columns > 0 && rows > 0 && columns <= labels_a_side_max && rows <= labels_a_side_max;
  if (grid.id.empty() || grid.title.empty() || !counted) {
    return fail(node.error("ラベルには id・title・columns・rows が必要です。"));
  }
  grid.columns = static_cast<int>(columns);
  grid.rows = static_cast<int>(rows);
  if (auto lengths = parse_lengths(node, grid); !lengths) return fail(lengths.error());
  if (!fits_page(grid)) return fail(node.error("ラベルがA4の紙に収まりません。"));
  return grid;
}

}  // namespace

Result<std::vector<Grid>> Grid::parse(std::string file, std::string_view yaml) {
  const auto root = Yaml::parse(std::move(file), yaml);
  if (!root) return fail(root.error());
  if (auto known = root->only({"labels"}); !known) return fail(known.error());
  std::vector<Grid> grids;
  for (const Yaml& node : (*root)["labels"].items()) {
    auto grid = parse_grid(node);
    if (!grid) return fail(grid.error());
    grids.push_back(*std::move(grid));
  }
  if (grids.empty()) return fail(root->error("labels がありません。"));
  return grids;
}

Place Grid::place_of(int number) const {
  return {left_mm + (number % columns) * (width_mm + gap_x_mm),
          top_mm + (number / columns) * (height_mm + gap_y_mm)};
}

}  // namespace mamori::labels
