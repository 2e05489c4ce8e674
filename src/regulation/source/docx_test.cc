#include "regulation/source/docx.h"

#include "regulation/reading_testing.h"
#include "regulation/source/source_testing.h"

namespace mamori::regulation {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;

std::string level(int index, std::string_view format, std::string_view text,
                  std::string_view more = {}) {
  return "<w:lvl w:ilvl=\"" + std::to_string(index) +
         "\"><w:start w:val=\"1\"/><w:numFmt w:val=\"" + std::string(format) +
         "\"/><w:lvlText w:val=\"" + std::string(text) + "\"/>" + std::string(more) + "</w:lvl>";
}

// One abstract list 0 with these levels, and lists 1 and 2 made from it.
std::string numbering(std::string_view levels, std::string_view second = {}) {
  return word_part("numbering",
                   "<w:abstractNum w:abstractNumId=\"0\">" + std::string(levels) +
                       "</w:abstractNum><w:num w:numId=\"1\"><w:abstractNumId w:val=\"0\"/></w:num>"
                       "<w:num w:numId=\"2\"><w:abstractNumId w:val=\"0\"/>" +
                       std::string(second) + "</w:num>");
}

std::string listed(std::string_view words, int level, int list = 1) {
  return paragraph(words, "<w:numPr><w:ilvl w:val=\"" + std::to_string(level) +
                              "\"/><w:numId w:val=\"" + std::to_string(list) + "\"/></w:numPr>");
}

TEST(Docx, ParagraphsAndBreaksAreLines) {
  const std::string bytes =
      word_file(paragraph("みもり市庭の要綱") + paragraph("") +
                "<w:p><w:r><w:t>第1条　門</w:t></w:r><w:r><w:t>番は</w:t><w:br/><w:t>門を開く。</"
                "w:t></w:r></w:p>"
                "<w:p><w:r><w:tab/><w:t>2</w:t><w:tab/><w:t>鍵を掛ける。</w:t></w:r></w:p>");
  EXPECT_THAT(lines_in(bytes), ElementsAre("みもり市庭の要綱", "", "第1条　門番は", "門を開く。",
                                           "\t2\t鍵を掛ける。"));
  const Reading reading = read(bytes);
  EXPECT_EQ(sole(reading).title, "みもり市庭の要綱");
  EXPECT_EQ(text_at_place(reading, "第1条第1項"), "門番は門を開く。");
  EXPECT_EQ(text_at_place(reading, "第1条第2項"), "鍵を掛ける。");
  expect_conserved(reading);
}

TEST(Docx, NumbersThatWordMakesAreText) {
  const std::string numbers =
      numbering(level(0, "decimal", "第%1条") + level(1, "decimalFullWidth", "（%2）") +
                level(2, "aiueoFullWidth", "%3", "<w:suff w:val=\"space\"/>") +
                level(3, "decimalEnclosedCircle", "%4", "<w:suff w:val=\"nothing\"/>"));
  EXPECT_THAT(
      lines_in(word_file(listed("門", 0) + listed("表", 1) + listed("木", 2) + listed("白", 3) +
                             listed("石", 2) + listed("裏", 1) + listed("鍵", 0) + listed("錠", 1),
                         {{"numbering", numbers}})),
      ElementsAre("第1条　門", "（１）　表", "ア　木", "①白", "イ　石", "（２）　裏", "第2条　鍵",
                  "（１）　錠"));
}

TEST(Docx, ListsOfOneKindCountOnUnlessOneBeginsAnew) {
  const std::string levels = level(0, "decimal", "(%1)");
  const std::string body = listed("門", 0) + listed("棚", 0) + listed("鍵", 0, 2);
  EXPECT_THAT(lines_in(word_file(body, {{"numbering", numbering(levels)}})),
              ElementsAre("(1)　門", "(2)　棚", "(3)　鍵"));
  const std::string anew =
      "<w:lvlOverride w:ilvl=\"0\"><w:startOverride w:val=\"1\"/></w:lvlOverride>";
  EXPECT_THAT(lines_in(word_file(body, {{"numbering", numbering(levels, anew)}})),
              ElementsAre("(1)　門", "(2)　棚", "(1)　鍵"));
}

TEST(Docx, NumbersOfSeveralLevelsAndOtherScripts) {
  const std::string numbers =
      numbering(level(0, "japaneseCounting", "第%1章") + level(1, "decimal", "%1.%2") +
                level(2, "decimal", "%1.%2", "<w:isLgl/>") + level(3, "bullet", "\xEF\x82\xB7") +
                level(4, "irohaFullWidth", "%5") + level(5, "upperRoman", "%6."));
  EXPECT_THAT(lines_in(word_file(listed("門", 0) + listed("表", 1) + listed("裏", 2) +
                                     listed("木", 3) + listed("石", 4) + listed("鉄", 5),
                                 {{"numbering", numbers}})),
              ElementsAre("第一章　門", "一.1　表", "1.1　裏", "・　木", "イ　石", "I.　鉄"));
}

TEST(Docx, AStyleBringsHeadingAndNumber) {
  const std::string styles = word_part("styles", R"(
<w:style w:type="paragraph" w:styleId="base"><w:pPr><w:jc w:val="center"/></w:pPr>
<w:rPr><w:b/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="1"><w:basedOn w:val="base"/><w:pPr><w:outlineLvl w:val="0"/>
<w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="2">
<w:pPr><w:outlineLvl w:val="1"/><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>)");
  const std::string numbers = numbering(level(0, "decimal", "第%1章", "<w:pStyle w:val=\"1\"/>") +
                                        level(1, "decimal", "第%2節", "<w:pStyle w:val=\"2\"/>"));
  const auto source = source_text(word_file(
      paragraph("総則", "<w:pStyle w:val=\"1\"/>") + paragraph("門", "<w:pStyle w:val=\"2\"/>") +
          paragraph("雑則", "<w:pStyle w:val=\"1\"/><w:numPr><w:numId w:val=\"0\"/></w:numPr>"),
      {{"styles", styles}, {"numbering", numbers}}));
  ASSERT_TRUE(source.has_value());
  EXPECT_THAT(source->lines, ElementsAre("第1章　総則", "第1節　門", "雑則"));
  EXPECT_EQ(source->hints[0].heading_level, 1);
  EXPECT_TRUE(source->hints[0].centred);
  EXPECT_TRUE(source->hints[0].bold);
  EXPECT_EQ(source->hints[1].heading_level, 2);
  EXPECT_FALSE(source->hints[1].bold);
}

TEST(Docx, TablesAreRowsAndMergedCellsAreEmpty) {
  const auto cell = [](std::string_view words, std::string_view properties = {}) {
    return "<w:tc><w:tcPr>" + std::string(properties) + "</w:tcPr>" + paragraph(words) + "</w:tc>";
  };
  const std::string bytes =
      word_file("<w:tbl><w:tr>" + cell("区分", "<w:vMerge w:val=\"restart\"/>") +
                cell("保存", "<w:gridSpan w:val=\"2\"/>") + "</w:tr><w:tr>" +
                cell("", "<w:vMerge/>") + cell("場所") + cell("年") +
                "</w:tr></w:tbl><w:tbl><w:tr>" + cell("囲みの文") + "</w:tr></w:tbl>");
  const auto source = source_text(bytes);
  ASSERT_TRUE(source.has_value());
  EXPECT_THAT(source->lines, ElementsAre("区分\t保存\t", "\t場所\t年", "囲みの文"));
  EXPECT_TRUE(source->hints[0].table_row);
  EXPECT_FALSE(source->hints[2].table_row);
}

TEST(Docx, WhatIsNotTheTextIsDiscardedWithTheReason) {
  const std::string bytes = word_file(
      R"(<w:p><w:r><w:t>第1条　</w:t></w:r><w:r><w:ruby><w:rt><w:r><w:t>かし</w:t></w:r></w:rt>
<w:rubyBase><w:r><w:t>瑕疵</w:t></w:r></w:rubyBase></w:ruby></w:r>
<w:ins><w:r><w:t>を直す。</w:t></w:r></w:ins><w:del><w:r><w:delText>を隠す。</w:delText></w:r></w:del>
<w:r><w:rPr><w:vanish/></w:rPr><w:t>見えない</w:t></w:r>
<w:r><w:footnoteReference w:id="1"/></w:r></w:p>)",
      {{"header", word_part("hdr", paragraph("例規集"))},
       {"footer", word_part("ftr", paragraph("- 1 -"))},
       {"footnotes", word_part("footnotes", "<w:footnote>" + paragraph("注") + "</w:footnote>")}});
  EXPECT_THAT(lines_in(bytes), ElementsAre("第1条　瑕疵を直す。"));
  EXPECT_THAT(left_out_of(bytes),
              ElementsAre(Pair("ふりがな", 2), Pair("フッター", 3), Pair("ヘッダー", 3),
                          Pair("変更履歴で削除された文字", 4), Pair("脚注", 1)));
  const Reading reading = read(bytes);
  EXPECT_THAT(kinds_of(reading), ElementsAre("deletion_left_out", "footnote_left_out"));
  EXPECT_EQ(reading.diagnostics[0].before, "を隠す。");
  expect_conserved(reading);
}

