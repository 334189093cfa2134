-- What the feed has told of each article, and when each is looked at again.

CREATE TABLE told (
  article_id  TEXT NOT NULL,
  seq         INTEGER NOT NULL,
  event       TEXT NOT NULL,
  revision    INTEGER NOT NULL,
  observed_at TEXT NOT NULL,
  record      BLOB NOT NULL,               -- the line
  text        TEXT NOT NULL,               -- the whole body, whatever the line has of it
  PRIMARY KEY (article_id, seq)
) WITHOUT ROWID;

INSERT INTO told
  SELECT article_id, seq, 'new', 1, outbox.observed_at, line, ifnull(article.text, '')
  FROM outbox JOIN article ON article.id = outbox.article_id;

CREATE TABLE revisit (
  article_id    TEXT PRIMARY KEY,
  outlet_id     TEXT NOT NULL,
  key           BLOB NOT NULL,             -- under which it was asked for
  url           TEXT NOT NULL,
  via           TEXT NOT NULL,
  title         TEXT,                      -- as the listing said then: a look that
  published_at  TEXT,                      -- lacked it would read another headline
  source_url    TEXT,
  found_at      TEXT NOT NULL,
  due_at        TEXT,                      -- null: only if a listing says it changed
  read_at       TEXT NOT NULL,             -- when the page was last had
  step          INTEGER NOT NULL,          -- looks of the ladder that are over
  attempts      INTEGER NOT NULL,          -- looks in a row that failed
  gone          INTEGER NOT NULL,          -- answers in a row that it is gone
  stated        INTEGER NOT NULL,          -- looks that listings asked for
  doubted       TEXT,                      -- names a change that waits for confirmation
  etag          TEXT,
  last_modified TEXT
) WITHOUT ROWID;
CREATE INDEX revisit_due ON revisit (outlet_id, due_at);
