-- Instants are text, YYYY-MM-DDTHH:MM:SS.mmmZ: they sort, and a person can read them.

CREATE TABLE outlet (
  id          TEXT PRIMARY KEY,
  next_due_at TEXT NOT NULL,
  failures    INTEGER NOT NULL DEFAULT 0   -- polls in a row that failed
) WITHOUT ROWID;

CREATE TABLE source (
  outlet_id     TEXT NOT NULL,
  url           TEXT NOT NULL,
  etag          TEXT,
  last_modified TEXT,
  body_hash     TEXT,
  read_as       TEXT,                      -- hash of the outlet's definition then
  polled_at     TEXT NOT NULL,
  PRIMARY KEY (outlet_id, url)
) WITHOUT ROWID;

-- Links that are owed a visit. Written in the transaction that stores the validators
-- of the listing that announced them.
CREATE TABLE pending (
  id           INTEGER PRIMARY KEY,        -- the order in which they were found
  key          BLOB NOT NULL UNIQUE,       -- 16 bytes, model.revision.seen_key
  outlet_id    TEXT NOT NULL,
  url          TEXT NOT NULL,
  via          TEXT NOT NULL,
  title        TEXT,
  published_at TEXT,
  modified_at  TEXT,
  guid         TEXT,
  source_url   TEXT,
  found_at     TEXT NOT NULL,
  attempts     INTEGER NOT NULL DEFAULT 0,
  hops         INTEGER NOT NULL DEFAULT 0,
  not_before   TEXT NOT NULL,
  reason       TEXT,                       -- why the last visit failed
  detail       TEXT
);
CREATE INDEX pending_due ON pending (outlet_id, not_before);

-- Every address that is settled: it leads to an article, or to a reason.
CREATE TABLE seen (
  key        BLOB PRIMARY KEY,
  article_id TEXT,                         -- null: kept out
  url        TEXT NOT NULL,
  claimed    INTEGER NOT NULL,             -- 1: never answered, only named by a page
  reason     TEXT,                         -- why kept out, or how the alias was known
  detail     TEXT,
  seen_at    TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX seen_article ON seen (article_id);

CREATE TABLE article (
  id           TEXT PRIMARY KEY,
  outlet_id    TEXT NOT NULL,
  url          TEXT NOT NULL,
  title        TEXT,
  text         TEXT,                       -- null where the deployment keeps none
  words_hash   BLOB,                       -- null: no body to compare
  content_hash TEXT NOT NULL,
  word_count   INTEGER NOT NULL,
  language     TEXT,
  published_at TEXT,
  observed_at  TEXT NOT NULL,
  cluster_id   TEXT NOT NULL,
  role         TEXT NOT NULL,
  copy_of      TEXT,
  outcome      TEXT NOT NULL,              -- emitted, off_topic, duplicate
  reason       TEXT
) WITHOUT ROWID;
CREATE INDEX article_words ON article (words_hash);
CREATE INDEX article_cluster ON article (cluster_id);

-- Which topics an article matched, and whether its line told of them.
CREATE TABLE matched (
  article_id TEXT NOT NULL,
  topic_id   TEXT NOT NULL,
  query_hash TEXT NOT NULL,
  emitted    INTEGER NOT NULL,
  PRIMARY KEY (article_id, topic_id)
) WITHOUT ROWID;

CREATE TABLE outbox (
  seq         INTEGER PRIMARY KEY,         -- last + 1 inside the transaction: no gap
  event_id    TEXT NOT NULL UNIQUE,
  article_id  TEXT NOT NULL,
  observed_at TEXT NOT NULL,
  line        BLOB NOT NULL                -- final bytes, line end included
);

CREATE TABLE feed_position (
  id       INTEGER PRIMARY KEY CHECK (id = 1),
  file     TEXT NOT NULL,
  offset   INTEGER NOT NULL,
  last_seq INTEGER NOT NULL
);

CREATE TABLE run (
  id          TEXT PRIMARY KEY,
  outlet_id   TEXT NOT NULL,
  started_at  TEXT NOT NULL,
  ended_at    TEXT NOT NULL,
  discovered  INTEGER NOT NULL,
  refused     INTEGER NOT NULL,            -- entries that were never discovered
  emitted     INTEGER NOT NULL,
  off_topic   INTEGER NOT NULL,
  duplicate   INTEGER NOT NULL,
  unchanged   INTEGER NOT NULL,
  quarantined INTEGER NOT NULL,
  failed      INTEGER NOT NULL,
  pending     INTEGER NOT NULL,
  reasons     TEXT NOT NULL,               -- JSON object: reason, how often
  problems    TEXT NOT NULL                -- JSON array: what its sources did wrong
) WITHOUT ROWID;
CREATE INDEX run_outlet ON run (outlet_id, started_at);