TEST(Docx, ATextBoxIsReadOnceAfterItsParagraph) {
  const std::string box = "<w:txbxContent>" + paragraph("箱の文") + "</w:txbxContent>";
  const std::string bytes = word_file(
      "<w:p><w:r><w:t>前の</w:t></w:r><w:r><mc:AlternateContent><mc:Choice><w:drawing>" + box +
      "</w:drawing></mc:Choice><mc:Fallback><w:pict>" + box +
      "</w:pict></mc:Fallback></mc:AlternateContent></w:r><w:r><w:t>文</w:t></w:r></w:p>");
  EXPECT_THAT(lines_in(bytes), ElementsAre("前の文", "箱の文"));
}

TEST(Docx, APageBreakIsAHint) {
  const auto source = source_text(
      word_file("<w:p><w:r><w:t>門の</w:t><w:br w:type=\"page\"/><w:t>鍵</w:t></w:r></w:p>" +
                paragraph("棚", "<w:pageBreakBefore/><w:ind w:left=\"420\"/>")));
  ASSERT_TRUE(source.has_value());
  EXPECT_THAT(source->lines, ElementsAre("門の", "鍵", "棚"));
  EXPECT_TRUE(source->hints[1].page_break);
  EXPECT_TRUE(source->hints[2].page_break);
  EXPECT_EQ(source->hints[2].indent, 4);
}

