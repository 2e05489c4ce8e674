-- procedures: projections of the acts procedures.*
CREATE TABLE procedure_definitions (
  digest TEXT PRIMARY KEY,   -- SHA-256 of the YAML, hex
  procedure_id TEXT NOT NULL,
  yaml TEXT NOT NULL
);

CREATE TABLE applications (
  id TEXT PRIMARY KEY,               -- <procedure>-<fiscal year>-<serial>
  procedure_id TEXT NOT NULL,
  definition TEXT NOT NULL REFERENCES procedure_definitions (digest),
  fiscal_year BIGINT NOT NULL,
  serial BIGINT NOT NULL,
  number TEXT NOT NULL,              -- 令和8年度 持出 第12号
  applicant_id TEXT NOT NULL,
  section_id TEXT NOT NULL,
  state TEXT NOT NULL,
  is_open BIGINT NOT NULL,
  was_decided BIGINT NOT NULL,
  due TEXT,                          -- ISO day; only while a return or the like is owed
  overdue_told BIGINT NOT NULL,
  data TEXT NOT NULL,
  submitted_at TEXT NOT NULL,
  changed_at TEXT NOT NULL,
  UNIQUE (procedure_id, fiscal_year, serial)
);
CREATE INDEX applications_by_applicant ON applications (applicant_id);
CREATE INDEX applications_open ON applications (is_open, due);

CREATE TABLE application_events (
  record_number BIGINT PRIMARY KEY,
  application_id TEXT NOT NULL REFERENCES applications (id),
  act TEXT NOT NULL,
  label TEXT NOT NULL,
  at TEXT NOT NULL,
  person_id TEXT NOT NULL,
  person_name TEXT NOT NULL,
  capacity TEXT NOT NULL,
  comment TEXT NOT NULL,
  state TEXT NOT NULL
);
CREATE INDEX application_events_by_application ON application_events (application_id);

-- Entries that an application keeps from being applied for again.
CREATE TABLE application_holdings (
  application_id TEXT NOT NULL REFERENCES applications (id),
  entry_id TEXT NOT NULL,
  PRIMARY KEY (entry_id)
);
