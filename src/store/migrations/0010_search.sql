-- search: projections of every act about something that can be found (src/search)
CREATE TABLE search_documents (
  id INTEGER PRIMARY KEY,      -- record number * 65536 + its place among the record's documents
  kind BIGINT NOT NULL,        -- search::Kind
  collection TEXT NOT NULL,    -- register, procedure, number of the text
  subject TEXT NOT NULL UNIQUE,
  person_id TEXT NOT NULL,
  section_id TEXT NOT NULL,
  text TEXT NOT NULL           -- as people read it, line by line; the first is its title
);

-- Which documents of a closed segment hold which pairs of characters (src/search/postings.h).
CREATE TABLE search_postings (
  slot INTEGER PRIMARY KEY,    -- (kind * 128 + bucket) * 2^40 + segment
  postings BYTEA NOT NULL
);
