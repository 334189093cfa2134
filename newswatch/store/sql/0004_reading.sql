-- How an article was found and read: what its line would tell if it had one.

CREATE TABLE reading (
  article_id TEXT PRIMARY KEY,
  via        TEXT,                         -- null: no listing announced it
  source_url TEXT,
  found_at   TEXT,
  fetched_at TEXT,
  extractor  TEXT NOT NULL,                -- the program that found the body
  provenance TEXT NOT NULL,                -- JSON object: field, how it was found
  warnings   TEXT NOT NULL,                -- JSON array of codes
  topics     TEXT NOT NULL                 -- JSON array: those that were asked
) WITHOUT ROWID;

CREATE INDEX outbox_article ON outbox (article_id);
