-- Owned by src/ledger. The bytes these rows stand for are described in docs/ledger-format.md.

-- One row a record, 1, 2, 3…; the leaf of the tree is derived from the columns up to commitment, and
-- leaf_hash is its hash as it was when recorded: what does not fit it has been altered since.
-- salt and payload are both NULL once the payload has been erased. number is INTEGER and not BIGINT
-- so that in SQLite it is the row's own key: a second copy in an index could differ unnoticed.
CREATE TABLE ledger_records (
  number INTEGER PRIMARY KEY,
  at_ms BIGINT NOT NULL,
  kind TEXT NOT NULL,
  actor TEXT NOT NULL,
  subject TEXT NOT NULL,
  commitment BYTEA NOT NULL,
  leaf_hash BYTEA NOT NULL,
  salt BYTEA,
  payload TEXT
);
CREATE INDEX ledger_records_subject ON ledger_records (subject, number);

-- Concatenated hashes of the levels above the leaves (those of level 0 are in ledger_records). The
-- last tile of a level grows in place.
CREATE TABLE ledger_tiles (
  level BIGINT NOT NULL,
  tile BIGINT NOT NULL,
  hashes BYTEA NOT NULL,
  PRIMARY KEY (level, tile)
);

-- The newest signed checkpoint and the key that verifies it; one row once anything is recorded.
CREATE TABLE ledger_head (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  checkpoint TEXT NOT NULL,
  verifier_key TEXT NOT NULL
);
