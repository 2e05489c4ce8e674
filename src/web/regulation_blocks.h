// A regulation as pages show it: blocks with duties, controls and states; see
// src/web/pages/examples/regulation.json. Made for one request, used by one thread.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "body/body.h"
#include "duties/posture.h"
#include "organisation/offices.h"
#include "web/references.h"
#include "web/site.h"

namespace mamori::web {

class RegulationBlocks {
 public:
  // `text` and `posture` must outlive this; `number` is that of the document,
  // `titles` are the offices as the body calls them.
  RegulationBlocks(const Visit& visit, int number, const body::Text& text,
                   const duties::Posture& posture, organisation::Offices titles);

  // The whole document, without its 目次.
  JsonArray document();
  // The inside of an article (or heading, 附則, 別表): what stands below its own title.
  JsonArray inside(const regulation::Node& node);

  // {"place", "who", "modality", "text"} of every sentence below the node that asks something.
  JsonArray duties_below(const regulation::Node& node) const;
  // The offices that the blocks made so far name, in the order of the text.
  const std::vector<std::string>& offices() const { return offices_; }
  // The controls shown at a place: the best, and the others that fit well.
  std::vector<const catalogue::AlignedControl*> controls_at(std::string_view place) const;

 private:
  using Node = regulation::Node;

  void add(const Node& node, int level);
  void add_children(const Node& node, int level);
  void add_title(const Node& node, int level, std::string_view flag);
  void add_article(const Node& node, int level);
  void add_provision(const Node& node, std::string_view flag, bool first);
  void add_own_text(const Node& node);
  void add_text(const Node& node);
  void add_table(const Node& node);
  JsonObject block(const Node& node, std::string id) const;
  std::string unique(std::string id);
  JsonArray runs(const std::string& text) const;
  JsonArray duties(std::string_view place);
  JsonArray controls(std::string_view place) const;
  Json standing(std::string_view place) const;
  std::vector<std::string> titles_of(const regulation::Provision& provision) const;

  const Visit& visit_;
  const int number_;
  const body::Text& text_;
  const duties::Posture& posture_;
  const organisation::Offices titles_;
  const References references_;
  std::multimap<std::string_view, const regulation::Provision*> provisions_;
  std::multimap<std::string_view, const catalogue::AlignedControl*> controls_;
  std::map<std::string, int> ids_;
  std::vector<std::string> offices_;
  JsonArray blocks_;
  bool alone_ = false;  // an article on a page of its own
  bool judged_ = true;  // not inside 附則, 別表, 前文
};

// The label as a page shows it: 「- (1)」→「(1)」.
std::string shown_label(const regulation::Node& node);
// （持ち出し及び返却の記録）; "" without caption.
std::string bracketed_caption(const regulation::Node& node);

}  // namespace mamori::web
