-- Gaps between two readings of a listing, what each source has named, and whether a
-- server's validators can be believed.

ALTER TABLE source ADD COLUMN answered_by TEXT;  -- the address its validators are of
ALTER TABLE source ADD COLUMN sent_as TEXT;      -- the agent asked with, if it varies so
ALTER TABLE source ADD COLUMN named INTEGER NOT NULL DEFAULT 0;  -- links when last read
ALTER TABLE source ADD COLUMN newest_at TEXT;    -- of those, the newest one's date
ALTER TABLE source ADD COLUMN titles BLOB;       -- 8 bytes each, of those read last
ALTER TABLE source ADD COLUMN audited_at TEXT;   -- when it was last checked for lies
ALTER TABLE source ADD COLUMN audits INTEGER NOT NULL DEFAULT 0;
ALTER TABLE source ADD COLUMN lies INTEGER NOT NULL DEFAULT 0;
ALTER TABLE source ADD COLUMN lied_at TEXT;
UPDATE source SET named = 1, audited_at = polled_at,
  newest_at = (SELECT listing.newest_at FROM listing
    WHERE listing.outlet_id = source.outlet_id AND listing.url = source.url)
  WHERE body_hash IS NOT NULL;

-- A listing named nothing that it had named before: what came and went between?
CREATE TABLE hole (
  id         INTEGER PRIMARY KEY,
  outlet_id  TEXT NOT NULL,
  source_url TEXT NOT NULL,
  run_id     TEXT NOT NULL,                -- the poll that found it
  found_at   TEXT NOT NULL,
  since      TEXT NOT NULL,                -- the newest entry that was known
  until      TEXT NOT NULL,                -- the oldest entry of the new reading
  tries      INTEGER NOT NULL DEFAULT 0,   -- polls that asked elsewhere to the end
  asked      TEXT NOT NULL DEFAULT '[]',   -- JSON: addresses that were asked, in order
  outcome    TEXT,                         -- null: open
  ended_at   TEXT,
  UNIQUE (outlet_id, source_url, run_id)
);
CREATE INDEX hole_open ON hole (outlet_id) WHERE outcome IS NULL;
CREATE INDEX hole_found ON hole (found_at);
CREATE INDEX hole_outlet ON hole (outlet_id, found_at);

-- The links that were found for it elsewhere.
CREATE TABLE hole_link (
  hole_id INTEGER NOT NULL,
  key     BLOB NOT NULL,
  place   TEXT NOT NULL,                   -- the listing that named it
  PRIMARY KEY (hole_id, key)
) WITHOUT ROWID;
CREATE TRIGGER hole_gone AFTER DELETE ON hole BEGIN
  DELETE FROM hole_link WHERE hole_id = old.id; END;

-- Which of an outlet's sources has named which address, for some days.
CREATE TABLE naming (
  id        INTEGER PRIMARY KEY,
  outlet_id TEXT NOT NULL,
  url       TEXT NOT NULL,
  since     TEXT NOT NULL,                 -- what was admitted before is not its matter
  day       INTEGER NOT NULL,              -- when it last named something; days of 1970
  UNIQUE (outlet_id, url)
);
CREATE TABLE named (
  naming_id INTEGER NOT NULL,
  key       BLOB NOT NULL,
  day       INTEGER NOT NULL,
  PRIMARY KEY (naming_id, key)
) WITHOUT ROWID;
