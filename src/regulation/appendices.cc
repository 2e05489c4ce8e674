#include "regulation/appendices.h"

#include "base/text.h"
#include "regulation/captions.h"
#include "regulation/plain_tables.h"

namespace mamori::regulation {

using View = std::u32string_view;

void take_tail_caption(Node& node, View words) {
  const auto group = paren_length(words);
  if (group <= 2) {
    (words == U"抄" ? node.text : node.caption) = utf8(words);
    return;
  }
  give_caption(node, words.substr(0, group));
  node.text = trimmed(utf8(words.substr(group)));
}

void read_appendix_line(const Line& line, const Beside& place, Builder& builder) {
  Node& top = builder.top();
  if (top.kind == NodeKind::appendix && top.caption.empty() && is_caption(line.text)) {
    return give_caption(top, line.text);
  }
  Line plain = line;
  plain.row = aligned_row(place.lines, place.at);
  if (!plain.row.empty()) return builder.add_row(plain);
  if (!line.prefix.empty()) note_prefix(line, mark_of_line(line), builder.report());
  plain.prefix.clear();
  builder.report().discard(line.number, utf8(line.prefix),
                           line.heading_mark() ? "見出しの記号" : "箇条書きの記号");
  const bool torn = line.before == Reach::full && builder.is_open_ended() &&
                    top.kind == NodeKind::text && !mark_of(line.text);
  torn ? builder.continue_text(plain) : builder.open_text(plain);
}

}  // namespace mamori::regulation
