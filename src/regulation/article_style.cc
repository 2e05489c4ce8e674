#include "regulation/article_style.h"

#include "base/text.h"
#include "regulation/numerals.h"
#include "regulation/repairs.h"

namespace mamori::regulation {
namespace {

using View = std::u32string_view;

// Inner words of a parenthesis group at the beginning.
View inside(View group) {
  return group.substr(1, group.size() - 2);
}

std::string enclosure_of(View group) {
  return utf8(group.substr(0, 1)) + utf8(group.substr(group.size() - 1));
}

class ArticleStyle {
 public:
  ArticleStyle(std::span<const Line> lines, Report& report) : lines_(lines), builder_(report) {}

  std::vector<Node> parse() {
    for (at_ = 0; at_ < lines_.size(); ++at_) read_line(lines_[at_]);
    drop_caption();
    std::vector<Node> nodes = builder_.finish();
    for (Node& node : nodes) complete_articles(node);
    return nodes;
  }

 private:
  void read_line(const Line& line) {
    if (!line.row.empty()) {
      drop_caption();
      return builder_.add_row(line);
    }
    const Mark mark = mark_of_line(line);
    if (mark.kind == MarkKind::appendix && may_begin_root()) return begin_appendix(line, mark);
    if (mark.kind == MarkKind::supplementary) return begin_supplementary(line, mark);
    if (in_appendix_) return read_appendix_line(line);
    if (!mark && is_caption(line.text) && caption_follows()) return keep_caption(line);
    if (!read_marked(line, mark)) read_words(line);
  }

  bool read_marked(const Line& line, const Mark& mark) {
    if (is_division(mark.kind)) return read_division(line, mark);
    switch (mark.kind) {
      case MarkKind::none:
      case MarkKind::appendix:
      case MarkKind::contents:
        return false;
      case MarkKind::preamble:
        return begin_preamble(line, mark);
      case MarkKind::article:
        return read_article(line, mark);
      case MarkKind::number:
        return read_number(line, mark);
      case MarkKind::ordinal:
        return !mark.tight && read_list(line, mark);
      default:
        return read_list(line, mark);
    }
  }

  // A sentence is over, or a list is open, whose entries end without 。.
  bool settled() const { return !builder_.is_open_ended() || builder_.in_list(); }
  bool may_begin_root() const { return settled() || caption_ != nullptr; }

  // --- 編 章 節 款 目
  bool read_division(const Line& line, const Mark& mark) {
    if (is_reference(mark, line.text) || in_supplementary_) return false;
    if (line.text.size() > 80 || View(line.text).contains(U'。')) return false;
    const int at_rank =
        rank::division + static_cast<int>(mark.kind) - static_cast<int>(MarkKind::part);
    const auto kind =
        static_cast<NodeKind>(static_cast<int>(NodeKind::part) + static_cast<int>(mark.kind) -
                              static_cast<int>(MarkKind::part));
    drop_caption();
    Node& node = builder_.open_mark(at_rank, kind, line, mark);
    node.caption = std::move(node.text);
    node.text.clear();
    node.place.clear();
    begin_block();
    return true;
  }

  // --- 条
  bool read_article(const Line& line, const Mark& mark) {
    const bool reference = is_reference(mark, line.text);
    const bool expected = !last_article_ ? mark.value == 1 : follows(last_article_, mark);
    if (reference && !(caption_ != nullptr && expected)) return false;
    if (!expected && !(settled() || caption_ != nullptr)) return false;
    if (mark.tight && !expected && caption_ == nullptr) return false;
    if (!expected) note_jump(line, mark, last_article_.value, builder_.report());
    last_article_ = mark;
    Node& node = builder_.open_mark(rank::article, NodeKind::article, line, mark);
    const std::u32string words(View(line.text).substr(mark.rest));
    node.text.clear();
    node.place.clear();
    give_caption(node);
    begin_block();
    read_article_words(line, words);
    return true;
  }

  // What stands on the line of the 条: (目的), 1, the first 項.
  void read_article_words(const Line& line, View words) {
    Node& article = builder_.top();
    const auto group = paren_length(words);
    const bool captioned =
        group > 2 && article.caption.empty() && is_caption(words.substr(0, group));
    if (captioned) {
      article.caption = utf8(inside(words.substr(0, group)));
      article.enclosure = enclosure_of(words.substr(0, group));
      words.remove_prefix(group);
      while (!words.empty() && is_blank(words.front())) words.remove_prefix(1);
    }
    if (words.empty()) return;
    const Mark mark = mark_of(words);
    Line rest{.number = line.number, .text = std::u32string(words)};
    if (mark.kind == MarkKind::number && mark.value == 1 && !is_counted(mark, words)) {
      open_paragraph(rest, mark);
    } else if (!mark || !read_list_in_article(rest, mark)) {
      open_first_paragraph(line.number).text = utf8(words);
    }
  }

