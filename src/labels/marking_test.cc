#include "labels/marking.h"

#include <gmock/gmock.h>
#include <sstream>

#include "imports/testing_zip.h"
#include "labels/archive.h"

namespace mamori::labels {
namespace {

using imports::testing::Parts;
using imports::testing::zipped;
using ::testing::HasSubstr;
using ::testing::Not;

const Mark secret{"重要性Ⅱ", "資産 第12号"};
constexpr std::string_view package_relationships =
    "http://schemas.openxmlformats.org/package/2006/relationships";

std::string relationships_of(std::string_view type, std::string_view target) {
  return "<Relationships xmlns=\"" + std::string(package_relationships) +
         "\"><Relationship Id=\"rId1\" "
         "Type=\"http://schemas.openxmlformats.org/officeDocument/2006/"
         "relationships/" +
         std::string(type) + "\" Target=\"" + std::string(target) + "\"/></Relationships>";
}

Parts package(std::string_view main) {
  return {{"[Content_Types].xml",
           "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"/>"},
          {"_rels/.rels", relationships_of("officeDocument", main)}};
}

std::string document() {
  Parts parts = package("word/document.xml");
  parts["word/document.xml"] =
      "<w:document xmlns:w=\"urn:w\"><w:body><w:p/><w:sectPr/></w:body></w:document>";
  return zipped(parts);
}

std::string workbook() {
  Parts parts = package("xl/workbook.xml");
  parts["xl/workbook.xml"] = "<workbook xmlns=\"urn:x\"/>";
  parts["xl/_rels/workbook.xml.rels"] = relationships_of("worksheet", "worksheets/sheet1.xml");
  parts["xl/worksheets/sheet1.xml"] =
      "<worksheet xmlns=\"urn:x\"><sheetData/><headerFooter><oddHeader>&amp;L総務課&amp;R令和8年"
      "</oddHeader></headerFooter><drawing/></worksheet>";
  return zipped(parts);
}

std::string presentation() {
  Parts parts = package("ppt/presentation.xml");
  parts["ppt/presentation.xml"] = "<p:presentation xmlns:p=\"urn:p\"/>";
  parts["ppt/_rels/presentation.xml.rels"] =
      relationships_of("slideMaster", "slideMasters/slideMaster1.xml");
  parts["ppt/slideMasters/slideMaster1.xml"] =
      "<p:sldMaster xmlns:p=\"urn:p\"><p:cSld><p:spTree/></p:cSld></p:sldMaster>";
  return zipped(parts);
}

// One page, without a table of what lies where: it is looked for then.
std::string pdf(std::string_view catalog_has = "") {
  return "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R" + std::string(catalog_has) +
         ">>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
         "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\n"
         "trailer<</Root 1 0 R/Size 4>>\n%%EOF\n";
}

// A part of an Office file as text.
std::string part_of(const std::string& bytes, const std::string& name) {
  auto archive = Archive::open(bytes);
  if (!archive) return "";
  std::ostringstream out;
  archive->part(name).value().save(out, "", pugi::format_raw);
  return std::move(out).str();
}

std::string marked(const std::string& bytes, const Mark& mark = secret) {
  auto done = mark_file(bytes, mark);
  EXPECT_TRUE(done.has_value()) << (done ? "" : done.error().message);
  return done ? std::move(done->bytes) : "";
}

std::string code_of(const auto& result) {
  return result ? "accepted" : result.error().code;
}

TEST(Marking, IsReadBackFromEveryKindOfFile) {
  for (const std::string& bytes : {document(), workbook(), presentation(), pdf()}) {
    EXPECT_EQ(read_mark(bytes).value(), std::nullopt);
    EXPECT_EQ(read_mark(marked(bytes)).value(), secret);
  }
}

TEST(Marking, AMarkOfBeforeIsReplaced) {
  const Mark lower{"重要性Ⅲ", ""};
  for (const std::string& bytes : {document(), workbook(), presentation(), pdf()}) {
    EXPECT_EQ(read_mark(marked(marked(bytes), lower)).value(), lower);
  }
}

TEST(Marking, StandsOnceInTheHeaderOfADocument) {
  const std::string bytes = marked(marked(document()), {"重要性Ⅰ", ""});
  const std::string header = part_of(bytes, "word/header_mamori.xml");
  EXPECT_THAT(header, HasSubstr("【分類：重要性Ⅰ】"));
  EXPECT_THAT(header, Not(HasSubstr("重要性Ⅱ")));
  EXPECT_THAT(part_of(bytes, "word/document.xml"), HasSubstr("w:type=\"default\""));
  EXPECT_THAT(part_of(bytes, "[Content_Types].xml"), HasSubstr("/word/header_mamori.xml"));
}

TEST(Marking, KeepsWhatStandsInTheHeaderOfASheet) {
  const std::string sheet = part_of(marked(workbook()), "xl/worksheets/sheet1.xml");
  EXPECT_THAT(sheet, HasSubstr("&amp;L総務課&amp;R【分類：重要性Ⅱ　資産 第12号】令和8年"));
  EXPECT_LT(sheet.find("headerFooter"), sheet.find("<drawing"));
}

TEST(Marking, IsAShapeOfEverySlideMaster) {
  const std::string master = part_of(marked(presentation()), "ppt/slideMasters/slideMaster1.xml");
  EXPECT_THAT(master, HasSubstr("【分類：重要性Ⅱ"));
}

TEST(Marking, AShapeStandsBeforeTheExtensionsOfItsMaster) {
  Parts parts = package("ppt/presentation.xml");
  parts["ppt/presentation.xml"] = "<p:presentation xmlns:p=\"urn:p\"/>";
  parts["ppt/_rels/presentation.xml.rels"] =
      relationships_of("slideMaster", "slideMasters/slideMaster1.xml");
  parts["ppt/slideMasters/slideMaster1.xml"] =
      "<p:sldMaster xmlns:p=\"urn:p\"><p:cSld><p:spTree><p:extLst/></p:spTree></p:cSld>"
      "</p:sldMaster>";
  const std::string master = part_of(marked(zipped(parts)), "ppt/slideMasters/slideMaster1.xml");
  EXPECT_LT(master.find("<p:sp "), master.find("<p:extLst"));
}

TEST(Marking, StandsOnEveryPageOfAPdf) {
  EXPECT_THAT(marked(pdf()), HasSubstr("HeiseiKakuGo-W5"));
  EXPECT_LT(marked(marked(pdf())).size(), marked(pdf()).size() + 64);  // not twice
}

TEST(Marking, RefusesWhatItMustNotTouch) {
  EXPECT_EQ(code_of(mark_file("plain text", secret)), "file_kind_unknown");
  EXPECT_EQ(code_of(mark_file(zipped({{"a.txt", "a"}}), secret)), "file_kind_unknown");
  EXPECT_EQ(code_of(mark_file("%PDF-1.4\nnothing", secret)), "file_malformed");
  EXPECT_EQ(code_of(mark_file("PK\x03\x04 broken", secret)), "file_malformed");
  EXPECT_EQ(code_of(mark_file(pdf("/AcroForm<</SigFlags 3>>"), secret)), "file_signed");
  EXPECT_EQ(code_of(mark_file(std::string(file_bytes_max + 1, 'x'), secret)), "file_too_large");
  Parts signed_parts = package("word/document.xml");
  signed_parts["_xmlsignatures/origin.sigs"] = "";
  EXPECT_EQ(code_of(mark_file(zipped(signed_parts), secret)), "file_signed");
}

TEST(Marking, RefusesWhatUnpacksToTooMuch) {
  Parts parts = package("word/document.xml");
  parts["word/document.xml"] = std::string(std::size_t{49} << 20, ' ');
  EXPECT_EQ(code_of(read_mark(zipped(parts))), "file_too_large");
}

TEST(Wording, IsForFileNamesAndHeaders) {
  EXPECT_EQ(file_name_text(secret, "住民/台帳"), "【重要性Ⅱ】資産第12号_住民_台帳");
  EXPECT_EQ(without_header_text("前【分類：重要性Ⅱ】後"), "前後");
  EXPECT_EQ(without_header_text("【分類：途中"), "【分類：途中");
}

}  // namespace
}  // namespace mamori::labels
