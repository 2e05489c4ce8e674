#include "regulation/source/docx.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/text.h"
#include "imports/package.h"
#include "regulation/source/docx_numbering.h"
#include "regulation/source/docx_styles.h"
#include "regulation/source/writer.h"

namespace mamori::regulation {
namespace {

using imports::attribute_of;
using imports::child_of;
using imports::is_on;
using imports::name_of;
using imports::number_of;

using pugi::xml_node;

constexpr imports::PackageWords word_file{
    "Wordの文書", "Word", ".docx", "本文だけの文書にするか、「テキスト」で保存し直してください。"};
constexpr int depth_max = 300;
constexpr int columns_max = 200;
constexpr int twips_per_column = 105;  // of 10.5 pt, as Word begins with

// Valid UTF-8, whatever character references the XML had, and one line.
std::string clean(std::string_view text) {
  std::string out = is_utf8(text) ? std::string(text) : utf8(code_points(text));
  std::ranges::replace(out, '\n', ' ');
  std::ranges::replace(out, '\r', ' ');
  std::ranges::replace(out, '\f', ' ');
  return out;
}

int columns_of_indent(const xml_node& properties) {
  const xml_node indent = child_of(properties, "ind");
  int twips = 0;
  for (const char* name : {"left", "start", "firstLine"}) {
    twips += number_of(attribute_of(indent, name), 0);
  }
  twips -= number_of(attribute_of(indent, "hanging"), 0);
  return std::clamp(twips / twips_per_column, -80, 80);
}

bool any_of(std::string_view name, std::initializer_list<std::string_view> names) {
  return std::ranges::find(names, name) != names.end();
}

// Elements that only wrap others of the same level.
bool is_wrapper(std::string_view name) {
  return any_of(name, {"ins", "moveTo", "smartTag", "customXml", "hyperlink", "fldSimple", "dir",
                       "bdo", "sdt", "sdtContent", "oMath", "oMathPara", "Choice"});
}

bool is_deleted(std::string_view name) {
  return name == "del" || name == "moveFrom";
}

class DocumentReader {
 public:
  DocumentReader(Writer& writer, const DocxStyles& styles, DocxNumbering& numbering)
      : writer_(&writer), styles_(styles), numbering_(numbering) {}

  void blocks(const xml_node& parent, int depth = 0) {
    too_deep_ = too_deep_ || depth > depth_max;
    if (too_deep_) return;
    for (const xml_node& child : parent.children()) block(child, depth + 1);
  }

  bool is_too_deep() const { return too_deep_; }

 private:
  void block(const xml_node& node, int depth) {
    const std::string_view name = name_of(node);
    if (name == "p") return paragraph(node, depth);
    if (name == "tbl") return table(node, depth);
    if (is_deleted(name)) return leave_out(node);
    if (name == "AlternateContent" || is_wrapper(name)) blocks(chosen(node), depth);
  }

  // Of the forms a thing is given in, one.
  static xml_node chosen(const xml_node& node) {
    if (name_of(node) != "AlternateContent") return node;
    const xml_node choice = child_of(node, "Choice");
    return choice ? choice : child_of(node, "Fallback");
  }

  // --- paragraphs

  void paragraph(const xml_node& node, int depth) {
    const xml_node properties = child_of(node, "pPr");
    const std::string_view style_id = attribute_of(child_of(properties, "pStyle"), "val");
    ParagraphStyle style = styles_.of(style_id);
    const bool own_list = static_cast<bool>(child_of(properties, "numPr"));
    apply_paragraph(properties, style);
    writer_->begin_block({.heading_level = style.heading_level,
                          .indent = columns_of_indent(properties),
                          .centred = style.centred});
    if (is_on(properties, "pageBreakBefore")) writer_->page_break();
    bold_ = style.bold;
    const auto lines_before = writer_->line_count();
    if (!is_deleted_paragraph(properties)) {
      writer_->write(clean(numbering_.next(style.number_list, style.list_level,
                                           own_list ? std::string_view{} : style_id)),
                     style.bold);
    }
    runs(node, depth);
    const bool shown = !writer_->line().empty() || writer_->line_count() > lines_before;
    writer_->end_line();
    if (!shown && !is_deleted_paragraph(properties)) writer_->blank_line();
    text_boxes(depth);
  }

  static bool is_deleted_paragraph(const xml_node& properties) {
    return static_cast<bool>(child_of(child_of(properties, "rPr"), "del"));
  }

  void runs(const xml_node& parent, int depth) {
    too_deep_ = too_deep_ || depth > depth_max;
    if (too_deep_) return;
    for (const xml_node& child : parent.children()) {
      const std::string_view name = name_of(child);
      if (name == "r") {
        run(child, depth + 1);
      } else if (is_deleted(name)) {
        leave_out(child);
      } else if (name == "AlternateContent" || is_wrapper(name) || is_formula(name)) {
        runs(chosen(child), depth + 1);
      }
    }
  }

