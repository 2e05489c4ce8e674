-- identity: whether the session rests on two factors already
ALTER TABLE identity_sessions ADD COLUMN two_factors BIGINT NOT NULL DEFAULT 0;

-- identity: something sealed under the key of the file beside the data, to know that key again
CREATE TABLE identity_vault (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  mark BYTEA NOT NULL
);

-- identity: authenticator apps (RFC 6238). The secret is sealed under the key file beside the data.
CREATE TABLE identity_totp (
  person_id TEXT PRIMARY KEY,
  secret BYTEA NOT NULL,
  made_ms BIGINT NOT NULL,
  used_step BIGINT NOT NULL       -- the newest step whose code was taken; none is taken twice
);

-- identity: a secret shown to the person and not yet confirmed with a code
CREATE TABLE identity_totp_pending (
  person_id TEXT PRIMARY KEY,
  secret BYTEA NOT NULL,
  made_ms BIGINT NOT NULL
);

-- identity: codes for when the second factor is not at hand; each is gone once used
CREATE TABLE identity_recovery_codes (
  person_id TEXT NOT NULL,
  code_hash TEXT NOT NULL,        -- Argon2id, PHC string
  made_ms BIGINT NOT NULL,
  PRIMARY KEY (person_id, code_hash)
);

-- identity: projection of the acts identity.set_rules; the newest holds
CREATE TABLE account_rules (
  record_number BIGINT PRIMARY KEY,
  rules TEXT NOT NULL             -- JSON, as identity/rules.h writes it
);
