-- What polls have taught of when an outlet publishes (schedule/rhythm.py), and since
-- when our own network is down; no row, or null: it is not (daemon/network.py).

ALTER TABLE outlet ADD COLUMN rhythm TEXT NOT NULL DEFAULT '';  -- '': nothing yet

CREATE TABLE network (
  id          INTEGER PRIMARY KEY CHECK (id = 1),
  down_since  TEXT
);
