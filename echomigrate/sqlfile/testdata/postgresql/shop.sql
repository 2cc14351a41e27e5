-- What PostgreSQL alone has: dollar quotes; bodies in SQL; rules; arrays.
SET standard_conforming_strings = on;
CREATE TABLE "order;s" (
    id bigint PRIMARY KEY, -- a comment; with a semicolon
    tags text[] NOT NULL DEFAULT ARRAY['a;b', ']'],
    path text NOT NULL DEFAULT E'c:\\it\'s;',
    note text NOT NULL DEFAULT 'it''s; \'
);

/* CREATE TABLE gone (id int); /* a comment; within */ DROP TABLE gone; */
CREATE FUNCTION total(a int, b int) RETURNS int LANGUAGE plpgsql AS $body$
BEGIN
    IF a > b THEN
        RETURN $1; -- $$ is no end
    END IF;
    RETURN a + b;
END;
$body$;

CREATE FUNCTION begin(x int) RETURNS int
BEGIN ATOMIC
    SELECT 1;
    SELECT CASE WHEN x > 0 THEN total(x, x) ELSE 0 END;
END;

CREATE FUNCTION changed() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN NEW.note := ''a;b''; RETURN NEW; END';
CREATE TRIGGER begin BEFORE UPDATE OF note ON "order;s" FOR EACH ROW EXECUTE FUNCTION changed();

CREATE RULE keep AS ON DELETE TO "order;s" DO INSTEAD (
    UPDATE "order;s" SET note = 'deleted;' WHERE id = OLD.id;
    SELECT 1
);
DO $$ BEGIN CREATE TABLE made (id int); EXECUTE 'COMMENT ON TABLE made IS $c$by DO;$c$'; END $$;;
COMMENT ON TABLE "order;s" IS U&'\0441;'
