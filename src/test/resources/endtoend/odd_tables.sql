-- Names that need quotes, and a key of types that no one takes for a key.
CREATE TABLE "Odd ""Name"". of 'it', (ünder) %" (
    "Key One" timestamptz,
    "key.two" date,
    amount numeric(6, 2),
    kind mood,
    bits bit(3),
    "MiXed" text,
    "with space" int,
    "dot.ted" text,
    dot text,
    "qu""ote" numeric,
    " " text,
    "100%" text,
    large text,
    PRIMARY KEY ("Key One", "key.two", amount, kind, bits)
);
ALTER TABLE "Odd ""Name"". of 'it', (ünder) %" ALTER large SET STORAGE EXTERNAL;

-- What PostgreSQL fills in itself.
CREATE TABLE filled_in (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    number int NOT NULL DEFAULT 7,
    doubled int GENERATED ALWAYS AS (number * 2) STORED,
    name text DEFAULT 'nobody',
    since timestamptz DEFAULT '2026-02-08 10:00:00+00',
    day date NOT NULL DEFAULT '2026-02-08',
    price numeric(10, 2) DEFAULT 9.99,
    flag boolean NOT NULL DEFAULT true,
    span interval DEFAULT '1 day',
    bits bit(3) NOT NULL DEFAULT B'101',
    tags text[] DEFAULT '{a}',
    document jsonb NOT NULL DEFAULT '{"a": 1}',
    kind mood NOT NULL DEFAULT 'sad'
);

-- Values that PostgreSQL keeps outside of the row and doesn't send again when an update leaves them alone.
CREATE TABLE kept_outside (
    id int PRIMARY KEY,
    note text,
    words text,
    bytes bytea,
    exact numeric,
    document jsonb,
    pairs hstore,
    texts text[],
    ints int[],
    longs bigint[],
    shorts smallint[],
    doubles float8[],
    reals real[],
    flags boolean[],
    days date[],
    times timestamptz[],
    uuids uuid[],
    amounts numeric[],
    documents jsonb[],
    blobs bytea[],
    pairses hstore[],
    matrix int[][],
    ranges int4multirange,
    spot polygon,
    home address
);
DO $$
DECLARE
    name text;
BEGIN
    FOR name IN SELECT attname FROM pg_attribute WHERE attrelid = 'kept_outside'::regclass AND attnum > 2 LOOP
        -- A numeric and a range can't be told to stay uncompressed, nor need they be.
        BEGIN
            EXECUTE format('ALTER TABLE kept_outside ALTER %I SET STORAGE EXTERNAL', name);
        EXCEPTION WHEN feature_not_supported THEN NULL;
        END;
    END LOOP;
END
$$;

ALTER PUBLICATION debezium_publication ADD TABLE "Odd ""Name"". of 'it', (ünder) %", filled_in, kept_outside;
-- Otherwise the stream would know nothing of doubled.
ALTER PUBLICATION debezium_publication SET (publish_generated_columns = stored);

INSERT INTO "Odd ""Name"". of 'it', (ünder) %" VALUES
    ('2026-02-08 10:00:00+00', '0044-03-15 BC', 1.5, 'it''s ok', B'101', 'mixed', 1, 'dotted', 'dot', 0.10, 'blank', 'percent', repeat('snapshot', 1000));
INSERT INTO filled_in (name, since, price, span, tags) VALUES (NULL, NULL, NULL, NULL, NULL);
INSERT INTO kept_outside (id, note, words) VALUES (1, 'snapshot', repeat('wörds ', 1398102));
