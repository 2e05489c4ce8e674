// Whatever the reader makes of a text: every format can be written of it, and no word is lost.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <pugixml.hpp>
#include <random>
#include <ranges>

#include "base/testing.h"
#include "base/text.h"
#include "regulation/export/law_xml.h"
#include "regulation/export/lawtext.h"
#include "regulation/export/oscal.h"
#include "regulation/reader.h"

namespace mamori::regulation {
namespace {

std::string without_blanks(std::string_view text) {
  std::u32string points = code_points(text);
  std::erase_if(points, [](char32_t c) { return is_blank(c) || c < 0x20; });
  return utf8(points);
}

std::string all_words(const pugi::xml_node& tree) {
  std::string words;
  for (const auto& found : tree.select_nodes("//text()")) words += found.node().value();
  return without_blanks(words);
}

// The words of each node stand together somewhere in the tree.
void expect_every_word(const Document& document, const std::string& words) {
  traverse(document, [&](const Node& node, int) {
    if (node.kind == NodeKind::contents) return;
    for (const auto part : std::views::split(node.text, '\n')) {
      for (const auto cell : std::views::split(part, '\t')) {
        const std::string wanted = without_blanks(std::string_view(cell.begin(), cell.end()));
        EXPECT_THAT(words, ::testing::HasSubstr(wanted)) << node.place;
      }
    }
    if (node.kind == NodeKind::supplementary) return;  // its caption is an attribute
    EXPECT_THAT(words, ::testing::HasSubstr(without_blanks(node.caption))) << node.place;
  });
}

void expect_written(std::string_view text) {
  for (const Document& document : read(text).documents) {
    pugi::xml_document tree;
    const std::string xml = to_law_xml(document);
    ASSERT_TRUE(tree.load_buffer(xml.data(), xml.size())) << text;
    EXPECT_TRUE(tree.select_node("/Law/LawBody/MainProvision/*")) << text;
    expect_every_word(document, all_words(tree));
    EXPECT_TRUE(to_lawtext(document).ends_with('\n'));
    const auto sentences = provisions(document);
    EXPECT_TRUE(to_oscal(document, sentences, {}).at("catalog").is_object());
  }
}

TEST(Exports, LoseNoWordOfRealTexts) {
  expect_written(testing::read_file(testing::source_path("regulations/model.txt")));
  for (const std::string_view name : {"000", "001", "002", "003", "004"}) {
    const auto seed = testing::seed(name);
    if (!seed) GTEST_SKIP() << "../shared/seeds is not here";
    expect_written(*seed);
  }
}

// Lines as regulations have them, in any order whatever.
TEST(Exports, LoseNoWordOfTextsWithoutOrder) {
  constexpr std::array<std::string_view, 22> lines{"第1編 総則",
                                                   "第2章 管理",
                                                   "第1節 通則",
                                                   "第3款 細目",
                                                   "第1目 最小",
                                                   "（見出し）",
                                                   "第1条 定めるものとする。",
                                                   "第5条の2 次による。ただし、例外とする。",
                                                   "第7条から第9条まで 削除",
                                                   "2 職員は、行わなければならない。",
                                                   "(1) 用語　意味をいう。",
                                                   "ア 細かな事項",
                                                   "① 丸の事項",
                                                   "1 目的",
                                                   "前文のような言葉である。",
                                                   "附則",
                                                   "附則（令和4年告示第5号）抄",
                                                   "別表第1（第2条関係）",
                                                   "区分\t内容\t備考",
                                                   "様式第2号",
                                                   "目次",
                                                   ""};
  std::mt19937 chance(20261121);  // the same every time
  for (int round = 0; round < 400; ++round) {
    std::string text = "みもり市規程\n\n";
    const auto count = 3 + chance() % 25;
    for (std::size_t line = 0; line < count; ++line) {
      text += std::string(lines.at(chance() % lines.size())) + "\n";
    }
    expect_written(text);
    if (HasFailure()) FAIL() << text;
  }
}

TEST(Exports, AnEmptyDocumentIsWrittenToo) {
  pugi::xml_document tree;
  EXPECT_TRUE(tree.load_string(to_law_xml(Document{}).c_str()));
  EXPECT_TRUE(tree.select_node("/Law/LawBody/MainProvision/Paragraph"));
}

}  // namespace
}  // namespace mamori::regulation
