// The national guideline on which most bodies model their regulation, as its chapters: where a
// control belongs, and by which titles a regulation says that it has come there.
#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/yaml.h"

namespace mamori::catalogue {

struct GuidelineSection {
  std::string id;                 // "6", "6.1", "6.1(10)", "2(2)⑦"
  std::string title;              // 外部ネットワークとの接続制限等
  std::vector<std::string> also;  // what regulations call it besides
};

// Immutable after reading; any thread may use it.
class Guideline {
 public:
  // `list`: the value of `guideline:`. Refuses with `definition_malformed` what has no id or title,
  // an id twice, and a section without the one above it.
  Result<void> read(const Yaml& list);

  const GuidelineSection* find(std::string_view id) const;  // nullptr when there is none
  std::span<const GuidelineSection> sections() const { return sections_; }
  // From the chapter down to the section itself: 6, 6.1, 6.1(10). Empty for an unknown id.
  std::vector<const GuidelineSection*> path(std::string_view id) const;

 private:
  std::vector<GuidelineSection> sections_;
  std::map<std::string, std::size_t, std::less<>> by_id_;
};

}  // namespace mamori::catalogue
