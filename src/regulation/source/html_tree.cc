#include "regulation/source/html_tree.h"

#include <algorithm>
#include <array>
#include <csetjmp>
#include <cstddef>
#include <cstdlib>
#include <map>
#include <new>

#include "base/text.h"

namespace mamori::regulation {
namespace {

// Gumbo's work grows with the square of these; real pages stay far below.
constexpr int open_elements_max = 600;
constexpr int open_formats_max = 8000;  // <font> that old pages never close
constexpr int attributes_max = 4000;
constexpr std::size_t memory_per_byte = 200;
constexpr std::size_t memory_base = std::size_t{16} << 20;

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

// Counts, without building anything, how deeply elements may come to be nested.
class Nesting {
 public:
  bool is_sane(std::string_view text) {
    for (auto at = text.find('<'); at != std::string_view::npos; at = text.find('<', at + 1)) {
      const bool closes = text.substr(at + 1).starts_with('/');
      const std::string_view rest = text.substr(at + (closes ? 2 : 1));
      if (rest.empty() || !is_letter(rest.front())) continue;
      const auto length = std::min(rest.find_first_of("\t\n\f\r />"), std::size_t{32});
      if (!count(lower_ascii(rest.substr(0, length)), closes)) return false;
      if (!closes && attributes(rest) > attributes_max) return false;
    }
    return true;
  }

 private:
  bool count(std::string name, bool closes) {
    foreign_ = foreign_ || name == "svg" || name == "math";
    // These close themselves, or each other.
    constexpr std::array<std::string_view, 27> shallow{
        "area", "base",  "br",     "col",   "embed", "hr",    "img",    "input",    "link",
        "meta", "param", "source", "track", "wbr",   "p",     "li",     "dt",       "dd",
        "tr",   "td",    "th",     "thead", "tbody", "tfoot", "option", "optgroup", "colgroup"};
    if (!foreign_ && std::ranges::find(shallow, name) != shallow.end()) return true;
    // Often left open, by hand or (<o:p/>) by word processors.
    constexpr std::array<std::string_view, 16> formats{
        "a",  "b",  "big", "code",  "em",     "font",   "i",  "nobr",
        "rp", "rt", "s",   "small", "strike", "strong", "tt", "u"};
    const bool format = name.contains(':') || std::ranges::find(formats, name) != formats.end();
    int& sum = format ? open_formats_ : open_elements_;
    int& open = open_[std::move(name)];
    if (closes && open == 0) return true;
    open += closes ? -1 : 1;
    sum += closes ? -1 : 1;
    return open_elements_ <= open_elements_max && open_formats_ <= open_formats_max;
  }

  // At most how many attributes the tag has.
  static int attributes(std::string_view tag) {
    int count = 0;
    char quote = 0;
    for (std::size_t at = 0; at < tag.size(); ++at) {
      const char c = tag[at];
      if (quote != 0) {
        if (c == quote) quote = 0;
        continue;
      }
      if (c == '>' || count > attributes_max) return count;
      if ((c == '"' || c == '\'') && at > 0 && tag[at - 1] == '=') {
        quote = c;
      } else if (std::string_view("\t\n\f\r /=\"'").contains(c)) {
        ++count;
      }
    }
    return count;
  }

  std::map<std::string, int, std::less<>> open_;
  int open_elements_ = 0;
  int open_formats_ = 0;
  bool foreign_ = false;
};

}  // namespace

// Gives Gumbo its memory and takes all of it back at once: its own way to free a tree calls itself
// for every level. Beyond the budget, parsing is left by a jump over Gumbo's frames.
struct HtmlTree::Memory {
  explicit Memory(std::size_t budget) : left(budget) {}
  Memory(const Memory&) = delete;
  Memory& operator=(const Memory&) = delete;
  ~Memory() {
    while (blocks.next != &blocks) release(this, blocks.next + 1);
  }

  // Before every piece of memory; a ring, so that what Gumbo left over can be found.
  struct alignas(std::max_align_t) Block {
    Block* before = this;
    Block* next = this;
    std::size_t size = 0;
  };

