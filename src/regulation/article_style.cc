#include "regulation/article_style.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "base/text.h"
#include "regulation/appendices.h"
#include "regulation/article_words.h"
#include "regulation/captions.h"
#include "regulation/clauses.h"
#include "regulation/divisions.h"
#include "regulation/front.h"
#include "regulation/plain_tables.h"
#include "regulation/repairs.h"

namespace mamori::regulation {
namespace {

using View = std::u32string_view;

// An article without words still has its 項.
void complete_articles(Node& node) {
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

class ArticleStyle {
 public:
  ArticleStyle(std::span<const Line> lines, Report& report)
      : lines_(lines), builder_(report), clauses_(builder_), habits_(habits_of(lines)) {}

  std::vector<Node> parse() {
    for (at_ = 0; at_ < lines_.size(); ++at_) read_line(lines_[at_]);
    drop_caption();
    std::vector<Node> nodes = builder_.finish();
    for (Node& node : nodes) complete_articles(node);
    return nodes;
  }

 private:
  enum class Region { main, supplementary, appendix };

  void read_line(const Line& line) {
    if (!line.row.empty()) return read_row(line);
    if (is_amendment_note(line.text) || is_source_of_deletion(line.text)) {
      return read_note(line, line.text);
    }
    const auto note = amendment_note_at_end(line.text);
    if (note == 0 || region_ == Region::appendix) return read_text_line(line);
    Line words = line;
    words.text = line.text.substr(0, line.text.size() - note);
    while (!words.text.empty() && is_blank(words.text.back())) words.text.pop_back();
    if (!is_finished(utf8(words.text)) && !words.text.ends_with(U"削除")) {
      return read_text_line(line);
    }
    read_text_line(words);
    read_note(line, View(line.text).substr(line.text.size() - note));
  }

  // （令和3年訓令第2号） below 第9条　削除: no caption of 第10条.
  bool is_source_of_deletion(View text) const {
    if (caption_ || !builder_.has_open() || builder_.top().text != "削除") return false;
    return enclosure_length(text) == text.size() && is_number_line(text.substr(1, text.size() - 2));
  }

  void read_text_line(const Line& line) {
    if (read_caption(line)) return;
    const Mark mark = mark_of_line(line);
    const bool may_begin_root =
        builder_.is_settled(line) || caption_ || region_ == Region::appendix;
    if (mark.kind == MarkKind::appendix && may_begin_root) return begin_appendix(line, mark);
    if (mark.kind == MarkKind::supplementary) return begin_supplementary(line, mark);
    if (region_ == Region::appendix && !structured_ && mark.kind != MarkKind::article) {
      return read_appendix_line(line, beside(), builder_);
    }
    if (read_marked(line, mark)) return;
    if (region_ == Region::appendix && !structured_)
      return read_appendix_line(line, beside(), builder_);
    read_words(line);
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
        return has_anchor() && captioned(clauses_.read_number(line, mark));
      case MarkKind::ordinal:
        return !mark.tight && has_anchor() && captioned(clauses_.read_list(line, mark));
      default:
        return has_anchor() && captioned(clauses_.read_list(line, mark));
    }
  }

  // --- 編 章 節 款 目
  bool read_division(const Line& line, const Mark& mark) {
    if (region_ != Region::main || !divisions_.read(line, mark, builder_)) return false;
    clauses_.begin_block();
    return true;
  }

  // --- 条
  bool read_article(const Line& line, const Mark& mark) {
    const bool reference = is_reference(mark, line.text);
    bool expected = last_article_ ? follows(last_article_, mark) : mark.value == 1;
    const bool resumes = !expected && resumes_main(mark) && !reference;
    expected = expected || resumes;
    if (reference && !(caption_ && expected)) return false;
    if (!expected && !(builder_.is_settled(line) || caption_)) return false;
    if (mark.tight && !expected && !caption_) return false;
    if (!expected && !accept_jump(line, mark)) return false;
    if (resumes) resume_main(line, mark);
    open_article(line, mark);
    return true;
  }

  bool accept_jump(const Line& line, const Mark& mark) {
    if (region_ == Region::appendix && !structured_) return false;
    Report& report = builder_.report();
    if (!report.repairs(line.number, jump_kind(mark, last_article_.value))) return false;
    note_jump(line, mark, last_article_.value, report);
    return true;
  }

  void open_article(const Line& line, const Mark& mark) {
    last_article_ = mark;
    if (region_ == Region::main) last_main_article_ = mark;
    structured_ = true;
    Node& node = builder_.open_mark(rank::article, NodeKind::article, line, mark);
    const std::u32string words(View(line.text).substr(mark.rest));
    node.text.clear();
    node.place.clear();
    give_pending_caption(node);
    clauses_.begin_block();
    read_article_words(line, words);
    if (!note_.empty()) read_note(line, std::exchange(note_, {}));
  }

  // What stands on the line of the 条: (目的), 1, the first 項.
  void read_article_words(const Line& line, View words) {
    Node& article = builder_.top();
    const auto group = enclosure_length(words);
    const bool note = group > 0 && is_amendment_note(words.substr(0, group));
    if (group > 2 && !note && article.caption.empty() && is_caption(words.substr(0, group))) {
      regulation::give_caption(article, words.substr(0, group));
      words.remove_prefix(group);
      while (!words.empty() && is_blank(words.front())) words.remove_prefix(1);
    } else if (habits_.title_on_line && article.caption.empty() && is_bare_title(words)) {
      article.caption = utf8(words);
      words = {};
    }
    if (words.empty()) return;
    Line rest = line;
    rest.prefix.clear();
    rest.text = words;
    const Mark mark = mark_of(words);
    if (mark && clauses_.read_on_article_line(rest, mark)) return;
    clauses_.open_first_paragraph(line.number).text = utf8(words);
  }

  // 第13条 behind a 別表 or 附則 that follows 第12条 before it.
  bool resumes_main(const Mark& mark) const {
    return region_ != Region::main && last_main_article_ && mark.value > 1 &&
           follows(last_main_article_, mark);
  }

  void resume_main(const Line& line, const Mark& mark) {
    builder_.close_from(rank::root);
    region_ = Region::main;
    builder_.report().note(line.number, "main_text_resumed",
                           "附則や別表のあとに、本則の条の続きがあります。", label_of(line, mark));
  }

  // --- words without a mark
  void read_words(const Line& line) {
    if (caption_ && region_ == Region::supplementary) return read_captioned_words(line);
    drop_caption();
    if (!builder_.has_open()) return void(begin_preamble(line, {}));
    const Node& top = builder_.top();
    if (top.kind == NodeKind::article || top.kind == NodeKind::supplementary) {
      return read_first_words(line);
    }
    if (builder_.top_rank() < rank::article && top.kind != NodeKind::preamble) {
      return read_division_words(line);
    }
    if (builder_.in_list() && builder_.is_open_ended() && ends_list(line)) return close_list(line);
    const bool joins =
        top.text.empty() || is_torn(line, beside(), builder_) || begins_in_sentence(line.text);
    if (builder_.top_rank() != rank::table && joins) return builder_.continue_text(line);
    read_next_sentence(line);
  }

  void read_first_words(const Line& line) {
    if (clauses_.has_paragraph()) return builder_.open_text(line);
    clauses_.open_first_paragraph(line.number);
    builder_.continue_text(line);
  }

  void read_captioned_words(const Line& line) {
    give_pending_caption(clauses_.open_next_paragraph(line.number));
    builder_.continue_text(line);
  }

  // The title below 第1章, or the rest of a title that was broken.
  void read_division_words(const Line& line) {
    Node& division = builder_.top();
    if (!continues_division(division, line) ||
        !builder_.report().repairs(line.number, "title_joined")) {
      return builder_.open_text(line);
    }
    builder_.report().note(line.number, "title_joined", "章や節の名称を、次の行から読みました。",
                           division.label, utf8(line.text));
    builder_.report().discard(line.number, utf8(line.prefix), "見出しの記号");
    division.caption += utf8(line.text);
  }

  // なお、… after a list belongs to the 項, not to its last 号.
  void close_list(const Line& line) {
    if (!builder_.report().repairs(line.number, "sentence_after_items")) {
      return builder_.open_text(line);
    }
    builder_.close_from(rank::list);
    builder_.report().note(line.number, "sentence_after_items",
                           "号の並びのあとの文を、項の続きとして読みました。");
    builder_.open_text(line);
  }

  void read_next_sentence(const Line& line) {
    if (is_closing_date(lines_.subspan(at_))) {
      builder_.close_from(rank::root);
      return builder_.open_text(line);
    }
    const bool sentence = builder_.top().kind == NodeKind::paragraph || builder_.in_list();
    if (sentence && line.before == Reach::full) return builder_.continue_text(line);
    if (sentence && continues_paragraph(line.text)) return builder_.continue_paragraph(line);
    if (region_ == Region::main && builder_.open_of(NodeKind::preamble) == nullptr) {
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
  bool read_caption(const Line& line) {
    if (region_ == Region::appendix && !structured_) return false;
    if (is_caption(line.text) && stands_below_article(line)) {
      regulation::give_caption(builder_.top(), line.text);
      builder_.report().discard(line.number, utf8(line.prefix), "見出しの記号");
      return true;
    }
    const Over over = region_ == Region::supplementary ? Over::words : Over::articles;
    auto found = caption_at(lines_, at_, over);
    if (!found) return read_bare_caption(line);
    if (!note_joins(lines_, at_, *found, builder_.report())) return false;
    keep_caption(std::move(found->line));
    note_ = std::move(found->note);
    at_ += found->lines - 1;
    if (found->rest.empty()) return true;
    Line rest{.number = lines_[at_].number, .text = std::move(found->rest)};
    if (!read_marked(rest, mark_of(rest.text))) read_words(rest);
    return true;
  }

  // (目的) below 第1条, whose words follow.
  bool stands_below_article(const Line& line) {
    if (!builder_.has_open() || mark_of(line.text)) return false;
    const Node& top = builder_.top();
    if (top.kind == NodeKind::supplementary) {
      return top.caption.empty() && !clauses_.has_paragraph() &&
             line.text.find_first_of(U"年号") != std::u32string::npos;
    }
    const bool bare = top.kind == NodeKind::article && top.caption.empty() && top.children.empty();
    if (!bare || at_ + 1 >= lines_.size()) return false;
    return mark_of(lines_[at_ + 1].text).kind != MarkKind::article;
  }

  // 目的 over 第1条, without brackets, where the text does so throughout.
  bool read_bare_caption(const Line& line) {
    if (!habits_.title_above_line || region_ != Region::main) return false;
    if (at_ + 1 >= lines_.size() || mark_of_line(line) || !is_bare_title(line.text)) return false;
    const Mark next = mark_of(lines_[at_ + 1].text);
    if (next.kind != MarkKind::article || is_reference(next, lines_[at_ + 1].text)) return false;
    if (!builder_.is_settled(line)) return false;
    keep_caption(line);
    return true;
  }

  void keep_caption(Line line) {
    drop_caption();
    caption_ = std::move(line);
  }

  bool captioned(bool read) {
    if (read) give_pending_caption(builder_.top());
    return read;
  }

  void give_pending_caption(Node& node) {
    if (!caption_) return;
    Report& report = builder_.report();
    note_prefix(*caption_, Mark{.kind = MarkKind::bullet, .number = {}}, report);
    report.discard(caption_->number, utf8(caption_->prefix), "見出しの記号");
    if (opens_enclosure(caption_->text)) {
      regulation::give_caption(node, caption_->text);
    } else {
      node.caption = utf8(caption_->text);
    }
    caption_.reset();
  }

  // The line under it turned out to be something else: it stays as words.
  void drop_caption() {
    if (!caption_) return;
    const Line line = *std::exchange(caption_, std::nullopt);
    builder_.open_text(line);
    if (!note_.empty()) read_note(line, std::exchange(note_, {}));
  }

  // (平20規則3・一部改正) is no part of the words it stands behind.
  void read_note(const Line& line, View words) {
    if (caption_) {
      note_ += words;
      return;
    }
    Line plain = line;
    plain.text = words;
    builder_.open_text(plain);
    builder_.top().kind = NodeKind::note;
    builder_.close_from(rank::text);
  }

  // --- 附則, 別表
  void begin_supplementary(const Line& line, const Mark& mark) {
    drop_caption();
    Node& node = builder_.open_mark(rank::root, NodeKind::supplementary, line, mark);
    const std::u32string words(View(line.text).substr(mark.rest));
    node.place.clear();
    node.text.clear();
    begin_region(Region::supplementary);
    if (!words.contains(U'。')) return take_tail_caption(node, words);
    Line rest = line;
    rest.prefix.clear();
    rest.text = words.substr(take_source(node, words));
    read_text_line(rest);
  }

  // （令和5年規程第2号） in front of the sentence names the 附則; （施行期日） is a caption of its
  // 項.
  static std::size_t take_source(Node& node, View words) {
    const auto group = paren_length(words);
    const View source = words.substr(0, group);
    if (group <= 2 || source.find_first_of(U"年号") == View::npos) return 0;
    take_tail_caption(node, source);
    return static_cast<std::size_t>(
        std::find_if_not(words.begin() + static_cast<std::ptrdiff_t>(group), words.end(),
                         is_blank) -
        words.begin());
  }

  void begin_appendix(const Line& line, const Mark& mark) {
    drop_caption();
    Node& node = builder_.open_mark(rank::root, NodeKind::appendix, line, mark);
    node.text.clear();
    take_tail_caption(node, View(line.text).substr(mark.rest));
    begin_region(Region::appendix);
  }

  void begin_region(Region region) {
    region_ = region;
    structured_ = false;
    last_article_ = {};
    clauses_.begin_block();
  }

  // --- tables
  void read_row(const Line& line) {
    const bool listed = region_ != Region::appendix && builder_.top_rank() != rank::table;
    const bool article = mark_of(line.text).kind == MarkKind::article;
    if ((listed || article) && is_tabbed_entry(line)) return read_line(without_tabs(line));
    drop_caption();
    builder_.add_row(line);
  }

  // --- state
  Beside beside() const { return {lines_, at_}; }

  bool has_anchor() {
    return region_ == Region::supplementary || builder_.open_of(NodeKind::article) != nullptr;
  }

  std::span<const Line> lines_;
  Builder builder_;
  Clauses clauses_;
  Divisions divisions_;
  Habits habits_;
  std::size_t at_ = 0;
  Region region_ = Region::main;
  bool structured_ = false;  // the 別記 has articles of its own
  Mark last_article_;        // of the region
  Mark last_main_article_;
  std::optional<Line> caption_;
  std::u32string note_;  // behind the caption
};

}  // namespace

std::vector<Node> parse_articles(std::span<const Line> lines, Report& report) {
  return ArticleStyle(lines, report).parse();
}

}  // namespace mamori::regulation
