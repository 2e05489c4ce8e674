-- identity: who may sign in, and who is signed in. These tables hold secrets (hashes) and are not
-- projections of the ledger; the acts about accounts are recorded there without the secrets.
-- Times are milliseconds since 1970 (UTC).

CREATE TABLE identity_accounts (
  person_id TEXT PRIMARY KEY,
  login TEXT NOT NULL,                   -- as written
  login_key TEXT NOT NULL UNIQUE,        -- for comparing
  password_hash TEXT NOT NULL,           -- Argon2id, PHC string
  must_change BIGINT NOT NULL,           -- 1: the password is a temporary one
  temporary_until_ms BIGINT,             -- of a temporary password
  locked BIGINT NOT NULL,                -- 1: an administrator has closed the account
  created_ms BIGINT NOT NULL,
  password_changed_ms BIGINT NOT NULL
);

-- Hashes of passwords once used, so that they are not taken again.
CREATE TABLE identity_past_passwords (
  person_id TEXT NOT NULL,
  replaced_ms BIGINT NOT NULL,
  password_hash TEXT NOT NULL,
  PRIMARY KEY (person_id, password_hash)
);

CREATE TABLE identity_sessions (
  token_hash BYTEA PRIMARY KEY,          -- SHA-256; the token itself is only in the browser
  id TEXT NOT NULL UNIQUE,               -- names the session to its owner; no secret
  person_id TEXT NOT NULL,
  created_ms BIGINT NOT NULL,
  seen_ms BIGINT NOT NULL,
  address TEXT NOT NULL,
  agent TEXT NOT NULL
);
CREATE INDEX identity_sessions_of_person ON identity_sessions (person_id);

-- One-time links that make the first administrator.
CREATE TABLE identity_first_links (
  token_hash BYTEA PRIMARY KEY,
  expires_ms BIGINT NOT NULL,
  used_ms BIGINT
);