  // Inside a formula the characters stand at any depth.
  static bool is_formula(std::string_view name) {
    return any_of(name, {"f", "num", "den", "e", "sup", "sub", "sSup", "sSub", "d", "rad", "nary"});
  }

  void run(const xml_node& node, int depth) {
    const xml_node properties = child_of(node, "rPr");
    if (is_on(properties, "vanish")) return;
    bool bold = is_on(properties, "b", bold_);
    const std::string_view style = attribute_of(child_of(properties, "rStyle"), "val");
    if (!style.empty() && !child_of(properties, "b")) bold = bold || styles_.of(style).bold;
    for (const xml_node& child : node.children()) run_content(child, bold, depth + 1);
  }

  void run_content(const xml_node& node, bool bold, int depth) {
    const std::string_view name = name_of(node);
    if (name == "t") return writer_->write(clean(node.text().get()), bold);
    if (name == "tab" || name == "ptab") return writer_->write("\t", bold);
    if (name == "noBreakHyphen") return writer_->write("-", bold);
    if (name == "br" || name == "cr") return line_break(node);
    if (name == "sym") return writer_->write("・", bold);
    if (name == "delText") return writer_->discard(clean(node.text().get()), deleted);
    if (name == "ruby") return ruby(node, depth);
    if (any_of(name, {"drawing", "pict", "object", "AlternateContent"})) find_boxes(node, depth);
  }

  void line_break(const xml_node& node) {
    const bool page = attribute_of(node, "type") == "page";
    if (writer_->line().empty() && !page) {
      writer_->blank_line();
    } else {
      writer_->end_line();
    }
    if (page) writer_->page_break();
  }

  void ruby(const xml_node& node, int depth) {
    writer_->discard(text_of(child_of(node, "rt")), "ふりがな");
    runs(child_of(node, "rubyBase"), depth + 1);
  }

  // Text of 変更履歴 that was deleted.
  void leave_out(const xml_node& node) {
    const std::string text = text_of(node);
    if (trimmed(text).empty()) return;
    writer_->discard(text, deleted);
    writer_->note("deletion_left_out", "変更履歴で削除された文字を、本文から外しました。", text);
  }

  // --- text boxes

  void find_boxes(const xml_node& node, int depth) {
    too_deep_ = too_deep_ || depth > depth_max;
    if (too_deep_) return;
    for (const xml_node& child : chosen(node).children()) {
      if (name_of(child) == "txbxContent") {
        boxes_.push_back(child);
      } else {
        find_boxes(child, depth + 1);
      }
    }
  }

  void text_boxes(int depth) {
    const std::vector<xml_node> boxes = std::exchange(boxes_, {});
    for (const xml_node& box : boxes) blocks(box, depth + 1);
  }

  // --- tables

  static void rows_of(const xml_node& parent, std::string_view name, std::vector<xml_node>& rows,
                      int depth = 0) {
    for (const xml_node& child : parent.children()) {
      if (name_of(child) == name) rows.push_back(child);
      if (is_wrapper(name_of(child)) && depth < depth_max) rows_of(child, name, rows, depth + 1);
    }
  }

  static std::vector<xml_node> parts_of(const xml_node& parent, std::string_view name) {
    std::vector<xml_node> parts;
    rows_of(parent, name, parts);
    return parts;
  }

  void table(const xml_node& node, int depth) {
    writer_->end_line();
    const std::vector<xml_node> rows = parts_of(node, "tr");
    const bool frame = std::ranges::all_of(
        rows, [](const xml_node& row) { return parts_of(row, "tc").size() <= 1; });
    const bool articles = std::ranges::any_of(rows, [](const xml_node& row) {
      const std::vector<xml_node> cells = parts_of(row, "tc");
      return !cells.empty() && is_bare_article(text_of(cells.front()));
    });
    for (const xml_node& row : rows) {
      if (child_of(child_of(row, "trPr"), "del")) {
        leave_out(row);
      } else if (frame) {
        for (const xml_node& cell : parts_of(row, "tc")) blocks(cell, depth + 1);
      } else {
        const std::vector<std::string> cells = cells_of(row, depth);
        articles ? writer_->row_as_line(cells) : writer_->row(cells);
      }
    }
  }

