-- directory: projections of the acts directory.*; whom of the organisation those are whom a
-- directory or a provider vouches for, and who waits for somebody to say so.
CREATE TABLE directory_links (
  id TEXT PRIMARY KEY,           -- made of source and subject
  source TEXT NOT NULL,          -- 'ldap' or the issuer of a provider
  subject TEXT NOT NULL,         -- names them there for good
  person_id TEXT NOT NULL,
  login TEXT NOT NULL
);
CREATE INDEX directory_links_of_person ON directory_links (person_id);

CREATE TABLE directory_arrivals (
  id TEXT PRIMARY KEY,
  source TEXT NOT NULL,
  subject TEXT NOT NULL,
  login TEXT NOT NULL,
  name TEXT NOT NULL,
  kana TEXT NOT NULL,
  number TEXT NOT NULL,
  sections TEXT NOT NULL,        -- JSON array of names
  at TEXT NOT NULL
);
