// The kinds of office, from definitions/roles/offices.yaml (articles 2–7 of a typical 要綱).
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace mamori::organisation {

// Whether there is one for the whole body, one for each section, or one for each information
// system.
enum class OfficeScope { body, section, system };

struct Office {
  std::string id;     // section_manager
  std::string title;  // 情報セキュリティ管理者
  std::string short_title;
  std::string explanation;  // one sentence for those who do not know it; may be empty
  OfficeScope scope = OfficeScope::body;
  bool several = false;  // several people may hold it at the same time
  // The offices that decide in its place (代決) while its holder is absent, while nobody holds it;
  // "": none does. Those of a section act for the same section.
  std::string when_absent;
  std::string when_vacant;
  // The offices whose holders belong to it by being that, of a committee or a team; the first one
  // leads it. Others may be appointed besides.
  std::vector<std::string> members = {};
  // Who holds it by being something else: 総務課長. Said by the body (titles.h); "": somebody is
  // named.
  std::string ex_officio = {};
};

class Offices {
 public:
  Offices() = default;
  // Offices that were parsed before, under other titles.
  explicit Offices(std::vector<Office> offices) : offices_(std::move(offices)) {}
  // Fails with "definition_malformed", naming file and line; also when an office would in the end
  // stand in for itself.
  static Result<Offices> parse(std::string file, std::string_view yaml);

  const std::vector<Office>& all() const { return offices_; }
  const Office* find(std::string_view id) const;  // nullptr when unknown
  // The title, or the id where no such office is declared.
  std::string title(std::string_view id) const;

 private:
  std::vector<Office> offices_;
};

}  // namespace mamori::organisation
