-- Parameters that change nothing, learned for each outlet (dedup/parameters.py).

-- Addresses that were read, each as another one with a parameter more.
CREATE TABLE variant (
  bare       BLOB NOT NULL,                -- key of the address without the parameter
  name       TEXT NOT NULL,
  value      BLOB NOT NULL,                -- 8 bytes
  outlet_id  TEXT NOT NULL,
  host       TEXT NOT NULL,
  key        BLOB NOT NULL,                -- key of the address itself
  article_id TEXT NOT NULL,
  words_hash BLOB,                         -- of the text that was read there
  seen_at    TEXT NOT NULL,
  PRIMARY KEY (bare, name, value)
) WITHOUT ROWID;
CREATE INDEX variant_age ON variant (outlet_id, seen_at);

-- Articles whose text was the same with another value, or without the parameter.
CREATE TABLE parameter_proof (
  outlet_id  TEXT NOT NULL,
  host       TEXT NOT NULL,
  name       TEXT NOT NULL,
  value      BLOB NOT NULL,                -- empty: without the parameter
  bare       BLOB NOT NULL,
  words_hash BLOB NOT NULL,
  PRIMARY KEY (outlet_id, host, name, value, bare)
) WITHOUT ROWID;

-- Parameters that told two texts apart once: never ignored again.
CREATE TABLE parameter_kept (
  outlet_id TEXT NOT NULL,
  host      TEXT NOT NULL,
  name      TEXT NOT NULL,
  kept_at   TEXT NOT NULL,
  one_url   TEXT NOT NULL,
  other_url TEXT NOT NULL,
  PRIMARY KEY (outlet_id, host, name)
) WITHOUT ROWID;

-- A link whose address differs from another one's only in ignored parameters.
ALTER TABLE pending ADD COLUMN family BLOB;              -- key without those
ALTER TABLE pending ADD COLUMN dropped TEXT NOT NULL DEFAULT '';  -- their names, by `&`
ALTER TABLE pending ADD COLUMN behind BLOB;              -- key whose article it is
CREATE INDEX pending_family ON pending (family) WHERE family IS NOT NULL;
CREATE INDEX pending_behind ON pending (behind) WHERE behind IS NOT NULL;
