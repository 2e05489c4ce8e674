-- regulation: projections of the acts regulation.*

-- How and by whom each version was taken into use.
CREATE TABLE regulation_versions (
  version BIGINT PRIMARY KEY,
  in_force_from TEXT NOT NULL,   -- ISO day; '' where nobody said
  reason TEXT NOT NULL,
  actor TEXT NOT NULL,
  person_name TEXT NOT NULL,     -- '' when the program itself adopted it
  adopted_at TEXT NOT NULL,
  record_number BIGINT NOT NULL
);
INSERT INTO regulation_versions
SELECT DISTINCT documents.version, '', '', records.actor, '', documents.adopted_at,
       documents.record_number
FROM regulation_documents documents
JOIN ledger_records records ON records.number = documents.record_number;

-- Texts that were read but not taken into use yet. The text itself stands in the record.
CREATE TABLE regulation_drafts (
  id TEXT PRIMARY KEY,
  source_name TEXT NOT NULL,
  undone TEXT NOT NULL,          -- repairs taken back: [{"kind", "line"}], canonical JSON
  revision BIGINT NOT NULL,      -- 1, then one more with each repair taken back or made again
  person_id TEXT NOT NULL,
  person_name TEXT NOT NULL,
  made_at TEXT NOT NULL,
  record_number BIGINT NOT NULL  -- of the record with the text
);

-- catalogue: projections of the acts catalogue.*

-- What a person decided of the alignment of a place, and what became of it in later versions.
CREATE TABLE confirmations (
  version BIGINT NOT NULL,
  document BIGINT NOT NULL,
  place TEXT NOT NULL,
  needs_review BIGINT NOT NULL,  -- 1: the text has changed since, somebody should look again
  carriage TEXT NOT NULL,        -- '', 'same', 'moved', 'changed': how it came into this version
  from_place TEXT NOT NULL,      -- its place in the version before; '' where decided here
  text TEXT NOT NULL,            -- of the place, when decided
  controls TEXT NOT NULL,        -- JSON array of ids; [] says that no control fits
  person_id TEXT NOT NULL,
  person_name TEXT NOT NULL,
  decided_at TEXT NOT NULL,
  record_number BIGINT NOT NULL, -- of the decision by a person
  PRIMARY KEY (version, document, place)
);
CREATE TABLE confirmed_controls (
  version BIGINT NOT NULL,
  document BIGINT NOT NULL,
  place TEXT NOT NULL,
  control TEXT NOT NULL,
  PRIMARY KEY (version, document, place, control)
);
CREATE INDEX confirmed_controls_by_control ON confirmed_controls (version, control);

-- Every act on the alignment of a place, oldest first.
CREATE TABLE confirmation_events (
  record_number BIGINT NOT NULL,
  version BIGINT NOT NULL,
  document BIGINT NOT NULL,
  place TEXT NOT NULL,
  act TEXT NOT NULL,             -- confirm, take_back, carry
  controls TEXT NOT NULL,
  person_id TEXT NOT NULL,
  person_name TEXT NOT NULL,
  at TEXT NOT NULL,
  PRIMARY KEY (record_number, document, place)
);
CREATE INDEX confirmation_events_by_place ON confirmation_events (version, document, place);

-- Decisions about places that the version no longer has.
CREATE TABLE vanished_confirmations (
  version BIGINT NOT NULL,       -- the one that lacks the place
  document BIGINT NOT NULL,      -- in the version before
  place TEXT NOT NULL,
  text TEXT NOT NULL,
  controls TEXT NOT NULL,
  person_name TEXT NOT NULL,
  decided_at TEXT NOT NULL,
  record_number BIGINT NOT NULL,
  PRIMARY KEY (version, document, place)
);
