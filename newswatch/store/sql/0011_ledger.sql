-- What each poll asked and came to, and the polls that are not over.

ALTER TABLE run ADD COLUMN reached INTEGER;               -- null: nobody can say
ALTER TABLE run ADD COLUMN carried INTEGER NOT NULL DEFAULT 0;  -- owed from earlier polls
ALTER TABLE run ADD COLUMN bytes INTEGER NOT NULL DEFAULT 0;
ALTER TABLE run ADD COLUMN cut INTEGER NOT NULL DEFAULT 0;  -- 1: made from the state
ALTER TABLE run ADD COLUMN holes INTEGER NOT NULL DEFAULT 0;  -- 1: a source had one
ALTER TABLE run ADD COLUMN refused_by TEXT NOT NULL DEFAULT '{}';  -- JSON: what, how often
ALTER TABLE run ADD COLUMN sources TEXT NOT NULL DEFAULT '[]';  -- JSON: one array a source
UPDATE run SET reached = discovered > 0;

-- What must not be is found at once, however many accounts are kept.
CREATE INDEX run_unbalanced ON run (outlet_id) WHERE discovered !=
  emitted + off_topic + duplicate + unchanged + quarantined + failed + pending;

-- The sums of a day: asking how an outlet stands must not read a week's accounts.
CREATE TABLE run_day (
  day         TEXT NOT NULL,               -- YYYY-MM-DD, UTC, of `started_at`
  outlet_id   TEXT NOT NULL,
  polls       INTEGER NOT NULL,
  discovered  INTEGER NOT NULL,
  emitted     INTEGER NOT NULL,
  quarantined INTEGER NOT NULL,
  failed      INTEGER NOT NULL,
  bytes       INTEGER NOT NULL,
  holes       INTEGER NOT NULL,
  PRIMARY KEY (day, outlet_id)
) WITHOUT ROWID;
INSERT INTO run_day
  SELECT substr(started_at, 1, 10), outlet_id, count(*), sum(discovered), sum(emitted),
    sum(quarantined), sum(failed), 0, 0 FROM run GROUP BY 1, 2;

-- A poll under way, or one whose process was killed.
CREATE TABLE open_run (
  id         TEXT PRIMARY KEY,
  outlet_id  TEXT NOT NULL,
  started_at TEXT NOT NULL,
  last_seq   INTEGER NOT NULL              -- of the feed, when it began
) WITHOUT ROWID;
CREATE INDEX open_run_outlet ON open_run (outlet_id, started_at);

-- The links that it owes an outcome, until it is over.
CREATE TABLE open_link (
  run_id     TEXT NOT NULL,
  position   INTEGER NOT NULL,             -- the order in which they were noted
  key        BLOB NOT NULL,
  carried    INTEGER NOT NULL,             -- 1: owed from an earlier poll
  looks      INTEGER NOT NULL,             -- as in pending, when it was noted
  article_id TEXT,                         -- set: another look at this article,
  due_at     TEXT,                         -- which was due then
  PRIMARY KEY (run_id, key)
) WITHOUT ROWID;

-- What each source of an outlet answered last, and last said when it was read.
CREATE TABLE listing (
  outlet_id     TEXT NOT NULL,
  url           TEXT NOT NULL,
  asked_at      TEXT NOT NULL,
  outcome       TEXT NOT NULL,
  status        INTEGER,
  bytes         INTEGER NOT NULL,
  problem       TEXT NOT NULL,
  answered_at   TEXT,                      -- the last time it was read or unchanged
  failing_since TEXT,                      -- null: it answers
  read_at       TEXT,
  links         INTEGER NOT NULL,
  oldest_at     TEXT,
  newest_at     TEXT,
  PRIMARY KEY (outlet_id, url)
) WITHOUT ROWID;
