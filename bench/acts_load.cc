// People at work over HTTP: `acts_load PORT COOKIE BODY CONNECTIONS SECONDS` sends the same form on
// so many connections, each again as soon as it is answered, and prints as JSON how many acts were
// acknowledged in a second and how long one took (milliseconds). bench/acts_ratio.py prepares it.
#include <algorithm>
#include <arpa/inet.h>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <iostream>
#include <netinet/tcp.h>
#include <string>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>
#include <vector>

namespace {

using Clock = std::chrono::steady_clock;

[[noreturn]] void give_up(const std::string& why) {
  std::cerr << why << '\n';
  std::exit(1);
}

int connected(std::uint16_t port) {
  const int connection = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(connection, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
    give_up("cannot connect");
  }
  const int on = 1;
  ::setsockopt(connection, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  return connection;
}

// Reads one whole answer; returns its status.
int answer(int connection) {
  std::string text;
  std::size_t length = std::string::npos;
  char part[16384];
  while (length == std::string::npos || text.size() < length) {
    const ssize_t count = ::read(connection, part, sizeof part);
    if (count <= 0) give_up("the server hung up: " + text);
    text.append(part, static_cast<std::size_t>(count));
    const std::size_t head = text.find("\r\n\r\n");
    const std::size_t field = text.find("Content-Length: ");
    if (length != std::string::npos || head == std::string::npos) continue;
    length = head + 4 + std::strtoull(text.c_str() + field + 16, nullptr, 10);
  }
  return std::atoi(text.c_str() + 9);
}

// Milliseconds of each act until the time is over.
std::vector<double> work(std::uint16_t port, const std::string& request, Clock::time_point end) {
  const int connection = connected(port);
  std::vector<double> taken;
  while (Clock::now() < end) {
    const auto begin = Clock::now();
    if (::write(connection, request.data(), request.size()) != ssize_t(request.size())) {
      give_up("cannot send");
    }
    if (const int status = answer(connection); status != 200) {
      give_up("answered with " + std::to_string(status));
    }
    taken.push_back(std::chrono::duration<double, std::milli>(Clock::now() - begin).count());
  }
  ::close(connection);
  return taken;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 6) give_up("acts_load PORT COOKIE BODY CONNECTIONS SECONDS");
  const auto port = static_cast<std::uint16_t>(std::atoi(argv[1]));
  const std::string body = argv[3];
  const std::string request =
      "POST /b/main/registers/assets/new HTTP/1.1\r\nHost: 127.0.0.1:" + std::string(argv[1]) +
      "\r\nAccept: application/json\r\nCookie: " + argv[2] +
      "\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: " +
      std::to_string(body.size()) + "\r\n\r\n" + body;
  const double seconds = std::atof(argv[5]);
  const auto end = Clock::now() + std::chrono::duration_cast<Clock::duration>(
                                      std::chrono::duration<double>(seconds));
  std::vector<std::vector<double>> each(static_cast<std::size_t>(std::atoi(argv[4])));
  {
    std::vector<std::jthread> people;
    for (auto& mine : each) people.emplace_back([&] { mine = work(port, request, end); });
  }
  std::vector<double> all;
  for (const auto& mine : each) all.insert(all.end(), mine.begin(), mine.end());
  std::ranges::sort(all);
  const auto at = [&](double part) {
    return all[static_cast<std::size_t>(part * static_cast<double>(all.size() - 1))];
  };
  std::cout << "{\"acts\": " << all.size()
            << ", \"per_second\": " << static_cast<double>(all.size()) / seconds
            << ", \"p50_ms\": " << at(0.5) << ", \"p99_ms\": " << at(0.99) << "}\n";
}
