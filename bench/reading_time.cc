// How long mamori's reader takes, and that the time grows with the text and not faster.
//
//   reading_time            the table: texts of 5 to 50 MB in several forms
//   reading_time FILE RUNS  the milliseconds of each run, one a line, for bench/lawtext_ratio.mjs
//
// A run is regulation::read: bytes → encoding, normal form, tree, places, counts and diagnostics,
// in memory; reading the file is no part of it. Measured is the time of the processor, the least of
// three runs up to 10 MB, so that other work of the machine does not count. The limits that hold
// for people (5 MB, 5,000 articles) are lifted here.
#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <ctime>
#include <fmt/format.h>
#include <iostream>
#include <string>
#include <vector>

#include "base/testing.h"
#include "base/text.h"
#include "regulation/provision.h"
#include "regulation/reader.h"

namespace {

using mamori::regulation::read;
using mamori::regulation::ReadOptions;

constexpr std::size_t megabyte = 1'000'000;
const ReadOptions no_limits{.limits = {.bytes_max = std::size_t{1} << 30, .articles_max = 1 << 30},
                            .undone = {}};

// The real text when it is at hand, otherwise the model regulation.
std::string main_text() {
  if (const auto seed = mamori::testing::seed("002")) return *seed;
  return mamori::testing::read_file(mamori::testing::source_path("regulations/model.txt"));
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    lines.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return lines;
}

// The regulation again and again: one document behind the other.
std::string repeated(std::size_t bytes) {
  const std::string once = main_text() + "\n\n";
  std::string text;
  while (text.size() < bytes) text += once;
  return text;
}

// One regulation of as many articles as it takes, each with captions, 項 and 号.
std::string one_document(std::size_t bytes, std::string_view break_inside) {
  std::string text = "情報の管理に関する規程\n\n";
  for (int number = 1; text.size() < bytes; ++number) {
    text += fmt::format(
        "（端末の取扱い）\n第{0}条　職員等は、端末を庁舎の外へ持ち出すときは、"
        "あらかじめ情報管理者の許可を受けなければならない。{1}"
        "２　前項の許可を受けようとする者は、次に掲げる事項を申し出るものとする。{1}"
        "（１）　持ち出す目的及び期間{1}（２）　端末の番号及び記録された情報の種類{1}"
        "３　情報管理者は、第{0}条第１項の許可をしたときは、その内容を記録しなければならない。\n",
        number, break_inside);
  }
  return text;
}

// As copied out of a PDF: every line ends after forty characters.
std::string wrapped(const std::string& text) {
  constexpr std::size_t width = 40;
  std::string result;
  for (const std::string& line : lines_of(text)) {
    const std::u32string characters = mamori::code_points(line);
    for (std::size_t at = 0; at == 0 || at < characters.size(); at += width) {
      for (const char32_t c : characters.substr(at, width)) mamori::append_utf8(result, c);
      result += '\n';
    }
  }
  return result;
}

// Nothing to hold on to: one paragraph torn over every line, brackets that never close.
std::string without_structure(std::size_t bytes) {
  std::string text = "第1条 ";
  while (text.size() < bytes) text += "ここには区切りがなく続き\n（「";
  return text;
}

double processor_seconds(std::size_t bytes, const auto& work) {
  const int runs = bytes > 12 * megabyte ? 1 : 3;
  double least = 1e9;
  for (int run = 0; run < runs; ++run) {
    const std::clock_t begin = std::clock();
    work();
    least = std::min(least, static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC);
  }
  return least;
}

void print_row(std::string_view what, const std::string& text, double seconds) {
  std::cout << fmt::format("| {} | {:.1f} | {:.2f} | {:.0f} |\n", what,
                           static_cast<double>(text.size()) / megabyte, seconds,
                           seconds * 1e9 / static_cast<double>(text.size()))
            << std::flush;
}

void measure(std::string_view what, const std::string& text) {
  print_row(what, text, processor_seconds(text.size(), [&] {
              if (read(text, no_limits).documents.empty()) std::exit(1);
            }));
}

void print_table() {
  std::cout << "| text | MB | seconds | ns a byte |\n| --- | --- | --- | --- |\n";
  for (const std::size_t size : {5, 10, 20, 50}) {
    const std::size_t bytes = size * megabyte;
    measure("one regulation", one_document(bytes, "\n"));
    measure("one regulation, a line an article", one_document(bytes, "　"));
    measure("one regulation, lines of 40", wrapped(one_document(bytes, "\n")));
    measure("regulations one behind the other", repeated(bytes));
    measure("the same, lines of 40", wrapped(repeated(bytes)));
    measure("no structure at all", without_structure(bytes));
  }
  const std::string text = one_document(5 * megabyte, "\n");
  const auto reading = read(text, no_limits);
  print_row("its provisions", text, processor_seconds(text.size(), [&] {
              if (mamori::regulation::provisions(reading.documents.at(0)).empty()) std::exit(1);
            }));
}

void print_runs(const std::string& text, int count) {
  for (int run = 0; run < count; ++run) {
    const auto begin = std::chrono::steady_clock::now();
    const auto reading = read(text);
    const std::chrono::duration<double, std::milli> taken =
        std::chrono::steady_clock::now() - begin;
    if (reading.documents.empty()) std::exit(1);
    std::cout << taken.count() << '\n';
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc == 1) {
    print_table();
  } else if (argc == 3) {
    print_runs(mamori::testing::read_file(argv[1]), std::atoi(argv[2]));
  } else {
    std::cerr << "reading_time [FILE RUNS]\n";
    return 2;
  }
}
