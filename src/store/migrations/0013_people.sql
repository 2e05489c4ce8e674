-- organisation: what sections and people are from a day on. A change closes one row and opens the
-- next, so that the organisation of any day can be read.
-- Days are ISO text; valid_to is the first day on which it no longer holds, NULL while it does.
CREATE TABLE section_states (
  section_id TEXT NOT NULL REFERENCES sections (id),
  valid_from TEXT NOT NULL,
  valid_to TEXT,
  name TEXT NOT NULL,
  level TEXT NOT NULL,       -- division (部), section (課) or unit (係)
  parent_id TEXT NOT NULL,   -- '' when nothing stands above it
  PRIMARY KEY (section_id, valid_from)
);
INSERT INTO section_states (section_id, valid_from, valid_to, name, level, parent_id)
  SELECT id, valid_from, valid_to, name, 'section', '' FROM sections;
ALTER TABLE sections DROP COLUMN name;
ALTER TABLE sections DROP COLUMN valid_from;
ALTER TABLE sections DROP COLUMN valid_to;

-- A person is employed on the days that one of these rows covers. '' as valid_from: since before
-- anybody recorded it.
CREATE TABLE person_states (
  person_id TEXT NOT NULL REFERENCES people (id),
  valid_from TEXT NOT NULL,
  valid_to TEXT,
  name TEXT NOT NULL,
  kana TEXT NOT NULL,
  employment TEXT NOT NULL,
  PRIMARY KEY (person_id, valid_from)
);
INSERT INTO person_states (person_id, valid_from, valid_to, name, kana, employment)
  SELECT id, '', NULL, name, kana, employment FROM people;
ALTER TABLE people DROP COLUMN name;
ALTER TABLE people DROP COLUMN kana;
ALTER TABLE people DROP COLUMN employment;
ALTER TABLE people ADD COLUMN number TEXT NOT NULL DEFAULT ''; -- 職員番号
CREATE INDEX people_by_number ON people (number);

ALTER TABLE memberships ADD COLUMN main BIGINT NOT NULL DEFAULT 1; -- 0: 併任
ALTER TABLE memberships ADD COLUMN post TEXT NOT NULL DEFAULT '';  -- 課長, 主任, …

CREATE TABLE absences (
  id TEXT PRIMARY KEY,
  person_id TEXT NOT NULL REFERENCES people (id),
  valid_from TEXT NOT NULL,
  valid_to TEXT NOT NULL,
  reason TEXT NOT NULL
);
CREATE INDEX absences_by_person ON absences (person_id);

-- Who acts in an office while its holder is absent.
CREATE TABLE delegations (
  id TEXT PRIMARY KEY,
  office TEXT NOT NULL,
  section_id TEXT NOT NULL,  -- '' for an office of the whole body
  from_person TEXT NOT NULL REFERENCES people (id),
  to_person TEXT NOT NULL REFERENCES people (id),
  valid_from TEXT NOT NULL,
  valid_to TEXT NOT NULL
);
CREATE INDEX delegations_by_office ON delegations (office, section_id);
