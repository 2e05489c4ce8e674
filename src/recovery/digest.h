// SHA-256 of bytes that come in pieces.
#pragma once

#include <memory>
#include <string_view>

#include "base/bytes.h"

struct evp_md_ctx_st;

namespace mamori::recovery {

class DigestStream {
 public:
  DigestStream();
  void add(std::string_view bytes);
  Digest value() const;  // of what was added so far

 private:
  std::shared_ptr<evp_md_ctx_st> context_;
};

}  // namespace mamori::recovery
