-- registers: projections of the acts registers.*
CREATE TABLE register_entries (
  id TEXT PRIMARY KEY,       -- <register>-<serial>
  register TEXT NOT NULL,
  serial BIGINT NOT NULL,
  section_id TEXT NOT NULL,
  label TEXT NOT NULL,       -- how other things name this entry
  data TEXT NOT NULL,        -- the values by field name, canonical JSON
  version BIGINT NOT NULL,
  updated_at TEXT NOT NULL,
  UNIQUE (register, serial)
);
