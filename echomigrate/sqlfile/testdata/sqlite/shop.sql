-- What SQLite alone has: bracketed identifiers; backquotes; triggers with statements.
CREATE TABLE [it's an order;] (
    [a;b] integer PRIMARY KEY, -- a comment; with a semicolon
    `c;d` text DEFAULT 'it''s; \',
    "e;f" blob DEFAULT X'3B'
);
CREATE TABLE log (id integer PRIMARY KEY, what text);

CREATE TRIGGER [log;it] AFTER UPDATE ON [it's an order;]
WHEN CASE WHEN new.[a;b] > 0 THEN 1 ELSE 0 END
BEGIN
    INSERT INTO log (what) VALUES (CASE old.`c;d` WHEN 'begin;' THEN 'end;' ELSE 'none' END);
    DELETE FROM log WHERE what = 'none'; -- END;
END;

CREATE TEMP TRIGGER short AFTER DELETE ON log BEGIN SELECT 1; END;
;
CREATE VIEW recent AS SELECT what FROM log