  bool read_list_in_article(const Line& line, const Mark& mark) {
    const bool list = mark.kind == MarkKind::paren_number && starts(mark);
    return list && read_list(line, mark);
  }

  Node& open_first_paragraph(int line) {
    last_paragraph_ = 1;
    return builder_.open(rank::paragraph,
                         Node{.kind = NodeKind::paragraph, .number = "1", .line = line});
  }

  // --- 項
  bool read_number(const Line& line, const Mark& mark) {
    if (!has_anchor()) return false;
    const bool whole = !mark.tight || !is_counted(mark, line.text);
    if (!whole || mark.branch_of != 0) return false;
    if (continues_list(mark) || begins_list(mark)) return read_list(line, mark);
    const bool expected = mark.value == last_paragraph_ + 1;
    const bool bracket =
        mark.rest < line.text.size() && View(U"(（、。").contains(line.text[mark.rest]);
    if (expected && settled()) return open_paragraph(line, mark);
    if (expected && !mark.tight && !bracket) return open_paragraph(line, mark);
    if (mark.tight || !settled() || mark.value > 200) return false;
    note_jump(line, mark, last_paragraph_, builder_.report());
    return open_paragraph(line, mark);
  }

  // A list numbered with bare figures: 1 after a 柱書 that has begun, and what follows it.
  bool begins_list(const Mark& mark) const { return mark.value == 1 && last_paragraph_ > 0; }
  bool continues_list(const Mark& mark) const {
    const Mark* last = outline_.last_of(MarkKind::number);
    return last != nullptr && follows(*last, mark);
  }

  bool open_paragraph(const Line& line, const Mark& mark) {
    if (builder_.in_list() && line.list_mark()) {
      builder_.report().note(line.number, "paragraph_after_items",
                             "号の並びのあとにある括弧のない番号を、項として読みました。",
                             label_of(line, mark));
    }
    Node& node = builder_.open_mark(rank::paragraph, NodeKind::paragraph, line, mark);
    node.place.clear();
    give_caption(node);
    outline_.clear();
    last_paragraph_ = mark.value;
    return true;
  }

  // --- 号 and below
  bool read_list(const Line& line, const Mark& mark) {
    if (!has_anchor()) return false;
    const auto position = outline_.position_of(mark);
    if (!position.expected && !settled()) return false;
    drop_caption();
    if (!position.expected) note_jump(line, mark, position.last, builder_.report());
    if (outline_.empty() && last_paragraph_ == 0) open_first_paragraph(line.number);
    if (mark.kind == MarkKind::number && !position.known_style) {
      builder_.report().note(line.number, "item_without_parentheses",
                             "括弧のない番号の並びを、号として読みました。", label_of(line, mark));
    }
    outline_.enter(mark, position.depth);
    builder_.open_mark(rank::list + static_cast<int>(position.depth),
                       list_kind(mark, position.depth), line, mark);
    return true;
  }

  static NodeKind list_kind(const Mark& mark, std::size_t depth) {
    const bool small = mark.kind == MarkKind::kana || mark.kind == MarkKind::paren_kana ||
                       mark.kind == MarkKind::letter || mark.kind == MarkKind::bullet;
    return depth == 0 && !small ? NodeKind::item : NodeKind::subitem;
  }

  // --- words without a mark
  void read_words(const Line& line) {
    drop_caption();
    if (!builder_.has_open()) return void(begin_preamble(line, {}));
    const NodeKind kind = builder_.top().kind;
    if (kind == NodeKind::article || kind == NodeKind::supplementary) {
      open_first_paragraph(line.number);
      return builder_.continue_text(line);
    }
    if (builder_.top_rank() < rank::article && kind != NodeKind::preamble) {
      return builder_.open_text(line);
    }
    if (builder_.in_list() && builder_.is_open_ended() && continues_paragraph(line.text)) {
      return close_list(line);
    }
    const bool joins =
        builder_.top().text.empty() || builder_.is_open_ended() || begins_in_sentence(line.text);
    if (builder_.top_rank() != rank::table && joins) return builder_.continue_text(line);
    read_next_sentence(line);
  }

  // なお、… after a list belongs to the 項, not to its last 号.
  void close_list(const Line& line) {
    builder_.close_from(rank::list);
    builder_.report().note(line.number, "sentence_after_items",
                           "号の並びのあとの文を、項の続きとして読みました。");
    builder_.open_text(line);
  }

