#include "web/list_query.h"

#include <algorithm>
#include <charconv>

#include "base/text.h"

namespace mamori::web {
namespace {

using registers::Field;
using registers::FieldType;
using registers::Filter;

std::int64_t number_in(const std::string& text) {
  std::int64_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

std::string range_name(const Field& field, std::string_view end) {
  return field.name + "_" + std::string(end);
}

}  // namespace

bool is_filtered_by_value(const Field& field) {
  switch (field.type) {
    case FieldType::choice:
    case FieldType::choices:
    case FieldType::section:
    case FieldType::sections:
    case FieldType::person:
    case FieldType::references:
    case FieldType::thing:
      return true;
    default:
      return false;
  }
}

bool is_filtered_by_range(const Field& field) {
  return field.type == FieldType::date || field.type == FieldType::number ||
         field.type == FieldType::fiscal_year;
}

std::optional<std::string> end_of_range(const Field& field, std::string_view text) {
  if (field.type == FieldType::date) {
    const auto day = parse_day(text);
    return day ? std::optional(iso_day(*day)) : std::nullopt;
  }
  std::string digits = text_key(text);
  const bool whole = !digits.empty() && digits.find_first_not_of("0123456789") == std::string::npos;
  return whole ? std::optional(std::move(digits)) : std::nullopt;
}

bool is_sortable(const Field& field) {
  return field.type != FieldType::long_text && field.type != FieldType::thing &&
         field.type != FieldType::files;
}

ListQuery::ListQuery(const Fields& query, const std::vector<Field>& fields,
                     const std::vector<std::string>& columns, std::string usual_sort)
    : fields_(fields),
      usual_columns_(columns),
      usual_sort_(std::move(usual_sort)),
      words_(trimmed(query.get("q"))) {
  situations_ = query.all("situation");
  read_filters(query);
  read_shape(query);
}

void ListQuery::read_filters(const Fields& query) {
  for (const Field& field : fields_) {
    Filter filter{.field = field.name};
    if (is_filtered_by_value(field)) {
      for (std::string& value : query.all(field.name)) {
        if (value == no_value) {
          filter.or_nothing = true;
        } else if (!value.empty()) {
          filter.any_of.push_back(std::move(value));
        }
      }
    } else if (is_filtered_by_range(field)) {
      read_range(query, field, filter);
    }
    const bool asks =
        filter.or_nothing || !filter.any_of.empty() || !filter.from.empty() || !filter.to.empty();
    if (asks) filters_.push_back(std::move(filter));
  }
}

void ListQuery::read_range(const Fields& query, const Field& field, Filter& filter) {
  filter.or_nothing = query.get(field.name) == no_value;
  for (const std::string_view end : {"from", "to"}) {
    std::string text = trimmed(query.get(range_name(field, end)));
    if (text.empty()) continue;
    if (auto value = end_of_range(field, text)) {
      (end == "from" ? filter.from : filter.to) = *std::move(value);
    }
    ranges_.push_back({range_name(field, end), std::move(text)});
  }
}

void ListQuery::read_shape(const Fields& query) {
  std::string sort = query.get("sort", usual_sort_);
  const bool descending = sort.starts_with('-');
  if (descending) sort.erase(0, 1);
  const Field* field = registers::find(fields_, sort);
  if (sort == "number") {
    sorting_.descending = descending;
  } else if (field && is_sortable(*field)) {
    sorting_ = {sort, descending, {}};
  }
  for (std::string& column : query.all("columns")) {
    if (registers::find(fields_, column)) own_columns_.push_back(std::move(column));
  }
  const std::int64_t rows = number_in(query.get("rows"));
  if (std::ranges::find(sizes, rows) != sizes.end()) rows_ = rows;
  page_ = number_in(query.get("page"));
}

const Filter* ListQuery::filter(std::string_view field) const {
  const auto found = std::ranges::find(filters_, field, &Filter::field);
  return found == filters_.end() ? nullptr : &*found;
}

std::string ListQuery::typed(const Field& field, std::string_view end) const {
  const auto found = std::ranges::find(ranges_, range_name(field, end), &Pair::name);
  return found == ranges_.end() ? std::string() : found->value;
}

bool ListQuery::is_wrong(const Field& field, std::string_view end) const {
  const std::string text = typed(field, end);
  return !text.empty() && !end_of_range(field, text);
}

std::vector<const Field*> ListQuery::columns() const {
  const auto& chosen = own_columns_.empty() ? usual_columns_ : own_columns_;
  std::vector<const Field*> shown;
  const auto add = [&](const std::string& name) {
    const Field* field = registers::find(fields_, name);
    if (field && std::ranges::find(shown, field) == shown.end()) shown.push_back(field);
  };
  add("name");  // what an entry is called always stands there: it is the way to it
  for (const std::string& name : chosen) add(name);
  return shown;
}

std::int64_t ListQuery::page(std::int64_t pages) const {
  return std::clamp<std::int64_t>(page_, 1, std::max<std::int64_t>(1, pages));
}

std::string ListQuery::with_page(std::int64_t page) const {
  Pairs pairs = narrowing();
  for (Pair& pair : shape(sort_text())) pairs.push_back(std::move(pair));
  if (page > 1) pairs.push_back({"page", std::to_string(page)});
  return address(pairs);
}

std::string ListQuery::with_sorting(std::string_view field) const {
  const bool again = (field == "number" ? "" : field) == sorting_.field && !sorting_.descending;
  Pairs pairs = narrowing();
  for (Pair& pair : shape((again ? "-" : "") + std::string(field))) {
    pairs.push_back(std::move(pair));
  }
  return address(pairs);
}

std::string ListQuery::without(std::string_view field) const {
  Pairs pairs = narrowing(field);
  for (Pair& pair : shape(sort_text())) pairs.push_back(std::move(pair));
  return address(pairs);
}

std::string ListQuery::unnarrowed() const {
  return address(shape(sort_text()));
}

std::string ListQuery::whole() const {
  const std::string query = with_page(1);
  return query == "?" ? std::string() : query;
}

ListQuery::Pairs ListQuery::narrowing(std::string_view left_out) const {
  Pairs pairs;
  if (!words_.empty() && left_out != "q") pairs.push_back({"q", words_});
  for (const std::string& situation : situations_) {
    if (left_out != "situation") pairs.push_back({"situation", situation});
  }
  for (const Field& field : fields_) {
    if (field.name == left_out) continue;
    if (const Filter* set = filter(field.name)) {
      for (const std::string& value : set->any_of) pairs.push_back({field.name, value});
      if (set->or_nothing) pairs.push_back({field.name, std::string(no_value)});
    }
    for (const std::string_view end : {"from", "to"}) {
      if (std::string text = typed(field, end); !text.empty()) {
        pairs.push_back({range_name(field, end), std::move(text)});
      }
    }
  }
  return pairs;
}

ListQuery::Pairs ListQuery::shape(std::string_view sort) const {
  Pairs pairs;
  if (!sort.empty()) pairs.push_back({"sort", std::string(sort)});
  if (rows_ != sizes.front()) pairs.push_back({"rows", std::to_string(rows_)});
  for (const std::string& column : own_columns_) pairs.push_back({"columns", column});
  return pairs;
}

std::string ListQuery::sort_text() const {
  const std::string field = sorting_.field.empty() ? "number" : sorting_.field;
  const std::string sort = (sorting_.descending ? "-" : "") + field;
  return sort == (usual_sort_.empty() ? "number" : usual_sort_) ? "" : sort;
}

std::string ListQuery::address(const Pairs& pairs) {
  std::string query = "?";
  for (const Pair& pair : pairs) {
    query += (query.size() > 1 ? "&" : "") + percent_encode(pair.name) + "=" +
             percent_encode(pair.value);
  }
  return query;
}

}  // namespace mamori::web
