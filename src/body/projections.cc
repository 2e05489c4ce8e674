#include "body/projections.h"

#include "access/rosters.h"
#include "anchoring/anchoring.h"
#include "body/searching.h"
#include "catalogue/adoption.h"
#include "directory/links.h"
#include "duties/rounds.h"
#include "identity/events.h"
#include "identity/rules.h"
#include "notices/inbox.h"
#include "organisation/erasure.h"
#include "organisation/projection.h"
#include "procedures/projection.h"
#include "registers/attachment.h"
#include "registers/own_fields.h"
#include "registers/register.h"
#include "regulation/library.h"
#include "retention/retention.h"

namespace mamori::body {

void register_projections(ledger::Journal& journal) {
  journal.project("identity.", identity::project_event);
  journal.project(std::string(identity::set_rules_kind), identity::project_rules);
  journal.project("organisation.", organisation::project);
  journal.project("organisation.", access::project_change);
  journal.project("regulation.", regulation::project);
  journal.project("catalogue.", catalogue::project);
  journal.project("registers.", registers::project);
  journal.project("registers.", registers::project_attachments);
  journal.project("register_fields.", registers::project_own_fields);
  journal.project("registers.", procedures::project_written);
  journal.project("procedures.", procedures::project);
  journal.project("procedures.", registers::project_attachments);
  journal.project(std::string(anchoring::anchored_kind), anchoring::project);
  journal.project("retention.erased", registers::project_erasure);
  journal.project("retention.erased", registers::project_attachments_erased);
  journal.project("retention.erased", procedures::project_erasure);
  journal.project("retention.erased", organisation::project_erasure);
  journal.project("retention.erased", identity::project_erasure);
  journal.project("retention.erased", directory::project_erasure);
  journal.project("retention.erased", notices::project_person_erased);
  journal.project("retention.erased", retention::project);
  journal.project("ledger.erased", notices::project_erasure);
  journal.project("directory.", directory::project);
  journal.project("duties.", duties::project);
  journal.project("notices.read", notices::project_reading);
  journal.project("", notices::project_telling);  // every act may tell somebody
  journal.project("", project_search);
}

}  // namespace mamori::body
