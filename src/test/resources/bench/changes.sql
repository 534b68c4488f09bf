-- What bench/deliver delivers: changes of five tables of OpenDataGov, a hundred in a transaction. Each transaction makes ten rows a
-- table, updates eight of the ten that were made a hundred transactions before, and deletes two of those from two hundred before. So a
-- batch seldom holds two changes of one row. No row is like another, or compression would look better than it is.

-- Deleting a decision looks for the reports that it has triggered.
CREATE INDEX ON quality_reports (triggered_by);

CREATE FUNCTION row_id(n int) RETURNS uuid LANGUAGE sql IMMUTABLE AS 'SELECT md5(n::text)::uuid';

CREATE FUNCTION rows_of(t int, count int) RETURNS SETOF int LANGUAGE sql IMMUTABLE AS
    'SELECT generate_series(t * 10, t * 10 + count - 1)';

CREATE PROCEDURE make_rows(t int) LANGUAGE sql AS $$
    INSERT INTO governance_decisions (
        id, decision_type, title, description, status, domain_id, created_by, metadata, source_layer, target_layer)
    SELECT row_id(n), 'data_promotion', 'Promote the dataset ' || md5('title ' || n), md5(random()::text) || ' ' || md5(random()::text),
        'pending', 'domain-' || n % 13, 'user-' || n % 97 || '@example.org',
        jsonb_build_object('owner', md5('owner ' || n), 'rows', n * 7, 'checked', n % 3 = 0, 'tags', jsonb_build_array('pii', 'tag-' || n % 31)),
        'bronze', 'silver'
    FROM rows_of(t, 10) n;

    INSERT INTO pipeline_executions (
        run_id, pipeline_id, pipeline_version, status, start_time, input_datasets, output_datasets, rows_processed, bytes_processed)
    SELECT 'run-' || row_id(n), 'pipeline-' || n % 97, n % 12, 'running', clock_timestamp(),
        jsonb_build_array('bronze/' || md5('in ' || n), 'bronze/' || md5('in too ' || n)), jsonb_build_array('silver/' || md5('out ' || n)), 0, 0
    FROM rows_of(t, 10) n;

    INSERT INTO lineage_events (id, event_type, job_namespace, job_name, run_id, inputs, outputs, job_facets, producer)
    SELECT row_id(n), 'START', 'namespace-' || n % 7, 'job-' || n % 211, 'run-' || row_id(n),
        jsonb_build_array(jsonb_build_object('namespace', 's3://bronze', 'name', md5('in ' || n))),
        jsonb_build_array(jsonb_build_object('namespace', 's3://silver', 'name', md5('out ' || n))),
        jsonb_build_object('sql', jsonb_build_object('query', 'SELECT ' || md5(random()::text))), 'https://example.org/producers/' || n % 5
    FROM rows_of(t, 10) n;

    INSERT INTO model_cards (
        id, model_name, model_version, owner, description, risk_level, model_type, metrics, ethics, limitations, mlflow_run_id, mlflow_version)
    SELECT row_id(n), 'model-' || n, n % 9 || '.0', 'user-' || n % 97, md5(random()::text) || ' ' || md5(random()::text), 'limited', 'classifier',
        jsonb_build_object('accuracy', round(random()::numeric, 6), 'f1', round(random()::numeric, 6)),
        jsonb_build_object('reviewed', n % 2 = 0), jsonb_build_array('Trained on ' || md5('data ' || n)), md5('run ' || n), n % 40
    FROM rows_of(t, 10) n;

    INSERT INTO quality_reports (
        id, dataset_id, domain_id, layer, suite_name, dq_score, dimension_scores, expectations_passed, expectations_failed, expectations_total)
    SELECT row_id(n), 'dataset-' || md5('data ' || n % 1000), 'domain-' || n % 13, 'silver', 'suite-' || n % 53, random(),
        jsonb_build_object('completeness', random(), 'validity', random(), 'uniqueness', random()), n % 40, 3, 3 + n % 40
    FROM rows_of(t, 10) n;
$$;

CREATE PROCEDURE update_rows(t int) LANGUAGE sql AS $$
    UPDATE governance_decisions SET status = 'approved', updated_at = clock_timestamp() WHERE id = ANY (ARRAY(SELECT row_id(n) FROM rows_of(t, 8) n));
    UPDATE pipeline_executions
        SET status = 'success', end_time = clock_timestamp(), duration_ms = 100 * random(), rows_processed = 1000000 * random()
        WHERE run_id = ANY (ARRAY(SELECT 'run-' || row_id(n) FROM rows_of(t, 8) n));
    UPDATE lineage_events SET event_type = 'COMPLETE', run_facets = '{"errors": 0}' WHERE id = ANY (ARRAY(SELECT row_id(n) FROM rows_of(t, 8) n));
    UPDATE model_cards SET last_reviewed_at = clock_timestamp(), approved_by = 'reviewer' WHERE id = ANY (ARRAY(SELECT row_id(n) FROM rows_of(t, 8) n));
    UPDATE quality_reports SET expectations_failed = 0, dq_score = random() WHERE id = ANY (ARRAY(SELECT row_id(n) FROM rows_of(t, 8) n));
$$;

CREATE PROCEDURE delete_rows(t int) LANGUAGE sql AS $$
    DELETE FROM governance_decisions WHERE id = ANY (ARRAY(SELECT row_id(n) FROM rows_of(t, 2) n));
    DELETE FROM pipeline_executions WHERE run_id = ANY (ARRAY(SELECT 'run-' || row_id(n) FROM rows_of(t, 2) n));
    DELETE FROM lineage_events WHERE id = ANY (ARRAY(SELECT row_id(n) FROM rows_of(t, 2) n));
    DELETE FROM model_cards WHERE id = ANY (ARRAY(SELECT row_id(n) FROM rows_of(t, 2) n));
    DELETE FROM quality_reports WHERE id = ANY (ARRAY(SELECT row_id(n) FROM rows_of(t, 2) n));
$$;

-- Makes a hundred changes for each t.
CREATE PROCEDURE write_changes(count int) LANGUAGE plpgsql AS $$
BEGIN
    FOR t IN 0 .. count + 199 LOOP
        IF t < count THEN
            CALL make_rows(t);
        END IF;
        IF t BETWEEN 100 AND count + 99 THEN
            CALL update_rows(t - 100);
        END IF;
        IF t >= 200 THEN
            CALL delete_rows(t - 200);
        END IF;
        COMMIT;
    END LOOP;
END
$$;
