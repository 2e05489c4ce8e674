// Which address a request really comes from, when proxies stand before mamori. Only proxies that
// the operator named are believed: anybody can write X-Forwarded-For.
//
// Values; safe from any thread.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "web/http.h"

namespace mamori::web {

// Addresses (192.0.2.1, 2001:db8::1) and networks (192.0.2.0/24).
class AddressRanges {
 public:
  // Fails with "address_malformed".
  static Result<AddressRanges> parse(const std::vector<std::string>& texts);

  bool empty() const { return networks_.empty(); }
  bool contain(std::string_view address) const;
  static bool is_address(std::string_view text);

 private:
  using Address = std::array<unsigned char, 16>;  // IPv4 as ::ffff:a.b.c.d
  struct Network {
    Address address{};
    int prefix_bits = 128;
  };
  static bool read(std::string_view text, Address& address);

  std::vector<Network> networks_;
};

class TrustedProxies {
 public:
  TrustedProxies() = default;  // none: the other end of the connection is the client
  // Fails with "proxy_malformed".
  static Result<TrustedProxies> parse(const std::vector<std::string>& texts);

  // `remote` is the other end of the connection. While it is a trusted proxy, the address it says
  // it took the request from counts in its place, from the right of X-Forwarded-For on.
  std::string client_of(std::string_view remote, const Headers& headers) const;

 private:
  AddressRanges trusted_;
};

}  // namespace mamori::web
