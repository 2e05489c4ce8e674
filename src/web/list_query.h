// What somebody asks of a list, as the address says it, and the addresses of the same list asked
// otherwise. Serves every list whose columns are fields: registers, applications.
//
//   ?q=端末&importance=1&importance=2&bought_from=R8.4.1&situation=kept&sort=-bought&page=2&rows=50
//   &columns=name
//
// Of a field `<name>`: values, "-" for none at all; of a date, a number or a year `<name>_from` and
// `<name>_to`. Pure.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "registers/listing.h"
#include "registers/register.h"
#include "web/site.h"

namespace mamori::web {

class ListQuery {
 public:
  static constexpr std::string_view no_value = "-";
  static constexpr std::array<std::int64_t, 4> sizes{50, 100, 200, 500};

  // `columns` are those shown, `usual_sort` the order ("-filed") where nothing is asked; fields and
  // columns must outlive this.
  ListQuery(const Fields& query, const std::vector<registers::Field>& fields,
            const std::vector<std::string>& columns, std::string usual_sort = "");

  const std::string& words() const { return words_; }
  const std::vector<registers::Filter>& filters() const { return filters_; }
  // How it stands with what is listed, as the list says it beside the fields; whatever was asked.
  const std::vector<std::string>& situations() const { return situations_; }
  const registers::Filter* filter(std::string_view field) const;
  // What was typed for one end of a range: also what is no date.
  std::string typed(const registers::Field& field, std::string_view end) const;
  bool is_wrong(const registers::Field& field, std::string_view end) const;

  const registers::Sorting& sorting() const { return sorting_; }  // without `ranked`
  std::vector<const registers::Field*> columns() const;           // in the order of the fields
  bool has_own_columns() const { return !own_columns_.empty(); }
  std::int64_t rows() const { return rows_; }
  std::int64_t page(std::int64_t pages) const;  // 1 … pages

  bool is_narrowed() const { return !words_.empty() || !filters_.empty() || !situations_.empty(); }

  // Addresses, from their "?" on; what a page number would stand for otherwise begins anew.
  std::string with_page(std::int64_t page) const;
  std::string with_sorting(std::string_view field) const;  // again: the other way round
  std::string without(std::string_view field) const;       // "q" for the words, "situation"
  std::string unnarrowed() const;                          // columns and order as they are
  std::string whole() const;                               // all but the page; "" for nothing

 private:
  struct Pair {
    std::string name;
    std::string value;
  };
  using Pairs = std::vector<Pair>;

  void read_filters(const Fields& query);
  void read_range(const Fields& query, const registers::Field& field, registers::Filter& filter);
  void read_shape(const Fields& query);
  Pairs narrowing(std::string_view left_out = {}) const;
  Pairs shape(std::string_view sort) const;
  std::string sort_text() const;
  static std::string address(const Pairs& pairs);

  const std::vector<registers::Field>& fields_;
  const std::vector<std::string>& usual_columns_;
  const std::string usual_sort_;
  std::string words_;
  std::vector<registers::Filter> filters_;
  std::vector<std::string> situations_;
  Pairs ranges_;  // as typed
  registers::Sorting sorting_;
  std::vector<std::string> own_columns_;
  std::int64_t rows_ = sizes.front();
  std::int64_t page_ = 1;
};

// Which fields one may filter and sort by.
bool is_filtered_by_value(const registers::Field& field);
bool is_filtered_by_range(const registers::Field& field);
bool is_sortable(const registers::Field& field);
// What was typed for an end of a range, in the stored form; nothing when it is no such value.
std::optional<std::string> end_of_range(const registers::Field& field, std::string_view text);

}  // namespace mamori::web
