-- What a host asked for, so that a restart is no way round it.

CREATE TABLE host (
  host          TEXT PRIMARY KEY,          -- name or address, without a port
  next_at       TEXT,                      -- the earliest next request
  wait_until    TEXT,                      -- it asked to be left alone until then
  wait_reason   TEXT NOT NULL,
  waits         INTEGER NOT NULL,          -- times in a row that it asked so
  crawl_delay_s REAL                       -- by its robots.txt
) WITHOUT ROWID;

CREATE TABLE robots (
  origin     TEXT PRIMARY KEY,             -- scheme://host[:port]
  status     INTEGER NOT NULL,
  body       BLOB NOT NULL,                -- the first 500 KiB
  fetched_at TEXT NOT NULL
);
