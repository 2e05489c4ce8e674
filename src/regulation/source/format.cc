#include "regulation/source/format.h"

#include <algorithm>
#include <array>
#include <string>

namespace mamori::regulation {
namespace {

constexpr std::string_view from_word =
    "Wordなどで開き、「.docx」か「テキスト」で保存し直してください。";
constexpr std::string_view from_excel =
    "表計算ソフトで開き、規程の部分を選んで写し、テキストのファイルにして保存してください。";
constexpr std::string_view from_picture =
    "文字を読み取る機能（OCR）でテキストにしてから読み込んでください。";
constexpr std::string_view from_pdf =
    "元のWordのファイルを使うか、Wordで開いて「.docx」か「テキスト」で保存し直してください。";
constexpr std::string_view from_archive = "圧縮を解いて、中の規程のファイルを読み込んでください。";
constexpr std::string_view from_mail_page =
    "ブラウザで開き、保存の種類を「ウェブページ、HTMLのみ」にして保存し直してください。";

struct Kind {
  std::string_view sign;  // what its bytes begin with, or hold
  std::string_view name;
  std::string_view remedy;
};

std::unexpected<Error> unsupported(const Kind& kind) {
  return fail(Fault::invalid, "source_format_unsupported",
              "このファイルは" + std::string(kind.name) + "です。このままでは読み込めません。",
              std::string(kind.remedy));
}

constexpr std::array<Kind, 11> by_beginning{
    {{"%PDF-", "PDF", from_pdf},
     {"{\\rtf", "リッチテキスト（.rtf）", from_word},
     {"\x89PNG", "画像（PNG）", from_picture},
     {"\xFF\xD8\xFF", "画像（JPEG）", from_picture},
     {"GIF8", "画像（GIF）", from_picture},
     {"II*\0", "画像（TIFF）", from_picture},
     {"MM\0*", "画像（TIFF）", from_picture},
     {"\x1F\x8B", "圧縮ファイル（gzip）", from_archive},
     {"7z\xBC\xAF", "圧縮ファイル（7z）", from_archive},
     {"Rar!", "圧縮ファイル（RAR）", from_archive},
     {"MIME-Version:", "ウェブアーカイブ（.mht）", from_mail_page}}};

constexpr std::string_view old_office = "\xD0\xCF\x11\xE0";  // OLE2: names inside are UTF-16
constexpr std::array<Kind, 5> in_old_office{
    {{std::string_view("E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0", 32),
      "パスワードで守られたWordやExcelの文書",
      "パスワードを外し、「.docx」で保存し直してください。"},
     {std::string_view("W\0o\0r\0d\0D\0o\0c\0u\0m\0e\0n\0t\0", 24), "古い形式のWord（.doc）",
      from_word},
     {std::string_view("W\0o\0r\0k\0b\0o\0o\0k\0", 16), "古い形式のExcel（.xls）", from_excel},
     {std::string_view("D\0o\0c\0u\0m\0e\0n\0t\0T\0e\0x\0t\0", 24), "一太郎の文書（.jtd）",
      "一太郎で開き、「.docx」か「テキスト」で保存し直してください。"},
     {"", "古い形式のオフィス文書", from_word}}};

constexpr std::string_view zip = "PK\x03\x04";
constexpr std::array<Kind, 5> in_zip{
    {{"xl/workbook", "Excel（.xlsx）", from_excel},
     {"ppt/presentation", "PowerPoint（.pptx）", from_word},
     {"application/vnd.oasis.opendocument.text", "OpenDocument（.odt）",
      "LibreOfficeなどで開き、「.docx」か「テキスト」で保存し直してください。"},
     {"application/vnd.oasis.opendocument", "OpenDocumentの表など（.ods）", from_excel},
     {"", "圧縮ファイル（ZIP）", from_archive}}};

const Kind& kind_inside(std::string_view bytes, const auto& kinds) {
  return *std::ranges::find_if(kinds,
                               [bytes](const Kind& kind) { return bytes.contains(kind.sign); });
}

bool is_ascii_blank(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

std::string lowered(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return out;
}

// Without blanks, comments and XML declarations at the beginning.
std::string_view from_first_tag(std::string_view text) {
  while (true) {
    while (!text.empty() && is_ascii_blank(text.front())) text.remove_prefix(1);
    const bool comment = text.starts_with("<!--");
    if (!comment && !text.starts_with("<?")) return text;
    const std::string_view end = comment ? "-->" : "?>";
    const auto at = text.find(end);
    if (at == std::string_view::npos) return {};
    text.remove_prefix(at + end.size());
  }
}

}  // namespace

Result<Format> format_of(std::string_view bytes) {
  for (const Kind& kind : by_beginning) {
    if (bytes.starts_with(kind.sign)) return unsupported(kind);
  }
  if (bytes.starts_with(old_office)) return unsupported(kind_inside(bytes, in_old_office));
  if (bytes.starts_with(zip)) {
    if (bytes.contains("word/document")) return Format::docx;
    return unsupported(kind_inside(bytes, in_zip));
  }
  return Format::text;
}

bool is_html(std::string_view text) {
  constexpr std::array<std::string_view, 16> tags{
      "<!doctype html", "<html", "<head", "<body", "<meta",   "<title", "<div", "<p",
      "<table",         "<h1",   "<h2",   "<h3",   "<center", "<font",  "<ol",  "<ul"};
  const std::string begin = lowered(from_first_tag(text).substr(0, 16));
  return std::ranges::any_of(tags, [&begin](std::string_view tag) {
    if (!begin.starts_with(tag) || begin.size() <= tag.size()) return false;
    const char next = begin[tag.size()];
    return is_ascii_blank(next) || next == '>';
  });
}

}  // namespace mamori::regulation
