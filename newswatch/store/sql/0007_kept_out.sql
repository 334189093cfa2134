-- Why an address has brought no article: its last visit. The row goes when one comes.
CREATE TABLE kept_out (
  key         BLOB PRIMARY KEY,
  outlet_id   TEXT NOT NULL,
  url         TEXT NOT NULL,
  answered_by TEXT,                        -- after redirects; null: no page came
  reason      TEXT NOT NULL,
  detail      TEXT NOT NULL,
  evidence    TEXT NOT NULL,               -- JSON array: what on the page said so
  found_at    TEXT NOT NULL,
  visits      INTEGER NOT NULL,
  last_at     TEXT NOT NULL,
  next_at     TEXT                         -- null: never again
) WITHOUT ROWID;
CREATE INDEX kept_out_outlet ON kept_out (outlet_id, last_at);