  // A cell over several columns or rows has its words in the first place, the others are empty.
  std::vector<std::string> cells_of(const xml_node& row, int depth) {
    std::vector<std::string> cells;
    const auto add_empty = [&cells](std::string_view count, int otherwise) {
      const int columns = std::clamp(number_of(count, otherwise), 0, columns_max);
      cells.resize(cells.size() + static_cast<std::size_t>(columns));
    };
    add_empty(attribute_of(child_of(child_of(row, "trPr"), "gridBefore"), "val"), 0);
    for (const xml_node& cell : parts_of(row, "tc")) {
      const xml_node properties = child_of(cell, "tcPr");
      const xml_node merge = child_of(properties, "vMerge");
      const bool goes_on = merge && attribute_of(merge, "val") != "restart";
      cells.push_back(words_of(cell, depth));
      if (goes_on) discard_merged(cells.back());
      add_empty(
          std::to_string(number_of(attribute_of(child_of(properties, "gridSpan"), "val"), 1) - 1),
          0);
    }
    return cells;
  }

  // Word does not show what stands in the lower cells of a merged one.
  void discard_merged(std::string& words) {
    writer_->discard(words, "結合されて見えないセル");
    words.clear();
  }

  std::string words_of(const xml_node& cell, int depth) {
    Writer lines("", "");
    Writer* const outside = std::exchange(writer_, &lines);
    blocks(cell, depth + 1);
    writer_ = outside;
    return writer_->take_inside(lines.take());
  }

  static std::string text_of(const xml_node& node) {
    struct Collector : pugi::xml_tree_walker {
      bool for_each(xml_node& each) override {
        const std::string_view name = name_of(each);
        if (name == "t" || name == "delText") text += clean(each.text().get());
        return true;
      }
      std::string text;
    } collector;
    xml_node(node).traverse(collector);
    return collector.text;
  }

 public:
  // A header, a footer or the notes: discarded whole.
  void discard_part(const xml_node& part, std::string_view reason) {
    writer_->discard(text_of(part), reason);
  }
  static std::string words(const xml_node& part) { return trimmed(text_of(part)); }

 private:
  static constexpr std::string_view deleted = "変更履歴で削除された文字";

  Writer* writer_;
  const DocxStyles& styles_;
  DocxNumbering& numbering_;
  std::vector<xml_node> boxes_;  // found in the paragraph that is being read
  bool bold_ = false;            // by the paragraph's style
  bool too_deep_ = false;
};

Error malformed() {
  return {Fault::invalid, "source_malformed",
          "Wordの文書の作りが入り組みすぎているか、本文がありません。",
          "Wordで開けることを確かめ、「.docx」で保存し直してください。"};
}

// The first part of that type, an empty document when there is none.
Result<pugi::xml_document> first_related(imports::Package& package, const std::string& part,
                                         std::string_view type) {
  const auto names = package.related(part, type);
  if (!names) return fail(names.error());
  if (names->empty()) return pugi::xml_document();
  return package.part(names->front());
}

struct Margin {
  std::string_view type;
  std::string_view reason;
};

Result<void> discard_margins(imports::Package& package, const std::string& main,
                             DocumentReader& reader, Writer& writer) {
  constexpr std::array<Margin, 4> margins{{{"header", "ヘッダー"},
                                           {"footer", "フッター"},
                                           {"footnotes", "脚注"},
                                           {"endnotes", "文末脚注"}}};
  for (const Margin& margin : margins) {
    const auto names = package.related(main, margin.type);
    if (!names) return fail(names.error());
    for (const std::string& name : *names) {
      const auto part = package.part(name);
      if (!part) return fail(part.error());
      reader.discard_part(*part, margin.reason);
      const std::string words = DocumentReader::words(*part);
      if (words.empty() || !margin.type.ends_with("notes")) continue;
      writer.note("footnote_left_out", "脚注を、本文から外しました。", words);
    }
  }
  return {};
}

}  // namespace

Result<SourceText> read_docx(std::string_view bytes) {
  auto package = imports::Package::open(bytes, word_file);
  if (!package) return fail(package.error());
  auto main = package->main_part();
  if (!main) return fail(main.error());
  if (main->empty()) *main = "word/document.xml";
  const auto document = package->part(*main);
  if (!document) return fail(document.error());
  const auto styles = first_related(*package, *main, "styles");
  if (!styles) return fail(styles.error());
  const auto numbers = first_related(*package, *main, "numbering");
  if (!numbers) return fail(numbers.error());

  Writer writer("docx", "UTF-8");
  const DocxStyles paragraph_styles(styles->document_element());
  DocxNumbering numbering(numbers->document_element());
  DocumentReader reader(writer, paragraph_styles, numbering);
  const xml_node body = child_of(document->document_element(), "body");
  if (!body) return fail(malformed());
  reader.blocks(body);
  if (reader.is_too_deep()) return fail(malformed());
  if (auto done = discard_margins(*package, *main, reader, writer); !done) {
    return fail(done.error());
  }
  return writer.take();
}

}  // namespace mamori::regulation
