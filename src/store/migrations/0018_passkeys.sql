-- identity: passkeys (WebAuthn). Public keys: nothing here lets anybody sign in.
CREATE TABLE identity_passkeys (
  id TEXT PRIMARY KEY,            -- names it to its owner
  credential_id BYTEA NOT NULL UNIQUE,
  person_id TEXT NOT NULL,
  name TEXT NOT NULL,
  public_key BYTEA NOT NULL,      -- COSE_Key
  sign_count BIGINT NOT NULL,
  created_ms BIGINT NOT NULL,
  used_ms BIGINT
);
CREATE INDEX identity_passkeys_of_person ON identity_passkeys (person_id);

-- identity: challenges that were answered, until they end: none is answered twice
CREATE TABLE identity_used_challenges (
  challenge_hash BYTEA PRIMARY KEY,
  ends_ms BIGINT NOT NULL
);
