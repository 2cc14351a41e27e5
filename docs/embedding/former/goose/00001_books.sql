-- +goose Up
CREATE TABLE books (
    id bigint PRIMARY KEY,
    title varchar(200) NOT NULL
);

-- +goose Down
DROP TABLE books;
