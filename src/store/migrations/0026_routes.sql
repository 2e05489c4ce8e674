-- procedures: which steps of its decision apply to an application, as of its filing, and who has
-- agreed at the step it is at. Both are lists of ids as JSON; empty where no decision is declared.
ALTER TABLE applications ADD COLUMN route TEXT NOT NULL DEFAULT '[]';
ALTER TABLE applications ADD COLUMN agreed TEXT NOT NULL DEFAULT '[]';

-- Decisions made in somebody's absence (代決), and whether they have seen them since (後閲).
-- Those of before this table were only reported.
CREATE TABLE deputy_decisions (
  record_number BIGINT PRIMARY KEY,  -- of the decision
  application_id TEXT NOT NULL REFERENCES applications (id),
  number TEXT NOT NULL,              -- of the application
  label TEXT NOT NULL,               -- 許可
  absent_id TEXT NOT NULL,
  absent_name TEXT NOT NULL,
  person_name TEXT NOT NULL,         -- who decided
  capacity TEXT NOT NULL,
  at TEXT NOT NULL,
  seen_in BIGINT                     -- the record of the 後閲
);
CREATE INDEX deputy_decisions_by_absent ON deputy_decisions (absent_id, seen_in);
