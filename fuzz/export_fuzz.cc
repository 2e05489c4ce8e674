// Any bytes at all: what the reader makes of them can be written in every format, and the XML is
// well-formed.
#include <cstdint>
#include <cstdlib>
#include <pugixml.hpp>
#include <string_view>

#include "regulation/export/law_xml.h"
#include "regulation/export/lawtext.h"
#include "regulation/export/oscal.h"
#include "regulation/reader.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace mamori::regulation;
  const Reading reading = read({reinterpret_cast<const char*>(data), size});
  for (const Document& document : reading.documents) {
    const std::string xml = to_law_xml(document);
    pugi::xml_document tree;
    if (!tree.load_buffer(xml.data(), xml.size())) std::abort();
    if (!to_lawtext(document).ends_with('\n')) std::abort();
    const auto sentences = provisions(document);
    if (!to_oscal(document, sentences, {}).is_object()) std::abort();
  }
  return 0;
}
