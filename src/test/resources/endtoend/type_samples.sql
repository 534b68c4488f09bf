-- One column for each type whose way to the sinks has rules of its own.
CREATE TABLE type_samples (
    id uuid PRIMARY KEY,
    object jsonb,
    list jsonb,
    scalar jsonb,
    mixed jsonb,
    plain json,
    texts text[],
    numbers bigint[],
    amounts numeric(30, 10)[],
    objects jsonb[],
    uuids uuid[],
    amount numeric(12, 2),
    exact numeric,
    big bigint,
    fraction float8,
    zoned timestamptz,
    reference uuid,
    flag boolean,
    nothing text
);

ALTER PUBLICATION debezium_publication ADD TABLE type_samples;
