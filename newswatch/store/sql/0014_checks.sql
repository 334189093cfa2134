-- Links that wait behind another are checked, one of each kind (store/checks.py).

ALTER TABLE pending ADD COLUMN apart TEXT;     -- names that tell it from that one, by `&`
ALTER TABLE pending ADD COLUMN mark BLOB;      -- its kind among those of its family
ALTER TABLE pending ADD COLUMN check_at TEXT;  -- null: another one's check is its own

CREATE TABLE parameter_check (
  family      BLOB NOT NULL,
  mark        BLOB NOT NULL,
  outlet_id   TEXT NOT NULL,
  tries       INTEGER NOT NULL DEFAULT 1,
  is_open     INTEGER NOT NULL DEFAULT 0,      -- none of the kind could be read yet
  assigned_at TEXT NOT NULL,
  PRIMARY KEY (family, mark)
) WITHOUT ROWID;
CREATE INDEX parameter_check_age ON parameter_check (outlet_id, assigned_at);

-- What waits by now: the first with each title, spread over eight hours.
UPDATE pending
SET check_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now', (id % 480) || ' minutes')
WHERE id IN (
  SELECT min(id) FROM pending WHERE behind NOT NULL GROUP BY behind, title
);