  void read_next_sentence(const Line& line) {
    const bool sentence = builder_.top().kind == NodeKind::paragraph || builder_.in_list();
    if (sentence && continues_paragraph(line.text)) return builder_.continue_paragraph(line);
    if (!in_supplementary_ && builder_.open_of(NodeKind::preamble) == nullptr) {
      builder_.report().note(line.number, "unnumbered_paragraph",
                             "番号のない段落を、前の項の中の段落として読みました。");
    }
    builder_.open_text(line);
  }

  bool begin_preamble(const Line& line, const Mark& mark) {
    if (builder_.has_open()) return false;
    builder_.open_mark(rank::root, NodeKind::preamble, line, mark).place.clear();
    return true;
  }

  // --- captions
  // The next line is what a caption stands over: a 条, or in a 附則 a 項.
  bool caption_follows() const {
    if (at_ + 1 >= lines_.size()) return false;
    const Mark next = mark_of_line(lines_[at_ + 1]);
    if (next.kind == MarkKind::article) return true;
    return next.kind == MarkKind::number && in_supplementary_;
  }

  void keep_caption(const Line& line) {
    drop_caption();
    caption_ = &line;
  }

  void give_caption(Node& node) {
    if (caption_ == nullptr) return;
    const View words = caption_->text;
    note_prefix(*caption_, Mark{.kind = MarkKind::bullet, .number = {}}, builder_.report());
    builder_.report().discard(caption_->number, utf8(caption_->prefix), "見出しの記号");
    node.caption = utf8(inside(words));
    node.enclosure = enclosure_of(words);
    caption_ = nullptr;
  }

  // The line under it turned out to be something else: it stays as words.
  void drop_caption() {
    if (caption_ == nullptr) return;
    const Line& line = *caption_;
    caption_ = nullptr;
    builder_.open_text(line);
  }

  // --- 附則, 別表
  void begin_supplementary(const Line& line, const Mark& mark) {
    drop_caption();
    Node& node = builder_.open_mark(rank::root, NodeKind::supplementary, line, mark);
    const View words = View(line.text).substr(mark.rest);
    node.place.clear();
    take_caption(node, words);
    in_appendix_ = false;
    in_supplementary_ = true;
    last_article_ = {};
    begin_block();
  }

  void begin_appendix(const Line& line, const Mark& mark) {
    drop_caption();
    Node& node = builder_.open_mark(rank::root, NodeKind::appendix, line, mark);
    take_caption(node, View(line.text).substr(mark.rest));
    in_appendix_ = true;
    begin_block();
  }

  // 附則(令和4年告示第5号), 別表(第2条関係), 別表 文書の一覧
  static void take_caption(Node& node, View words) {
    const auto group = paren_length(words);
    const bool whole = group > 2 && group == words.size();
    node.caption = utf8(whole ? inside(words) : words);
    if (whole) node.enclosure = enclosure_of(words);
    node.text.clear();
  }

  void read_appendix_line(const Line& line) {
    if (!line.prefix.empty()) note_prefix(line, mark_of_line(line), builder_.report());
    Line plain = line;
    plain.prefix.clear();
    builder_.report().discard(line.number, utf8(line.prefix),
                              line.heading_mark() ? "見出しの記号" : "箇条書きの記号");
    builder_.open_text(plain);
  }

  // --- state
  void begin_block() {
    outline_.clear();
    last_paragraph_ = 0;
  }
  bool has_anchor() { return builder_.open_of(NodeKind::article) != nullptr || in_supplementary_; }

  // An article without words still has its 項.
  static void complete_articles(Node& node) {
    for (Node& child : node.children) complete_articles(child);
    if (node.kind != NodeKind::article) return;
    for (const Node& child : node.children) {
      if (child.kind == NodeKind::paragraph) return;
    }
    Node paragraph{.kind = NodeKind::paragraph, .number = "1", .line = node.line};
    paragraph.children = std::move(node.children);
    node.children.clear();
    node.children.push_back(std::move(paragraph));
  }

  std::span<const Line> lines_;
  Builder builder_;
  std::size_t at_ = 0;
  Outline outline_;
  Mark last_article_;
  int last_paragraph_ = 0;
  const Line* caption_ = nullptr;
  bool in_supplementary_ = false;
  bool in_appendix_ = false;
};

}  // namespace

std::vector<Node> parse_articles(std::span<const Line> lines, Report& report) {
  return ArticleStyle(lines, report).parse();
}

}  // namespace mamori::regulation
