#include "identity/password.h"

#include <algorithm>
#include <argon2.h>
#include <array>
#include <cassert>
#include <optional>
#include <stdexcept>

#include "base/bytes.h"
#include "base/text.h"

namespace mamori::embedded {
std::span<const File> breached_passwords();  // of Debian's python3-zxcvbn, written by the build
}

namespace mamori::identity {
namespace {

constexpr std::uint32_t lanes = 1;
constexpr std::size_t salt_bytes = 16;
constexpr std::size_t hash_bytes = 32;
constexpr std::size_t row_characters_min = 3;  // 123, aaa and cba are rows
constexpr std::size_t own_characters_min = 6;  // must be left without words and rows
constexpr std::size_t ascii_name_characters_min = 3;
constexpr std::size_t japanese_name_characters_min = 2;

// Lower-case consonants and digits; of glyphs that look alike (l1, o0, s5, z2, qg) at most one.
// q/g).
constexpr std::string_view temporary_alphabet = "bcdfghjkmnprstvwxy346789";
constexpr std::size_t temporary_characters = 16;
constexpr std::size_t group_characters = 4;

// Holds one of the few turns at hashing.
class Turn {
 public:
  explicit Turn(std::counting_semaphore<>& turns) : turns_(turns) { turns_.acquire(); }
  ~Turn() { turns_.release(); }
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;

 private:
  std::counting_semaphore<>& turns_;
};

// The common words as text keys, the longest first.
std::vector<std::u32string> read_common_words() {
  const embedded::File* file = embedded::find(embedded::identity_lists(), "common_passwords.txt");
  assert(file);
  std::vector<std::u32string> words;
  std::string_view rest = file->bytes;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    const std::string_view line = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (!line.empty() && !line.starts_with('#')) words.push_back(code_points(text_key(line)));
  }
  std::ranges::stable_sort(words, std::greater<>{}, &std::u32string::size);
  return words;
}

std::u32string without_common_words(std::u32string text) {
  for (const std::u32string& word : read_common_words()) {
    for (auto at = text.find(word); at != std::u32string::npos; at = text.find(word, at)) {
      text.replace(at, word.size(), U" ");  // a blank, so that the rest does not grow together
    }
  }
  return text;
}

// Stolen passwords, sorted by bytes; none is shorter than that.
constexpr std::size_t breached_characters_min = 8;
constexpr std::size_t breached_characters_max = 32;

std::vector<std::string_view> read_breached() {
  const embedded::File* file =
      embedded::find(embedded::breached_passwords(), "breached_passwords.txt");
  assert(file);
  std::vector<std::string_view> all;
  for (std::string_view rest = file->bytes; !rest.empty();) {
    const std::size_t end = rest.find('\n');
    all.push_back(rest.substr(0, end));
    rest.remove_prefix(end + 1);
  }
  return all;
}

// Whoever guesses tries stolen passwords with something before and behind them.
std::string without_breached(std::string text) {
  const std::vector<std::string_view> breached = read_breached();
  for (std::size_t from = 0; from < text.size(); ++from) {
    const std::size_t most = std::min(text.size() - from, breached_characters_max);
    for (std::size_t length = most; length >= breached_characters_min; --length) {
      const std::string_view part = std::string_view(text).substr(from, length);
      if (!std::ranges::binary_search(breached, part)) continue;
      text.replace(from, length, " ");
      break;
    }
  }
  return text;
}

// How many characters are neither blank nor part of a row such as 1234, aaaa or dcba.
std::size_t characters_outside_rows(std::u32string_view text) {
  std::size_t outside = 0;
  for (std::size_t begin = 0; begin < text.size();) {
    std::size_t end = begin + 1;
    const auto step_at = [&](std::size_t index) {
      return static_cast<std::int64_t>(text[index]) - static_cast<std::int64_t>(text[index - 1]);
    };
    if (end < text.size() && std::abs(step_at(end)) <= 1) {
      const auto step = step_at(end);
      while (end < text.size() && step_at(end) == step) ++end;
    }
    if (end - begin < row_characters_min) {
      outside += text[begin] == U' ' ? 0 : 1;
      ++begin;
    } else {
      begin = end;
    }
  }
  return outside;
}

// The words of a name that are long enough to mean the person.
std::vector<std::string> name_keys(const PersonalWords& words) {
  std::vector<std::string> keys;
  const auto keep = [&](std::string_view word) {
    std::string key = text_key(word);
    const bool ascii = std::ranges::all_of(key, [](char c) { return c >= 0; });
    const std::size_t least = ascii ? ascii_name_characters_min : japanese_name_characters_min;
    if (length_in_characters(key) >= least) keys.push_back(std::move(key));
  };
  keep(words.login);
  for (const std::string& name : words.names) {
    std::u32string word;
    for (const char32_t c : code_points(name + " ")) {
      if (!is_blank(c)) {
        word += c;
      } else {
        keep(utf8(word));
        word.clear();
      }
    }
  }
  return keys;
}

bool contains_any(const std::string& text, const std::vector<std::string>& words) {
  return std::ranges::any_of(
      words, [&](const std::string& word) { return text.find(word) != std::string::npos; });
}

std::optional<std::string> fault_of_length(const PasswordPolicy& policy, std::size_t characters) {
  if (characters < policy.characters_min) {
    return "パスワードは" + std::to_string(policy.characters_min) + "文字以上にしてください。";
  }
  if (characters > policy.characters_max) {
    return "パスワードは" + std::to_string(policy.characters_max) + "文字以下にしてください。";
  }
  return std::nullopt;
}

}  // namespace

