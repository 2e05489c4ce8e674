-- organisation: projections of the acts organisation.*
-- Days are ISO text; valid_to is the first day on which it no longer holds, NULL while it does.
CREATE TABLE sections (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  valid_from TEXT NOT NULL,
  valid_to TEXT
);

CREATE TABLE people (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  kana TEXT NOT NULL,
  employment TEXT NOT NULL
);

CREATE TABLE memberships (
  person_id TEXT NOT NULL REFERENCES people (id),
  section_id TEXT NOT NULL REFERENCES sections (id),
  valid_from TEXT NOT NULL,
  valid_to TEXT,
  PRIMARY KEY (person_id, section_id, valid_from)
);

CREATE TABLE appointments (
  id TEXT PRIMARY KEY,
  office TEXT NOT NULL,
  section_id TEXT NOT NULL, -- '' for an office of the whole body
  person_id TEXT NOT NULL REFERENCES people (id),
  valid_from TEXT NOT NULL,
  valid_to TEXT
);
CREATE INDEX appointments_by_office ON appointments (office, section_id);
CREATE INDEX appointments_by_person ON appointments (person_id);
