-- registers: a list shows what is kept, or what was closed, without reading the entries.
CREATE INDEX register_entries_closed ON register_entries (register, serial) WHERE closed_on <> '';
