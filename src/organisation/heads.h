// Who leads a section, told from what they are called there. Pure.
#pragma once

#include <string_view>

namespace mamori::organisation {

// 課長 or 総務課長 in 総務課, 室長 in 危機管理室, 事務局長 in 議会事務局; not 課長補佐.
bool is_head(std::string_view post, std::string_view section_name);

// Whether somebody is what a regulation says holds an office (をもって充てる): as 総務課長 in
// 総務課, as 課長 there, as 副市長 anywhere.
bool is_that_post(std::string_view ex_officio, std::string_view post,
                  std::string_view section_name);

}  // namespace mamori::organisation
