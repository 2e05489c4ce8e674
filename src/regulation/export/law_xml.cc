#include "regulation/export/law_xml.h"

#include "regulation/export/law_tree.h"

namespace mamori::regulation {
namespace {

class StringWriter : public pugi::xml_writer {
 public:
  void write(const void* data, std::size_t size) override {
    text_.append(static_cast<const char*>(data), size);
  }
  std::string take() { return std::move(text_); }

 private:
  std::string text_;
};

}  // namespace

std::string to_law_xml(const Document& document) {
  pugi::xml_document tree = law_tree(document);
  pugi::xml_node declaration = tree.prepend_child(pugi::node_declaration);
  declaration.append_attribute("version") = "1.0";
  declaration.append_attribute("encoding") = "UTF-8";
  StringWriter writer;
  tree.save(writer, "  ", pugi::format_indent, pugi::encoding_utf8);
  return writer.take();
}

}  // namespace mamori::regulation
