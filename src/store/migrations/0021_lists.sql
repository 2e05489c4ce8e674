-- registers: which entries of a list have which value; made of register_entries as it changes, so
-- that a list is filtered, sorted and counted without reading it (src/registers/list_index.h)
CREATE TABLE list_values (
  list TEXT NOT NULL,        -- the register
  field TEXT NOT NULL,       -- '' with key '': that the entry is in the list
  key TEXT NOT NULL,         -- list_key() of the value: the order of the keys is that of the list
  segment BIGINT NOT NULL,   -- the number of the entry / 4096
  entries BYTEA NOT NULL,    -- EntrySet::packed()
  PRIMARY KEY (list, field, key, segment)
) WITHOUT ROWID;

-- search: all documents of a collection, without their texts, for lists that find a great deal
CREATE INDEX search_documents_of_collection ON search_documents (kind, collection, id, subject);
