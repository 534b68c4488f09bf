-- What the columns of every_type are made of; the table itself is made from the samples.
CREATE EXTENSION hstore;
CREATE EXTENSION ltree;
CREATE EXTENSION citext;
CREATE TYPE mood AS ENUM ('sad', 'it''s ok', 'häppy');
CREATE DOMAIN price AS numeric(10, 2);
CREATE DOMAIN offer AS price CHECK (VALUE > 0);
CREATE DOMAIN document AS jsonb;
CREATE DOMAIN day AS date;
CREATE DOMAIN marks AS int[];
CREATE TYPE address AS (street text, "House No" int, since date);
CREATE TYPE version_range AS RANGE (subtype = text);
CREATE SCHEMA elsewhere;
CREATE TYPE elsewhere."Odd Mood" AS ENUM ('so', 'lala');
GRANT USAGE ON SCHEMA elsewhere TO cdc;
