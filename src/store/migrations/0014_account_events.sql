-- identity: what a session rests on, whether it still awaits the second factor, and when the person
-- last proved to be there.
ALTER TABLE identity_sessions ADD COLUMN means TEXT NOT NULL DEFAULT 'password';
ALTER TABLE identity_sessions ADD COLUMN awaits_factor BIGINT NOT NULL DEFAULT 0;
ALTER TABLE identity_sessions ADD COLUMN proved_ms BIGINT NOT NULL DEFAULT 0;

-- identity: projection of the acts identity.* about a person; which records tell of whose account
CREATE TABLE account_events (
  record_number BIGINT PRIMARY KEY,
  at_ms BIGINT NOT NULL,
  kind TEXT NOT NULL,          -- identity.sign_in
  person_id TEXT NOT NULL
);
CREATE INDEX account_events_of_person ON account_events (person_id, record_number);
INSERT INTO account_events (record_number, at_ms, kind, person_id)
  SELECT number, at_ms, kind, substr(subject, 8) FROM ledger_records
  WHERE kind LIKE 'identity.%' AND subject LIKE 'people/%';