TEST(Docx, AnyPrefixOfTheNamesWillDo) {
  const std::string other =
      R"(<x:document xmlns:x="…"><x:body><x:p><x:r><x:t>門</x:t></x:r></x:p></x:body></x:document>)";
  EXPECT_THAT(lines_in(zipped({{"word/document.xml", other}})), ElementsAre("門"));
}

TEST(Docx, ABrokenFileIsRefusedWithWhatToDo) {
  const std::string bytes = word_file(paragraph("門"));
  EXPECT_THAT(error_of(bytes.substr(0, bytes.size() / 2)), HasSubstr("Wordで開ける"));
  EXPECT_THAT(error_of(zipped({{"word/document.xml", "<w:document><w:body>"}})),
              HasSubstr("XMLとして正しくありません"));
  EXPECT_THAT(error_of(zipped({{"word/document.xml", "<w:document/>"}})),
              HasSubstr("本文がありません"));
}

TEST(Docx, AFileThatUnpacksToTooMuchIsRefused) {
  std::string body = "<w:p><w:r><w:t>";
  body.append(std::size_t{70} << 20, ' ');
  const auto source = source_text(word_file(body + "</w:t></w:r></w:p>"));
  ASSERT_FALSE(source.has_value());
  EXPECT_EQ(source.error().code, "source_too_large");
}

TEST(Docx, XmlThatIsNestedWithoutEndIsRefused) {
  std::string body;
  for (int count = 0; count < 50'000; ++count) body += "<w:sdt><w:sdtContent>";
  for (int count = 0; count < 50'000; ++count) body += "</w:sdtContent></w:sdt>";
  EXPECT_EQ(source_text(word_file(body)).error().code, "source_malformed");
}

}  // namespace
}  // namespace mamori::regulation
