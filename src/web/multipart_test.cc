#include "web/multipart.h"

#include <gtest/gtest.h>

namespace mamori::web {
namespace {

std::string part(std::string_view disposition, std::string_view content) {
  return "--edge\r\nContent-Disposition: form-data; " + std::string(disposition) + "\r\n\r\n" +
         std::string(content) + "\r\n";
}

std::string code_of(std::string_view body) {
  const auto form = parse_multipart(body, "edge");
  return form ? "" : form.error().code;
}

TEST(Multipart, HasFieldsAndFiles) {
  const auto form = parse_multipart(
      part("name=\"csrf\"", "abc") +
          "--edge\r\ncontent-disposition: form-data; name=\"file\"; filename=\"規程.txt\"\r\n"
          "Content-Type: text/plain\r\n\r\n第1条\r\n--edg\r\n\x80\r\n" +
          part("name=\"text\"", "一行目\r\n二行目") + "--edge--\r\n",
      "edge");
  ASSERT_TRUE(form.has_value()) << form.error().message;
  EXPECT_EQ(form->fields.get("csrf"), "abc");
  EXPECT_EQ(form->fields.get("text"), "一行目\r\n二行目");
  ASSERT_EQ(form->uploads.size(), 1U);
  EXPECT_EQ(form->uploads[0].field, "file");
  EXPECT_EQ(form->uploads[0].name, "規程.txt");
  EXPECT_EQ(form->uploads[0].content_type, "text/plain");
  EXPECT_EQ(form->uploads[0].bytes, "第1条\r\n--edg\r\n\x80");
}

TEST(Multipart, AFileBoxLeftEmptyIsNoFile) {
  const auto form = parse_multipart(part("name=\"file\"; filename=\"\"", "") + "--edge--", "edge");
  ASSERT_TRUE(form.has_value());
  EXPECT_TRUE(form->uploads.empty());
}

TEST(Multipart, NamesAreDecodedAndPathsTakenOff) {
  const auto form = parse_multipart(
      part("name=\"file\"; filename=\"C:\\規程\\a%22b.txt\"", "x") + "--edge--", "edge");
  ASSERT_TRUE(form.has_value());
  EXPECT_EQ(form->uploads[0].name, "a\"b.txt");
}

TEST(Multipart, RefusesWhatIsBroken) {
  EXPECT_EQ(code_of(""), "form_malformed");
  EXPECT_EQ(code_of("--edge"), "form_malformed");
  EXPECT_EQ(code_of(part("name=\"a\"", "b")), "form_malformed");  // no end
  EXPECT_EQ(code_of(part("nome=\"a\"", "b") + "--edge--"), "form_malformed");
  EXPECT_EQ(code_of(part("name=\"a\"", "\x80") + "--edge--"), "form_malformed");
  EXPECT_EQ(code_of(part("name=\"a\"", std::string_view("\0", 1)) + "--edge--"), "form_malformed");
  EXPECT_EQ(code_of("--edge\r\nno header\r\n--edge--"), "form_malformed");
  std::string many;
  for (int count = 0; count < 2001; ++count) many += part("name=\"a\"", "b");
  EXPECT_EQ(code_of(many + "--edge--"), "fields_too_many");
}

TEST(Multipart, TheBoundaryStandsInTheHeader) {
  EXPECT_EQ(multipart_boundary("multipart/form-data; boundary=edge"), "edge");
  EXPECT_EQ(multipart_boundary("Multipart/Form-Data; charset=utf-8; boundary=\"a b\""), "a b");
  EXPECT_FALSE(multipart_boundary("application/x-www-form-urlencoded"));
  EXPECT_FALSE(multipart_boundary("multipart/form-data"));
  EXPECT_FALSE(multipart_boundary("multipart/form-data; boundary="));
  EXPECT_FALSE(multipart_boundary("multipart/form-data; boundary=a\r\nb"));
}

}  // namespace
}  // namespace mamori::web
