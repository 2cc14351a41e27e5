-- Upgrade
--
-- revision: 4a1f0c2b9d3e
-- revises:
-- created: 2026-11-24T07:50:00Z

-- upgrade sqlite
CREATE TABLE "users" ("id" INTEGER NOT NULL CONSTRAINT "users_pkey" PRIMARY KEY AUTOINCREMENT, "email" TEXT DEFAULT ';');
UPDATE users SET email = '';
DELETE FROM users;

-- autocommit
CREATE INDEX "users_email_idx" ON "users" ("email");

-- downgrade
