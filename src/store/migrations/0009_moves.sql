-- Owned by src/store (moving.h). That the body whose data these are is being moved to another
-- database, has been, or is only just arriving here. No row: it lives here.
CREATE TABLE store_moves (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  state TEXT NOT NULL,   -- leaving, left, arriving
  move TEXT NOT NULL,    -- which: the same at both ends
  other TEXT NOT NULL    -- where it goes to or comes from, in words, without secrets
);
