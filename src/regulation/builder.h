// The tree while it grows. Inside this room only.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "regulation/lines.h"
#include "regulation/markers.h"

namespace mamori::regulation {

// Where a node stands when it is open: a node closes every open one of its own or a higher rank.
namespace rank {
constexpr int root = 0;      // 前文, 目次, 附則, 別表
constexpr int division = 1;  // 編 … 目: 1 to 5
constexpr int article = 6;
constexpr int paragraph = 7;
constexpr int list = 8;  // 号 and below, headings and below: 8 to 14
constexpr int table = 16;
constexpr int text = 17;
}  // namespace rank

// Where a line stands among the others; it may have been mended since.
struct Beside {
  std::span<const Line> lines;
  std::size_t at = 0;
};

// The lists that are open at a place, from the outermost: (1), ア, ① …
class Outline {
 public:
  struct Position {
    std::size_t depth = 0;
    bool expected = true;     // it follows what stands before, or begins a list
    bool known_style = true;  // a list of this style is open
    int last = 0;             // the number before it in its list, 0 when it is the first
  };
  Position position_of(const Mark& mark) const;
  void enter(const Mark& mark, std::size_t depth);
  void clear() { levels_.clear(); }
  bool empty() const { return levels_.empty(); }
  std::size_t depth() const { return levels_.size(); }
  // The innermost list of this style, nullptr when none is open.
  const Mark* last_of(MarkKind kind) const;

 private:
  std::vector<Mark> levels_;  // the last mark of every open list
};

// Shared by both styles: opens nodes for marks, joins words, and reports what it repairs.
class Builder {
 public:
  explicit Builder(Report& report) : report_(report) {}

  // Closes what must be closed and opens the node. The reference holds until the next call.
  Node& open(int at_rank, Node node);
  // A node for the mark of the line, its label as written and its words (if any) as text.
  Node& open_mark(int at_rank, NodeKind kind, const Line& line, const Mark& mark);
  void close_from(int at_rank);
  bool has_open() const { return !open_.empty(); }
  Node& top() { return open_.back().node; }
  const Node& top() const { return open_.back().node; }
  int top_rank() const { return open_.empty() ? -1 : open_.back().rank; }
  // The innermost open node of this kind, nullptr when there is none.
  Node* open_of(NodeKind kind);

  // Appends the line to the open text; how it is reported depends on what stands between.
  void continue_text(const Line& line);
  void continue_paragraph(const Line& line) { join(top(), line, "sentence_continued"); }
  // A paragraph of words without a number below the innermost node of a rank below `at_rank`.
  void open_text(const Line& line, int at_rank = rank::text);
  void add_row(const Line& line);
  // Puts the heading or entry just opened above its words: its own words become its title.
  void make_title();
  // There is text before and it breaks off: the next line may go on with it.
  bool is_open_ended() const;
  // A new provision may begin at the line: the sentence before is over, or a list is open, whose
  // entries end without 。. Where lines are broken at a fixed width, that width decides.
  bool is_settled(const Line& line) const;
  bool in_list() const { return top_rank() >= rank::list && top_rank() < rank::table; }

  std::vector<Node> finish();
  Report& report() { return report_; }

 private:
  struct Open {
    Node node;
    int rank = 0;
  };
  void close_top();
  void check_end();
  void join(Node& node, const Line& line, std::string_view kind);

  std::vector<Open> open_;
  std::vector<Node> roots_;
  Report& report_;
};

// 「- (1)」「## 2」「第 18 条」: the mark as written with the format mark before it.
std::string label_of(const Line& line, const Mark& mark);
// What the mark adds to a place: (1), ア, ①.
std::string place_piece(const Mark& mark);
// The mark the line begins with; a list mark without a number is a bullet.
Mark mark_of_line(const Line& line);
// Reports list and heading marks that stood before a mark.
void note_prefix(const Line& line, const Mark& mark, Report& report);
// How a number that does not follow the one before is reported: number_orphan, _jump, _repeat.
std::string_view jump_kind(const Mark& mark, int last);
// Reports such a number.
void note_jump(const Line& line, const Mark& mark, int last, Report& report);

// Turns the pieces the parsers left in Node::place into places.
void assign_places(std::vector<Node>& nodes);

}  // namespace mamori::regulation
