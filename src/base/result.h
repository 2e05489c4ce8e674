// Results and errors. Expected failures are values: every function that can be refused returns
// Result<T>. An Error is meant for people: it says in Japanese what was wrong and what to do.
#pragma once

#include <expected>
#include <string>
#include <utility>
#include <vector>

namespace mamori {

// What kind of failure it is; the web room maps it to an HTTP status, the command line to an exit
// code.
enum class Fault {
  invalid,          // the input is wrong: mend it and send it again
  unauthenticated,  // nobody is signed in
  forbidden,        // this person may not do this
  not_found,
  conflict,     // the state of the thing does not allow it (any more)
  limit,        // too much, too large, too often
  unavailable,  // the cause is outside and may pass: disk full, database locked
  corrupt,      // what was read back is not what was written
};

// One wrong field of a form.
struct FieldError {
  std::string field;    // the field's name in the definition
  std::string message;  // Japanese, a whole sentence
};

// A place of the body's regulation on which a refusal or an act rests, in the body's own words.
struct Citation {
  std::string place;         // 第33条第2項
  std::string text;          // as the body wrote it
  std::string caption = {};  // of its article: 外部における情報処理作業
  int document = 1;          // number of the document in the body's regulation
  std::string document_title = {};
};

struct Error {
  Fault fault = Fault::invalid;
  std::string code;         // stable, snake_case, for programs: own_application
  std::string message;      // Japanese, what was wrong
  std::string remedy = {};  // Japanese, what to do now; may be empty
  std::vector<FieldError> fields = {};
  std::vector<Citation> basis = {};
};

template <class T>
using Result = std::expected<T, Error>;

inline std::unexpected<Error> fail(Fault fault, std::string code, std::string message,
                                   std::string remedy = {}) {
  return std::unexpected(
      Error{fault, std::move(code), std::move(message), std::move(remedy), {}, {}});
}

inline std::unexpected<Error> fail(Error error) {
  return std::unexpected(std::move(error));
}

}  // namespace mamori
