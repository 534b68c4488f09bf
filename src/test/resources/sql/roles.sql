-- The user as whom the service captures this database: it may replicate and read, and is no superuser. Run it after the
-- schema, as the superuser who owns the tables. The password is taken from the session: SET cdc.password = '...'.
DO $$
DECLARE
    schema_name name;
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'cdc') THEN
        CREATE ROLE cdc LOGIN REPLICATION;
    END IF;
    EXECUTE format('ALTER ROLE cdc PASSWORD %L', current_setting('cdc.password'));
    FOR schema_name IN
        SELECT nspname FROM pg_namespace
        WHERE nspname IN ('public', '_timescaledb_catalog', '_timescaledb_internal')
    LOOP
        EXECUTE format('GRANT USAGE ON SCHEMA %I TO cdc', schema_name);
        EXECUTE format('GRANT SELECT ON ALL TABLES IN SCHEMA %I TO cdc', schema_name);
        -- For chunks that are still to come.
        EXECUTE format('ALTER DEFAULT PRIVILEGES IN SCHEMA %I GRANT SELECT ON TABLES TO cdc', schema_name);
    END LOOP;
END
$$;
