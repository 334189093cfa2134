-- Sentences with numbers, by their words whatever the numbers: 64 bits each, one after
-- the other. Articles that came before have none; a look at them adds theirs.
ALTER TABLE page_blocks ADD COLUMN counted BLOB NOT NULL DEFAULT x'';
