-- Owned by src/anchoring: where the signed checkpoint was put; a projection of ledger.anchored.
CREATE TABLE anchorings (
  record_number BIGINT PRIMARY KEY,
  at TEXT NOT NULL,
  day TEXT NOT NULL,
  way TEXT NOT NULL,
  place TEXT NOT NULL,
  size BIGINT NOT NULL,
  digest TEXT NOT NULL
);
CREATE INDEX anchorings_by_day ON anchorings (day);