  static void* allocate(void* userdata, std::size_t size) {
    auto& memory = *static_cast<Memory*>(userdata);
    const std::size_t whole = size + sizeof(Block);
    void* piece = whole <= memory.left ? std::malloc(whole) : nullptr;  // NOLINT(*-no-malloc)
    if (piece == nullptr) std::longjmp(memory.beyond_budget, 1);        // NOLINT(cert-err52-cpp)
    memory.left -= whole;
    auto* block = new (piece) Block{&memory.blocks, memory.blocks.next, whole};
    block->next->before = block;
    memory.blocks.next = block;
    return block + 1;
  }

  static void release(void* userdata, void* pointer) {
    if (pointer == nullptr) return;
    Block* block = static_cast<Block*>(pointer) - 1;
    static_cast<Memory*>(userdata)->left += block->size;
    block->before->next = block->next;
    block->next->before = block->before;
    std::free(block);  // NOLINT(*-no-malloc)
  }

  const GumboOutput* parse(std::string_view text) {
    GumboOptions options = kGumboDefaultOptions;
    options.allocator = allocate;
    options.deallocator = release;
    options.userdata = this;
    options.max_errors = 0;
    if (setjmp(beyond_budget) != 0) return nullptr;  // NOLINT(cert-err52-cpp)
    return gumbo_parse_with_options(&options, text.data(), text.size());
  }

  std::size_t left;
  Block blocks;
  std::jmp_buf beyond_budget = {};
};

HtmlTree::HtmlTree(std::unique_ptr<Memory> memory, const GumboNode& root)
    : memory_(std::move(memory)), root_(&root) {}
HtmlTree::HtmlTree(HtmlTree&&) noexcept = default;
HtmlTree& HtmlTree::operator=(HtmlTree&&) noexcept = default;
HtmlTree::~HtmlTree() = default;

Error HtmlTree::burdensome() {
  return {Fault::invalid, "source_malformed", "ページの作りが入り組みすぎていて、読み込めません。",
          "ブラウザで開いて本文を写し、テキストのファイルにして保存してください。"};
}

Result<HtmlTree> HtmlTree::parse(std::string_view text) {
  if (!Nesting().is_sane(text)) return fail(burdensome());
  auto memory = std::make_unique<Memory>(memory_base + text.size() * memory_per_byte);
  const GumboOutput* output = memory->parse(text);
  if (output == nullptr) return fail(burdensome());
  return HtmlTree(std::move(memory), *output->root);
}

bool is_element(const GumboNode& node) {
  return node.type == GUMBO_NODE_ELEMENT || node.type == GUMBO_NODE_TEMPLATE;
}

GumboTag tag_of(const GumboNode& node) {
  return is_element(node) ? node.v.element.tag : GUMBO_TAG_UNKNOWN;
}

bool has_attribute(const GumboNode& element, const char* name) {
  return gumbo_get_attribute(&element.v.element.attributes, name) != nullptr;
}

std::string_view attribute(const GumboNode& element, const char* name) {
  const GumboAttribute* found = gumbo_get_attribute(&element.v.element.attributes, name);
  return found == nullptr ? std::string_view{} : std::string_view(found->value);
}

std::string lower_ascii(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return out;
}

std::string style_of(const GumboNode& element, std::string_view property) {
  std::string value;
  std::string_view style = attribute(element, "style");
  while (!style.empty()) {
    const auto end = std::min(style.find(';'), style.size());
    const std::string_view declaration = style.substr(0, end);
    const auto colon = declaration.find(':');
    if (colon != std::string_view::npos &&
        lower_ascii(trimmed(declaration.substr(0, colon))) == property) {
      value = lower_ascii(trimmed(declaration.substr(colon + 1)));
    }
    style.remove_prefix(std::min(end + 1, style.size()));
  }
  return value;
}

Children::Children(const GumboNode& node) {
  const bool document = node.type == GUMBO_NODE_DOCUMENT;
  if (!document && !is_element(node)) return;
  const GumboVector& list = document ? node.v.document.children : node.v.element.children;
  begin_ = reinterpret_cast<const GumboNode* const*>(list.data);
  end_ = begin_ + list.length;
}

}  // namespace mamori::regulation
