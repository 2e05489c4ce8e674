#include "labels/qpdf_file.h"

#include <array>
#include <cstdio>
#include <qpdf/QPDF.hh>
#include <qpdf/QPDFPageDocumentHelper.hh>
#include <qpdf/QPDFPageObjectHelper.hh>
#include <qpdf/QPDFWriter.hh>
#include <qpdf/QUtil.hh>

namespace mamori::labels {
namespace {

constexpr const char* level_key = "/MamoriClass";
constexpr const char* number_key = "/MamoriNumber";
constexpr const char* own_stream = "/MamoriLabel";  // on streams of ours
constexpr const char* font_name = "/MamoriLabelFont";
constexpr double font_points = 9;
constexpr double edge_points = 12;
constexpr std::size_t pages_max = 5000;

// A Gothic of the Adobe-Japan1 characters, which every reader has or replaces: nothing is embedded.
QPDFObjectHandle make_font(QPDF& pdf) {
  return pdf.makeIndirectObject(QPDFObjectHandle::parse(
      "<< /Type /Font /Subtype /Type0 /BaseFont /HeiseiKakuGo-W5 /Encoding /UniJIS-UTF16-H "
      "/DescendantFonts [ << /Type /Font /Subtype /CIDFontType0 /BaseFont /HeiseiKakuGo-W5 "
      "/CIDSystemInfo << /Registry (Adobe) /Ordering (Japan1) /Supplement 6 >> /DW 1000 "
      "/FontDescriptor << /Type /FontDescriptor /FontName /HeiseiKakuGo-W5 /Flags 4 "
      "/FontBBox [ -92 -250 1010 922 ] /ItalicAngle 0 /Ascent 752 /Descent -221 /CapHeight 737 "
      "/StemV 114 >> >> ] >>"));
}

std::string hex_of(std::string_view utf8) {
  const std::string utf16 = QUtil::utf8_to_utf16(std::string(utf8));  // with its mark of order
  return QUtil::hex_encode(utf16.substr(2));
}

double width_of(std::string_view utf8) {
  double ems = 0;
  for (const char byte : utf8) {
    const auto value = static_cast<unsigned char>(byte);
    if (value < 0x80) ems += 0.6;
    if (value >= 0xC0) ems += 1;
  }
  return ems * font_points;
}

// Where the text begins and which way it runs on a page that is shown turned.
struct Baseline {
  std::array<int, 4> turn;
  double x;
  double y;
};

Baseline baseline(const QPDFObjectHandle::Rectangle& box, int turned, double width) {
  const double in = edge_points;
  const double down = edge_points + font_points;
  switch (((turned % 360) + 360) % 360) {
    case 90:
      return {{0, 1, -1, 0}, box.llx + down, box.ury - in - width};
    case 180:
      return {{-1, 0, 0, -1}, box.llx + in + width, box.lly + down};
    case 270:
      return {{0, -1, 1, 0}, box.urx - down, box.lly + in + width};
    default:
      return {{1, 0, 0, 1}, box.urx - in - width, box.ury - down};
  }
}

std::string drawing(const Baseline& line, const std::string& text) {
  std::array<char, 160> matrix{};
  std::snprintf(matrix.data(), matrix.size(), "%d %d %d %d %.2f %.2f Tm", line.turn[0],
                line.turn[1], line.turn[2], line.turn[3], line.x, line.y);
  return std::string("\nQ q 0 g BT ") + font_name + " 9 Tf " + matrix.data() + " <" + hex_of(text) +
         "> Tj ET Q\n";
}

QPDFObjectHandle own(QPDF& pdf, const std::string& content) {
  QPDFObjectHandle stream = QPDFObjectHandle::newStream(&pdf, content);
  stream.getDict().replaceKey(own_stream, QPDFObjectHandle::newBool(true));
  return stream;
}

// The contents without what we wrote before.
std::vector<QPDFObjectHandle> foreign_contents(QPDFObjectHandle page) {
  std::vector<QPDFObjectHandle> kept;
  for (QPDFObjectHandle& stream : page.getPageContents()) {
    if (!stream.getDict().hasKey(own_stream)) kept.push_back(stream);
  }
  return kept;
}

void mark_page(QPDF& pdf, QPDFPageObjectHelper& page, QPDFObjectHandle font,
               const std::string& text) {
  QPDFObjectHandle object = page.getObjectHandle();
  auto contents = foreign_contents(object);
  const auto box = page.getCropBox().getArrayAsRectangle();
  auto turned = page.getAttribute("/Rotate", false);
  const int degrees = turned.isInteger() ? turned.getIntValueAsInt() : 0;
  contents.insert(contents.begin(), own(pdf, "q\n"));
  contents.push_back(own(pdf, drawing(baseline(box, degrees, width_of(text)), text)));
  object.replaceKey("/Contents", QPDFObjectHandle::newArray(contents));

  QPDFObjectHandle resources = page.getAttribute("/Resources", true);
  if (!resources.isDictionary()) {
    resources = QPDFObjectHandle::newDictionary();
    object.replaceKey("/Resources", resources);
  }
  QPDFObjectHandle fonts = resources.getKey("/Font");
  fonts = fonts.isDictionary() ? fonts.shallowCopy() : QPDFObjectHandle::newDictionary();
  fonts.replaceKey(font_name, font);
  resources.replaceKey("/Font", fonts);
}

QPDFObjectHandle information(QPDF& pdf) {
  QPDFObjectHandle info = pdf.getTrailer().getKey("/Info");
  if (info.isDictionary()) return info;
  info = pdf.makeIndirectObject(QPDFObjectHandle::newDictionary());
  pdf.getTrailer().replaceKey("/Info", info);
  return info;
}

void set_text(QPDFObjectHandle dictionary, const char* key, const std::string& text) {
  if (text.empty()) return dictionary.removeKey(key);
  dictionary.replaceKey(key, QPDFObjectHandle::newUnicodeString(text));
}

std::string text_in(QPDFObjectHandle dictionary, const char* key) {
  if (!dictionary.isDictionary()) return "";
  QPDFObjectHandle value = dictionary.getKey(key);
  return value.isString() ? value.getUTF8Value() : "";
}

// Bit 1 of SigFlags: somebody signed (ISO 32000-1, 12.7.2).
bool is_signed(QPDF& pdf) {
  QPDFObjectHandle form = pdf.getRoot().getKey("/AcroForm");
  if (!form.isDictionary()) return false;
  QPDFObjectHandle flags = form.getKey("/SigFlags");
  return flags.isInteger() && (flags.getIntValue() & 1) != 0;
}

void open(QPDF& pdf, std::string_view bytes) {
  pdf.setSuppressWarnings(true);
  pdf.processMemoryFile("", bytes.data(), bytes.size());
}

std::string written(QPDF& pdf) {
  QPDFWriter writer(pdf);
  writer.setOutputMemory();
  writer.setDeterministicID(true);
  writer.write();
  const auto buffer = writer.getBufferSharedPointer();
  return {reinterpret_cast<const char*>(buffer->getBuffer()), buffer->getSize()};
}

}  // namespace

PdfWriting mark_pdf_file(std::string_view bytes, const PdfMark& mark, const std::string& header) {
  try {
    QPDF pdf;
    open(pdf, bytes);
    if (pdf.isEncrypted()) return {PdfState::locked, ""};
    if (is_signed(pdf)) return {PdfState::signed_by_somebody, ""};
    auto pages = QPDFPageDocumentHelper(pdf).getAllPages();
    if (pages.size() > pages_max) return {PdfState::too_large, ""};
    QPDFObjectHandle font = make_font(pdf);
    for (QPDFPageObjectHelper& page : pages) mark_page(pdf, page, font, header);
    QPDFObjectHandle info = information(pdf);
    set_text(info, level_key, mark.level);
    set_text(info, number_key, mark.number);
    return {PdfState::good, written(pdf)};
  } catch (const std::exception&) {  // QPDFExc, and what its parts throw
    return {PdfState::broken, ""};
  }
}

PdfReading read_pdf_file(std::string_view bytes) {
  try {
    QPDF pdf;
    open(pdf, bytes);
    QPDFObjectHandle info = pdf.getTrailer().getKey("/Info");
    return {PdfState::good, {text_in(info, level_key), text_in(info, number_key)}};
  } catch (const std::exception&) {
    return {PdfState::broken, {}};
  }
}

}  // namespace mamori::labels
