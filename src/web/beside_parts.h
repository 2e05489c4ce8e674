// What is at hand beside an application: the plans to be followed and the list of their steps
// (緊急時対応計画), and what a year brought, put before whoever judges it (もとにした結果).
#pragma once

#include <optional>
#include <vector>

#include "procedures/application.h"
#include "procedures/definition.h"
#include "web/parts.h"

namespace mamori::web {

// An application with what happened to it, as one visitor meets it.
struct BesideScene {
  const Visit& visit;
  store::Connection& connection;
  const procedures::Definition& definition;
  const procedures::Application& application;
  const std::vector<procedures::Event>& events;
};

// The entries to be followed while it is open, those meant for it first: [{title, href, meant,
// fields}].
JsonArray beside_parts(const BesideScene& scene);
// The steps of those meant for it, each with who did it, who said that it is not needed, or that
// neither happened; null without steps. Ticked through the form at `action`, null where the visitor
// may not.
Json checklist_part(const BesideScene& scene, bool may_tick);

// What the year brought that the visitor may see, of what had been recorded by `until`; how it
// reads and what state it is in is of today: {title, other_year, groups: [{title, href, text,
// items:
// [{href, number, label, note, state}], more}]}; null where nothing is gathered.
Json gathered_part(const Visit& visit, store::Connection& connection,
                   const procedures::Definition& definition, int year,
                   std::optional<Instant> until);
// Its `other_year` on a new form: {href, label} of one that begins with the year before, or with
// this year again. What is evaluated in April is the year that has just ended.
JsonObject other_year_part(const Visit& visit, const procedures::Definition& definition, int year);
// The year a form speaks of, else that of today.
int gathered_year(const Visit& visit, const procedures::Definition& definition,
                  const registers::Values& values);
// Begins the fields of a new form with it, where nothing stands in them yet.
void fill_gathered(const Visit& visit, store::Connection& connection,
                   const procedures::Definition& definition, JsonObject& input);

}  // namespace mamori::web
