// 申請の一覧 as somebody asks for it: the database narrows, counts, sorts and cuts the page;
// nothing but the ids on the page is read. One narrows and sorts by the fields
//   procedure, section, applicant   their ids
//   stage                           procedure and state: takeout/lent
//   filed, changed                  days
//   due                             until when something is owed or to be done; the nearest
//
// Works on the caller's snapshot and throws store::Failure; not thread-safe.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "procedures/application.h"
#include "registers/listing.h"
#include "store/connection.h"

namespace mamori::procedures {

// Which applications somebody may see: those that fit one of these.
struct Sight {
  bool everything = false;
  std::string applicant_id = {};  // "" for nobody's
  std::vector<std::string> section_ids = {};
  std::vector<std::string> ids = {};
};

// How it stands with an application: under way, one of `awaited`, past a limit, ended.
enum class Standing { open, awaited, overdue, closed };

struct ApplicationsAsked {
  Sight sight;
  Instant now;
  std::vector<registers::Filter> filters = {};
  std::vector<Standing> standings = {};                           // any of these; all when none
  std::vector<std::string> awaited = {};                          // ids that wait for somebody
  std::optional<std::vector<std::string>> within = std::nullopt;  // only these ids
};

class ApplicationListing {
 public:
  ApplicationListing(store::Connection& connection, ApplicationsAsked asked);

  std::int64_t total() const { return total_; }
  // How many there would be with each of these values as the only filter of the field.
  std::vector<std::int64_t> counts(std::string_view field,
                                   const std::vector<std::string>& values) const;
  // Their ids in order: `sorting.field` "" by number; of what is alike in it, the newest first.
  std::vector<std::string> page(const registers::Sorting& sorting,
                                const registers::Slice& slice) const;

 private:
  store::Connection& connection_;
  const ApplicationsAsked asked_;
  std::int64_t total_ = 0;
};

// Those with these ids, in this order, as far as they exist.
std::vector<Application> applications_with(store::Connection& connection,
                                           std::span<const std::string> ids);
// Days from filing to the first decision of the newest that were decided, at most `count_max`;
// sorted.
std::vector<long> days_to_decide(store::Connection& connection, const Definition& definition,
                                 int count_max);
// facts_of() of all that are open, by their ids, read at once; without the people of their forms.
std::map<std::string, access::Facts, std::less<>> facts_of_open(store::Connection& connection);

}  // namespace mamori::procedures
