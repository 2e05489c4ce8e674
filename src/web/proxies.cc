#include "web/proxies.h"

#include <algorithm>
#include <arpa/inet.h>
#include <charconv>

#include "base/text.h"

namespace mamori::web {
namespace {

constexpr int ipv4_bits = 32;
constexpr int ipv6_bits = 128;
constexpr std::size_t hops_max = 16;  // of a header made to be a burden

bool same_network(const std::array<unsigned char, 16>& left,
                  const std::array<unsigned char, 16>& right, int bits) {
  for (std::size_t byte = 0; byte < left.size() && bits > 0; ++byte, bits -= 8) {
    const int wanted = std::min(bits, 8);
    const auto mask = static_cast<unsigned char>(0xff << (8 - wanted));
    if (((left[byte] ^ right[byte]) & mask) != 0) return false;
  }
  return true;
}

// What the proxies wrote, the last first.
std::vector<std::string> forwarded(const Headers& headers) {
  std::string all;
  for (const auto& [name, value] : headers) {
    if (text_key(name) == "x-forwarded-for") all += (all.empty() ? "" : ",") + value;
  }
  std::vector<std::string> hops;
  while (!all.empty() && hops.size() < hops_max) {
    const auto comma = all.rfind(',');
    hops.push_back(trimmed(all.substr(comma == std::string::npos ? 0 : comma + 1)));
    all.resize(comma == std::string::npos ? 0 : comma);
  }
  return hops;
}

}  // namespace

bool AddressRanges::read(std::string_view text, Address& address) {
  const std::string zero_ended(text);
  if (::inet_pton(AF_INET6, zero_ended.c_str(), address.data()) == 1) return true;
  address = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
  return ::inet_pton(AF_INET, zero_ended.c_str(), address.data() + 12) == 1;
}

Result<AddressRanges> AddressRanges::parse(const std::vector<std::string>& texts) {
  AddressRanges ranges;
  for (const std::string& text : texts) {
    const auto slash = text.find('/');
    const std::string_view address = std::string_view(text).substr(0, slash);
    const bool v6 = address.find(':') != std::string_view::npos;
    const int width = v6 ? ipv6_bits : ipv4_bits;
    int bits = width;
    bool read_bits = true;
    if (slash != std::string::npos) {
      const auto [end, error] =
          std::from_chars(text.data() + slash + 1, text.data() + text.size(), bits);
      read_bits = error == std::errc{} && end == text.data() + text.size();
    }
    Network network;
    if (!read_bits || bits < 0 || bits > width || !read(address, network.address)) {
      return fail(Fault::invalid, "address_malformed", "アドレスの書き方が違います: " + text,
                  "192.0.2.1 や 192.0.2.0/24 のように書いてください。");
    }
    network.prefix_bits = bits + (ipv6_bits - width);
    ranges.networks_.push_back(network);
  }
  return ranges;
}

bool AddressRanges::contain(std::string_view address) const {
  Address parsed{};
  return read(address, parsed) && std::ranges::any_of(networks_, [&](const Network& network) {
           return same_network(parsed, network.address, network.prefix_bits);
         });
}

bool AddressRanges::is_address(std::string_view text) {
  Address parsed{};
  return read(text, parsed);
}

Result<TrustedProxies> TrustedProxies::parse(const std::vector<std::string>& texts) {
  auto trusted = AddressRanges::parse(texts);
  if (!trusted) {
    return fail(Fault::invalid, "proxy_malformed", "中継サーバの" + trusted.error().message,
                "--trusted-proxy 192.0.2.1 や 192.0.2.0/24 のように指定してください。");
  }
  TrustedProxies proxies;
  proxies.trusted_ = *std::move(trusted);
  return proxies;
}

std::string TrustedProxies::client_of(std::string_view remote, const Headers& headers) const {
  std::string client(remote);
  if (trusted_.empty() || !trusted_.contain(client)) return client;
  for (std::string& hop : forwarded(headers)) {
    if (!AddressRanges::is_address(hop)) break;  // not an address: believe nothing before it
    client = std::move(hop);
    if (!trusted_.contain(client)) break;
  }
  return client;
}

}  // namespace mamori::web
