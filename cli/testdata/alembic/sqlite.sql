-- What Alembic leaves on SQLite: its version table, which is at one revision, and the tables of an app.
CREATE TABLE alembic_version (
    version_num VARCHAR(32) NOT NULL,
    CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);

CREATE TABLE users (
    id INTEGER NOT NULL,
    name VARCHAR(64) NOT NULL,
    PRIMARY KEY (id)
);

CREATE UNIQUE INDEX ix_users_name ON users (name);

CREATE TABLE posts (
    id INTEGER NOT NULL,
    title VARCHAR(200) NOT NULL,
    user_id INTEGER NOT NULL,
    PRIMARY KEY (id),
    FOREIGN KEY(user_id) REFERENCES users (id)
);

INSERT INTO alembic_version (version_num) VALUES ('ae1027a6acf');
INSERT INTO users (name) VALUES ('Ann');
INSERT INTO posts (title, user_id) VALUES ('First', 1);
