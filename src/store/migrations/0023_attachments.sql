-- registers: files that belong to entries; no projection, the records name only their hashes
CREATE TABLE attachments (
  digest TEXT PRIMARY KEY,   -- SHA-256, hex
  type TEXT NOT NULL,        -- media type, as the content says
  size BIGINT NOT NULL,      -- bytes
  kept_at TEXT NOT NULL,
  bytes BYTEA NOT NULL
);

-- registers: projection of the acts registers.*: the entries whose records name a file
CREATE TABLE attachment_uses (
  digest TEXT NOT NULL,
  entry_id TEXT NOT NULL,
  PRIMARY KEY (digest, entry_id)
);
CREATE INDEX attachment_uses_entry ON attachment_uses (entry_id);
