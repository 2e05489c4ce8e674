-- regulation: projection of the acts regulation.*; one row a document of the adopted text
CREATE TABLE regulation_documents (
  version BIGINT NOT NULL,     -- 1, 2, …: each adoption of a text
  document BIGINT NOT NULL,    -- number in the text, from 1
  title TEXT NOT NULL,
  tree TEXT NOT NULL,          -- regulation::document_to_json, canonical
  source_digest TEXT NOT NULL, -- SHA-256 of the text's bytes, hex
  source_name TEXT NOT NULL,
  adopted_at TEXT NOT NULL,
  record_number BIGINT NOT NULL,
  PRIMARY KEY (version, document)
);

-- catalogue: projection of the acts catalogue.*
CREATE TABLE alignments (
  version BIGINT NOT NULL,
  document BIGINT NOT NULL,
  position BIGINT NOT NULL,    -- order of the text
  place TEXT NOT NULL,
  rank BIGINT NOT NULL,        -- 1 is the best for its place
  control TEXT NOT NULL,
  permille BIGINT NOT NULL,    -- score
  reason TEXT NOT NULL,
  PRIMARY KEY (version, document, place, control)
);
CREATE INDEX alignments_by_control ON alignments (version, control);
