#include "regulation/source/html.h"

#include <algorithm>
#include <array>
#include <optional>
#include <unicode/uchar.h>
#include <utility>
#include <vector>

#include "base/text.h"
#include "regulation/markers.h"
#include "regulation/source/html_elements.h"
#include "regulation/source/html_lists.h"
#include "regulation/source/html_tables.h"
#include "regulation/source/html_tree.h"
#include "regulation/source/writer.h"

namespace mamori::regulation {
namespace {

constexpr std::size_t row_cells_max = 200;
constexpr std::size_t cells_max = 500'000;  // of one page, with those that spans make

// --- words

bool is_html_blank(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

bool is_wide(char32_t c) {
  const int width = u_getIntPropertyValue(static_cast<UChar32>(c), UCHAR_EAST_ASIAN_WIDTH);
  return width == U_EA_WIDE || width == U_EA_FULLWIDTH;
}

char32_t first_of(std::string_view text) {
  const std::u32string points = code_points(text.substr(0, 4));
  return points.empty() ? U' ' : points.front();
}

char32_t last_of(std::string_view text) {
  std::size_t begin = text.size();
  while (begin > 0 && text.size() - begin < 4) {
    --begin;
    if ((static_cast<unsigned char>(text[begin]) & 0xC0) != 0x80) break;
  }
  return first_of(text.substr(begin));
}

// Style that goes down from an element to what is in it.
struct Style {
  Writer::Block block;
  bool bold = false;
  bool preformatted = false;
  bool link = false;
  bool link_elsewhere = false;      // to another page
  std::string_view discarded = {};  // the reason, when the words are not of the text
};

// Columns of a length in CSS, a full-width character being two.
int columns_of(const std::string& length) {
  char* unit = nullptr;
  const double value = std::strtod(length.c_str(), &unit);
  const std::string name = trimmed(unit);
  double columns = 0;
  if (name == "em" || name == "rem") columns = 2 * value;
  if (name == "pt") columns = value / 5.25;  // of 10.5 pt, as word processors begin with
  if (name == "px" || (name.empty() && value != 0)) columns = value / 8;
  return static_cast<int>(std::clamp(columns, -80.0, 80.0));
}

class PageReader {
 public:
  explicit PageReader(Writer& writer) : writer_(writer) {}

  void read(const GumboNode& root) {
    constexpr std::array mains{GUMBO_TAG_MAIN};
    Style style;
    if (holds(root, mains)) style.discarded = outside_main;
    walk(root, style, 0);
    end_line();
  }

  bool is_too_deep() const { return too_deep_; }

 private:
  void walk_children(const GumboNode& node, const Style& style, int depth) {
    for (const GumboNode* child : Children(node)) walk(*child, style, depth + 1);
  }

  void walk(const GumboNode& node, const Style& style, int depth) {
    too_deep_ = too_deep_ || depth > html_depth_max;
    if (too_deep_) return;
    const bool words = node.type == GUMBO_NODE_TEXT || node.type == GUMBO_NODE_WHITESPACE ||
                       node.type == GUMBO_NODE_CDATA;
    if (words) return write(node.v.text.text, style);
    if (node.type == GUMBO_NODE_DOCUMENT) return walk_children(node, style, depth);
    if (is_element(node)) element(node, style, depth);
  }

  void element(const GumboNode& node, Style style, int depth) {
    const GumboTag tag = tag_of(node);
    if (is_wordless(tag) || is_hidden(node)) return;
    if (tag == GUMBO_TAG_BR || tag == GUMBO_TAG_HR) return line_break(node, style);
    if (tag == GUMBO_TAG_IMG) return picture(node, style);
    if (tag == GUMBO_TAG_DEL && style.discarded.empty()) note_deletion(node);
    apply(node, style);
    if (tag == GUMBO_TAG_TABLE && style.discarded.empty() && is_data_table(node)) {
      return table(node, style, depth);
    }
    const bool block = is_block(tag);
    if (tag == GUMBO_TAG_DT) number_waits_ = false;
    if (block) begin_block(style);
    if (block && begins_page(node)) writer_.page_break();
    if (tag == GUMBO_TAG_OL || tag == GUMBO_TAG_UL) {
      list(node, style, depth);
    } else {
      walk_children(node, style, depth);
    }
    // <dt>第1条<dd>…, <td>(1)<td>…: the words follow their number.
    if (tag == GUMBO_TAG_TR) number_waits_ = false;
    if (tag == GUMBO_TAG_DT || is_cell(node)) number_waits_ = is_bare_number(writer_.line());
    if (block && !number_waits_) end_line();
  }

  static void apply(const GumboNode& node, Style& style) {
    constexpr std::array bold{GUMBO_TAG_B, GUMBO_TAG_STRONG, GUMBO_TAG_SUMMARY};
    const GumboTag tag = tag_of(node);
    const std::string_view reason = furniture_reason(node);
    if (style.discarded.empty() && !reason.empty()) style.discarded = reason;
    if (tag == GUMBO_TAG_MAIN && style.discarded == outside_main) style.discarded = {};
    if (const int level = heading_level(tag); level > 0) style.block.heading_level = level;
    if (tag == GUMBO_TAG_A && has_attribute(node, "href")) {
      style.link = true;
      style.link_elsewhere = !attribute(node, "href").starts_with('#');
    }
    if (tag == GUMBO_TAG_PRE) style.preformatted = true;
    if (tag == GUMBO_TAG_CENTER) style.block.centred = true;
    if (tag == GUMBO_TAG_BLOCKQUOTE) style.block.indent += 4;
    if (is_one_of(tag, bold)) style.bold = true;
    if (const std::string_view align = attribute(node, "align"); !align.empty()) {
      style.block.centred = lower_ascii(align) == "center";
    }
    if (has_attribute(node, "style")) apply_css(node, style);
  }

  static void apply_css(const GumboNode& node, Style& style) {
    if (const std::string align = style_of(node, "text-align"); !align.empty()) {
      style.block.centred = align == "center";
    }
    if (const std::string weight = style_of(node, "font-weight"); !weight.empty()) {
      style.bold = weight == "bold" || weight == "bolder" || weight >= "600";
    }
    if (style_of(node, "white-space").starts_with("pre")) style.preformatted = true;
    for (const char* property : {"margin-left", "padding-left", "text-indent"}) {
      style.block.indent += columns_of(style_of(node, property));
    }
  }

  void note_deletion(const GumboNode& node) {
    std::string text;
    append_text(node, text, 0);
    writer_.note("deletion_left_out", "取り消された文字を、本文から外しました。", trimmed(text));
  }

  // --- lines

  static bool begins_page(const GumboNode& node) {
    return style_of(node, "page-break-before") == "always" ||
           style_of(node, "break-before") == "page";
  }

  void begin_block(const Style& style) {
    if (number_waits_) return;
    end_line();
    writer_.begin_block(style.block);
  }

  void end_line() {
    gap_ = Gap::none;
    number_waits_ = false;
    const std::string& line = writer_.line();
    if ((all_link_ && is_site_link(line)) || (all_elsewhere_ && is_name_of_page(line))) {
      writer_.discard(writer_.line(), about_site);
      writer_.clear_line();
    }
    writer_.end_line();
    all_link_ = all_elsewhere_ = true;
  }

  void line_break(const GumboNode& node, const Style& style) {
    if (!style.discarded.empty()) return;
    const bool empty = writer_.line().empty();
    end_line();
    const bool page = begins_page(node);
    if (page) writer_.page_break();
    if (empty && !page && tag_of(node) == GUMBO_TAG_BR) writer_.blank_line();
  }

  // Characters no font has are shown as pictures, with the character as their name.
  void picture(const GumboNode& node, const Style& style) {
    const std::string name = trimmed(attribute(node, "alt"));
    if (length_in_characters(name) == 1) write(name, style);
  }

  void write(std::string_view text, const Style& style) {
    if (!style.discarded.empty()) return writer_.discard(text, style.discarded);
    if (style.preformatted) return write_preformatted(text, style);
    if (gap_ == Gap::line_end) gap_ = Gap::blank;  // it does not stand within one run of words
    while (!text.empty()) {
      if (is_html_blank(text.front())) {
        text = take_blanks(text);
        continue;
      }
      const auto end = std::min(text.find_first_of(" \t\n\r\f"), text.size());
      put(text.substr(0, end), style);
      text.remove_prefix(end);
    }
  }

  std::string_view take_blanks(std::string_view text) {
    const auto end = std::min(text.find_first_not_of(" \t\n\r\f"), text.size());
    const bool line_end = text.substr(0, end).find_first_of("\n\r") != std::string_view::npos;
    if (gap_ == Gap::none) gap_ = line_end ? Gap::line_end : Gap::blank;
    return text.substr(end);
  }

  // Word processors break the lines of their HTML in the middle of Japanese words.
  void put(std::string_view words, const Style& style) {
    const std::string& line = writer_.line();
    const bool joined = gap_ == Gap::line_end && !line.empty() && is_wide(last_of(line)) &&
                        is_wide(first_of(words));
    if (std::exchange(number_waits_, false)) {
      writer_.write("　", style.bold);
    } else if (gap_ != Gap::none && !line.empty() && !joined) {
      writer_.write(" ", style.bold);
    }
    gap_ = Gap::none;
    all_link_ = all_link_ && style.link;
    all_elsewhere_ = all_elsewhere_ && style.link_elsewhere;
    writer_.write(words, style.bold);
  }

  void write_preformatted(std::string_view text, const Style& style) {
    while (true) {
      const auto end = std::min(text.find('\n'), text.size());
      if (end > 0) put(text.substr(0, end), style);
      if (end == text.size()) return;
      if (writer_.line().empty()) {
        writer_.blank_line();
      } else {
        end_line();
      }
      text.remove_prefix(end + 1);
    }
  }

  // --- lists

  void list(const GumboNode& node, const Style& style, int depth) {
    ListNumbers numbers(node);
    const bool site = is_site_list(node);
    for (const GumboNode* child : Children(node)) {
      Style inside = style;
      if (site && inside.discarded.empty()) inside.discarded = about_site;
      const bool item = tag_of(*child) == GUMBO_TAG_LI;
      if (item) begin_block(inside);
      if (item && inside.discarded.empty()) writer_.set_marker(numbers.next(*child));
      walk(*child, inside, depth + 1);
      if (item) writer_.set_marker({});
    }
  }

  // --- tables

  // ただし、… between the rows of (1) and (2) is no row of a table.
  static bool is_one_sentence(const std::vector<std::string>& cells) {
    const auto blank = [](const std::string& cell) { return trimmed(cell).empty(); };
    const auto words = std::ranges::find_if_not(cells, blank);
    if (words == cells.end() || !trimmed(*words).ends_with("。")) return false;
    return std::all_of(words + 1, cells.end(), blank);
  }

  void table(const GumboNode& node, const Style& style, int depth) {
    begin_block(style);
    for (const GumboNode* child : Children(node)) {
      if (tag_of(*child) == GUMBO_TAG_CAPTION) walk(*child, style, depth + 1);
    }
    end_line();
    std::vector<std::size_t> spans;  // for each column, how many rows its cell still goes down
    const std::vector<const GumboNode*> rows = rows_of(node);
    const bool articles = std::ranges::any_of(
        rows, [](const GumboNode* row) { return is_bare_article(first_cell(*row)); });
    const bool numbers = std::ranges::any_of(
        rows, [](const GumboNode* row) { return is_bare_number(first_cell(*row)); });
    for (const GumboNode* row : rows) {
      if (is_hidden(*row)) continue;
      const std::vector<std::string> cells = cells_of(*row, spans, style, depth);
      const bool line = articles || (numbers && is_one_sentence(cells));
      line ? writer_.row_as_line(cells) : writer_.row(cells);
    }
  }

  // Where a cell spans rows or columns, the words stand in its first place.
  std::vector<std::string> cells_of(const GumboNode& row, std::vector<std::size_t>& spans,
                                    const Style& style, int depth) {
    std::vector<std::string> cells;
    const auto skip_spanned = [&] {
      while (cells.size() < spans.size() && spans[cells.size()] > 0) {
        --spans[cells.size()];
        cells.emplace_back();
      }
    };
    for (const GumboNode* cell : Children(row)) {
      if (!is_cell(*cell) || is_hidden(*cell)) continue;
      skip_spanned();
      const auto columns = span_of(*cell, "colspan", cells.size());
      const auto rows = std::max<std::size_t>(span_of(*cell, "rowspan", 0), 1);
      for (std::size_t index = 0; index < columns; ++index) {
        spans.resize(std::max(spans.size(), cells.size() + 1));
        spans[cells.size()] = rows - 1;
        cells.push_back(index == 0 ? words_of(*cell, style, depth) : std::string{});
      }
    }
    skip_spanned();
    cells_made_ += cells.size();
    return cells;
  }

  std::size_t span_of(const GumboNode& cell, const char* name, std::size_t before) const {
    const auto value = std::strtol(std::string(attribute(cell, name)).c_str(), nullptr, 10);
    const bool room = before < row_cells_max && cells_made_ < cells_max;
    if (value < 1 || !room) return 1;
    return std::min(static_cast<std::size_t>(value), row_cells_max - before);
  }

  // The lines of a cell in one, apart by blanks.
  std::string words_of(const GumboNode& cell, const Style& style, int depth) {
    Writer lines("", "");
    PageReader inside(lines);
    inside.walk(cell, Style{.discarded = style.discarded}, depth + 1);
    inside.end_line();
    too_deep_ = too_deep_ || inside.too_deep_;
    return writer_.take_inside(lines.take());
  }

  enum class Gap { none, blank, line_end };

  Writer& writer_;
  Gap gap_ = Gap::none;        // the blanks since the last word
  bool all_link_ = true;       // of the words of this line
  bool all_elsewhere_ = true;  // links to other pages
  bool number_waits_ = false;  // the line is a number, the next block its words
  bool too_deep_ = false;
  std::size_t cells_made_ = 0;
};

// The charset of the first <meta> that has one: charset=… in a tag of its own or in its content.
std::string declared_charset(std::string_view bytes) {
  const std::string head = lower_ascii(bytes.substr(0, 8192));
  const auto meta = head.find("<meta");
  for (auto at = head.find("charset", meta); meta != std::string::npos && at != std::string::npos;
       at = head.find("charset", at + 1)) {
    std::string_view rest = std::string_view(head).substr(at + 7);
    while (!rest.empty() && is_html_blank(rest.front())) rest.remove_prefix(1);
    if (!rest.starts_with('=')) continue;
    rest.remove_prefix(1);
    while (!rest.empty() &&
           (is_html_blank(rest.front()) || rest.front() == '"' || rest.front() == '\'')) {
      rest.remove_prefix(1);
    }
    return std::string(rest.substr(0, rest.find_first_of("\"' \t\n\r\f;>/")));
  }
  return {};
}

bool has_byte_order_mark(std::string_view bytes) {
  return bytes.starts_with("\xEF\xBB\xBF") || bytes.starts_with("\xFF\xFE") ||
         bytes.starts_with("\xFE\xFF");
}

Error without_text(std::string_view html) {
  if (lower_ascii(html).contains("<frame")) {
    return {Fault::invalid, "source_malformed",
            "このページは枠（フレーム）だけで、本文は別のページにあります。",
            "本文の枠の中を右クリックし、その枠だけを新しいタブで開いてから保存してください。"};
  }
  return {Fault::invalid, "source_malformed", "ページに、読める文字がありません。",
          "ブラウザで開いて本文が見えることを確かめ、保存し直してください。"};
}

}  // namespace

Result<Decoded> decode_html(std::string_view bytes) {
  if (!has_byte_order_mark(bytes)) {
    if (auto decoded = decode_as(bytes, declared_charset(bytes))) return *std::move(decoded);
  }
  return decode_japanese(bytes);
}

Result<SourceText> read_html(const Decoded& page) {
  const auto tree = HtmlTree::parse(page.text);
  if (!tree) return fail(tree.error());
  Writer writer("html", page.encoding);
  PageReader reader(writer);
  reader.read(tree->root());
  if (reader.is_too_deep()) return fail(HtmlTree::burdensome());
  SourceText source = writer.take();
  const bool blank = std::ranges::all_of(
      source.lines, [](const std::string& line) { return trimmed(line).empty(); });
  if (blank) return fail(without_text(page.text));
  return source;
}

}  // namespace mamori::regulation
