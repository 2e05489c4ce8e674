-- notices: projections of every act that tells somebody something
CREATE TABLE notices (
  record_number BIGINT NOT NULL,
  person_id TEXT NOT NULL,
  text TEXT NOT NULL,
  href TEXT NOT NULL,
  at TEXT NOT NULL,
  read_at TEXT,
  PRIMARY KEY (record_number, person_id)
);
CREATE INDEX notices_by_person ON notices (person_id, read_at);
