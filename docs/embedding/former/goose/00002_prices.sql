-- +goose Up
ALTER TABLE books ADD COLUMN price bigint NOT NULL DEFAULT 0;

-- +goose Down
ALTER TABLE books DROP COLUMN price;
