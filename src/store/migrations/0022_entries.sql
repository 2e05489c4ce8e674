-- registers: entries can be closed (廃止), and refer to one another
ALTER TABLE register_entries ADD COLUMN closed_on TEXT NOT NULL DEFAULT '';  -- ISO day

CREATE TABLE register_links (
  from_id TEXT NOT NULL,     -- the entry that refers
  field TEXT NOT NULL,       -- by which of its fields
  to_id TEXT NOT NULL,       -- the entry referred to
  PRIMARY KEY (from_id, field, to_id)
);
CREATE INDEX register_links_to ON register_links (to_id);
