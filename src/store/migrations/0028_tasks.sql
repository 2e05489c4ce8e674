-- procedures: what must be done by a time beside the state of an application (期限のある対応).
CREATE TABLE application_tasks (
  application_id TEXT NOT NULL REFERENCES applications (id),
  task TEXT NOT NULL,                -- id in the definition
  opened_in BIGINT NOT NULL,         -- the record that opened it
  label TEXT NOT NULL,
  due_at TEXT NOT NULL,              -- ISO instant: late after it
  by_day BIGINT NOT NULL,            -- 1: a day was meant, and due_at is its end
  remind_at TEXT,                    -- ISO instant
  told BIGINT NOT NULL,              -- 0 nothing, 1 reminded, 2 told that it is late
  ended_in BIGINT,                   -- the record that did it, or dropped it
  ended_at TEXT,
  ended_by TEXT,
  dropped BIGINT NOT NULL,           -- 1: ended without being done
  PRIMARY KEY (application_id, task, opened_in)
);
CREATE INDEX application_tasks_open ON application_tasks (ended_in, due_at);

-- procedures: what a body set of a procedure: its newest settings. Projection of procedures.set.
CREATE TABLE procedure_settings (
  procedure_id TEXT PRIMARY KEY,
  data TEXT NOT NULL
);

-- procedures: what was written with an act, as it read then: [{label, texts, files}] as JSON.
ALTER TABLE application_events ADD COLUMN shown TEXT NOT NULL DEFAULT '[]';