PasswordHasher::PasswordHasher(HashingCost cost, std::ptrdiff_t threads_max)
    : cost_(cost), turns_(threads_max), nobody_(hash(hex(random_bytes(16)))) {}

std::string PasswordHasher::hash(std::string_view password) const {
  const std::string text = nfc(password);
  const std::string salt = random_bytes(salt_bytes);
  std::string phc(
      argon2_encodedlen(cost_.passes, cost_.memory_kib, lanes, salt_bytes, hash_bytes, Argon2_id),
      '\0');
  const Turn turn(turns_);
  const int code =
      argon2id_hash_encoded(cost_.passes, cost_.memory_kib, lanes, text.data(), text.size(),
                            salt.data(), salt.size(), hash_bytes, phc.data(), phc.size());
  if (code != ARGON2_OK) throw std::runtime_error(argon2_error_message(code));  // no memory
  phc.resize(phc.find('\0'));
  return phc;
}

bool PasswordHasher::matches(const std::string& phc, std::string_view password) const {
  if (password.size() > password_bytes_max) return false;
  const std::string text = nfc(password);
  const Turn turn(turns_);
  const int code = argon2id_verify(phc.c_str(), text.data(), text.size());
  if (code != ARGON2_OK && code != ARGON2_VERIFY_MISMATCH) {
    throw std::runtime_error(argon2_error_message(code));  // no memory, or not one of our hashes
  }
  return code == ARGON2_OK;
}

bool PasswordHasher::matches_nobody(std::string_view password) const {
  matches(nobody_, password);
  return false;
}

Result<void> check_password(const PasswordPolicy& policy, const PersonalWords& words,
                            std::string_view password) {
  Error weak{Fault::invalid, "password_weak", "このパスワードは使えません。",
             "長くて、ほかの人が思いつかないものにしてください。"};
  const auto refuse = [&](std::string message) {
    weak.fields.push_back({"password", std::move(message)});
  };
  const std::string text = nfc(password);
  const std::string key = text_key(text);
  if (auto fault = fault_of_length(policy, length_in_characters(text))) refuse(*std::move(fault));
  if (contains_any(key, name_keys(words))) {
    refuse("パスワードに、ログイン名や氏名を入れないでください。");
  }
  const bool common =
      characters_outside_rows(without_common_words(code_points(key))) < own_characters_min;
  if (common) refuse("よく使われる言葉や、連続した文字・数字だけのパスワードは使えません。");
  const std::string left = without_breached(key);
  if (!common && left != key && characters_outside_rows(code_points(left)) < own_characters_min) {
    refuse("このパスワードは、過去に盗まれたパスワードの一覧にあるため使えません。");
  }
  if (weak.fields.empty()) return {};
  return fail(std::move(weak));
}

std::string make_temporary_password() {
  // Bytes that would make some characters likelier than others are thrown away.
  constexpr std::size_t fair = 256 / temporary_alphabet.size() * temporary_alphabet.size();
  std::string password;
  while (password.size() < temporary_characters) {
    const auto chance = static_cast<unsigned char>(random_bytes(1).front());
    if (chance < fair) password += temporary_alphabet[chance % temporary_alphabet.size()];
  }
  return password;
}

std::string in_groups(std::string_view temporary_password) {
  std::string grouped;
  for (std::size_t index = 0; index < temporary_password.size(); ++index) {
    if (index > 0 && index % group_characters == 0) grouped += '-';
    grouped += temporary_password[index];
  }
  return grouped;
}

}  // namespace mamori::identity
