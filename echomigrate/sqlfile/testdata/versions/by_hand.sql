-- Add user bio
--
-- It is shown to others.
--
-- revision: 8c2f1e0a7b44
-- revises: 4a1f0c2b9d3e, 91d0aa3c55e7
-- created: 2026-11-24T07:54:00Z
-- labels: profile
-- depends on: billing, c0ffee123456
-- compatible with: 91d0aa3c55e7
-- replaces: goose 1 2, second:bun 20240101

-- upgrade
CREATE TABLE bios (
    user_id bigint PRIMARY KEY,
    bio text -- as written; not as shown
);

ALTER TABLE users ADD COLUMN bio text;
UPDATE users SET bio = '';

-- upgrade postgres
-- autocommit
CREATE INDEX CONCURRENTLY users_bio_idx ON users (bio);
ANALYZE users;

-- upgrade sqlite
CREATE INDEX users_bio_idx ON users (bio);

-- upgrade
INSERT INTO bios (user_id) SELECT id FROM users;

-- downgrade
DROP INDEX users_bio_idx;
ALTER TABLE users DROP COLUMN bio;
DROP TABLE bios;
