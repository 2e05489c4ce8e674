#include "mamori/passphrase.h"

#include <cstdlib>
#include <iostream>
#include <termios.h>
#include <unistd.h>

#include "base/files.h"
#include "base/text.h"

namespace mamori::command {
namespace {

constexpr std::size_t characters_min = 12;
constexpr const char* variable = "MAMORI_BACKUP_PASSPHRASE";

// What is typed does not appear on the screen.
class Silence {
 public:
  Silence() {
    ::tcgetattr(STDIN_FILENO, &before_);
    termios silent = before_;
    silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent);
  }
  ~Silence() {
    ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &before_);
    std::cerr << '\n';
  }
  Silence(const Silence&) = delete;
  Silence& operator=(const Silence&) = delete;

 private:
  termios before_{};
};

std::string typed(std::string_view question) {
  std::cerr << question << std::flush;
  const Silence silence;
  std::string line;
  std::getline(std::cin, line);
  return line;
}

Result<std::string> asked(Asking asking) {
  if (::isatty(STDIN_FILENO) == 0) {
    return fail(Fault::invalid, "passphrase_missing", "控えの合言葉がありません。",
                std::string("--passphrase-file か環境変数 ") + variable +
                    " で示すか、端末から行ってください。");
  }
  std::string text = typed("控えの合言葉: ");
  if (asking == Asking::twice && typed("もう一度: ") != text) {
    return fail(Fault::invalid, "passphrase_differs", "二度の合言葉が違います。",
                "もう一度行ってください。");
  }
  return text;
}

Result<std::string> found(const std::filesystem::path& file, Asking asking) {
  if (!file.empty()) {
    const auto text = read_small(file, true);
    if (!text) return fail(text.error());
    return text->substr(0, text->find_first_of("\r\n"));
  }
  if (const char* set = std::getenv(variable)) return std::string(set);
  return asked(asking);
}

}  // namespace

Result<recovery::Passphrase> passphrase(const std::filesystem::path& file, Asking asking) {
  auto text = found(file, asking);
  if (!text) return fail(text.error());
  if (length_in_characters(*text) < characters_min) {
    return fail(Fault::invalid, "passphrase_short", "控えの合言葉が短すぎます。",
                std::to_string(characters_min) + "文字以上にしてください。");
  }
  return recovery::Passphrase{*std::move(text)};
}

}  // namespace mamori::command
