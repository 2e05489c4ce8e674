-- registers: projection of the acts register_fields.*: what a body writes in a register beside what
-- the definition asks for
CREATE TABLE own_fields (
  register TEXT NOT NULL,
  name TEXT NOT NULL,          -- own_1
  number BIGINT NOT NULL,      -- in the order in which they were added
  declaration TEXT NOT NULL,   -- canonical JSON, as in definitions
  added_at TEXT NOT NULL,
  ended BIGINT NOT NULL,       -- 1: asked for no longer
  PRIMARY KEY (register, name)
);
