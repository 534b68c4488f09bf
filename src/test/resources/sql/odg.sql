-- The governance database of OpenDataGov, as far as CDC needs it. Can be run again.

CREATE TABLE IF NOT EXISTS governance_decisions (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    decision_type varchar(50) NOT NULL,
    title varchar(500) NOT NULL,
    description text,
    status varchar(30) NOT NULL DEFAULT 'pending',
    domain_id varchar(100),
    created_by varchar(200),
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    metadata jsonb,
    source_layer varchar(20),
    target_layer varchar(20),
    data_classification varchar(20)
);

CREATE TABLE IF NOT EXISTS approval_records (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    decision_id uuid NOT NULL REFERENCES governance_decisions (id),
    voter_id varchar(200) NOT NULL,
    voter_role varchar(50),
    vote varchar(10) NOT NULL,
    comment text,
    voted_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE IF NOT EXISTS veto_records (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    decision_id uuid NOT NULL REFERENCES governance_decisions (id),
    vetoed_by varchar(200) NOT NULL,
    vetoed_by_role varchar(50),
    reason text,
    status varchar(20) NOT NULL DEFAULT 'active',
    vetoed_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz,
    overridden_by varchar(200),
    overridden_at timestamptz
);

CREATE TABLE IF NOT EXISTS audit_events (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    event_type varchar(50) NOT NULL,
    entity_type varchar(50),
    entity_id varchar(200),
    actor_id varchar(200),
    description text,
    details jsonb,
    occurred_at timestamptz NOT NULL DEFAULT now(),
    previous_hash varchar(64),
    event_hash varchar(64)
);

CREATE OR REPLACE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'audit_events is append-only: % is refused', TG_OP;
END
$$;

CREATE OR REPLACE TRIGGER audit_events_append_only BEFORE UPDATE OR DELETE ON audit_events
    FOR EACH ROW EXECUTE FUNCTION refuse_audit_change();

CREATE TABLE IF NOT EXISTS pipeline_versions (
    pipeline_id varchar(200) NOT NULL,
    version int NOT NULL,
    dag_definition jsonb,
    dag_hash varchar(64),
    git_commit varchar(40),
    transformation_code text,
    transformation_hash varchar(64),
    created_by varchar(200),
    created_at timestamptz NOT NULL DEFAULT now(),
    is_active boolean NOT NULL DEFAULT true,
    PRIMARY KEY (pipeline_id, version)
);

CREATE TABLE IF NOT EXISTS pipeline_executions (
    run_id varchar(200) PRIMARY KEY,
    pipeline_id varchar(200) NOT NULL,
    pipeline_version int,
    status varchar(20) NOT NULL DEFAULT 'pending' CHECK (status IN ('pending', 'running', 'success', 'failed')),
    start_time timestamptz,
    end_time timestamptz,
    duration_ms int,
    input_datasets jsonb,
    output_datasets jsonb,
    error_message text,
    error_stacktrace text,
    rows_processed bigint,
    bytes_processed bigint,
    created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE IF NOT EXISTS lineage_events (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    event_type varchar(50) NOT NULL,
    event_time timestamptz NOT NULL DEFAULT now(),
    job_namespace varchar(200),
    job_name varchar(200),
    run_id varchar(200),
    inputs jsonb,
    outputs jsonb,
    job_facets jsonb,
    run_facets jsonb,
    producer varchar(500),
    created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE IF NOT EXISTS model_cards (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    model_name varchar(200) NOT NULL UNIQUE,
    model_version varchar(50),
    owner varchar(200),
    description text,
    risk_level varchar(20) NOT NULL DEFAULT 'minimal',
    expert_capability varchar(100),
    model_type varchar(50),
    metrics jsonb,
    ethics jsonb,
    limitations jsonb,
    regulatory_requirements jsonb,
    mlflow_experiment_id varchar(100),
    mlflow_run_id varchar(100),
    mlflow_model_uri varchar(500),
    mlflow_version int,
    mlflow_stage varchar(20),
    created_at timestamptz NOT NULL DEFAULT now(),
    last_reviewed_at timestamptz,
    approved_by varchar(200)
);

CREATE TABLE IF NOT EXISTS quality_reports (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    dataset_id varchar(200) NOT NULL,
    domain_id varchar(100),
    layer varchar(20),
    suite_name varchar(200),
    dq_score float8,
    dimension_scores jsonb,
    expectations_passed int,
    expectations_failed int,
    expectations_total int,
    report_details jsonb,
    created_at timestamptz NOT NULL DEFAULT now(),
    triggered_by uuid REFERENCES governance_decisions (id)
);

CREATE TABLE IF NOT EXISTS data_contracts (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    name varchar(200) NOT NULL UNIQUE,
    dataset_id varchar(200),
    domain_id varchar(100),
    owner_id varchar(200),
    schema_definition jsonb,
    sla_definition jsonb,
    jurisdiction varchar(50),
    version int NOT NULL DEFAULT 1,
    is_active boolean NOT NULL DEFAULT true,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now()
);

-- Workflows want to know what a row was before: a pipeline execution is announced when it became failed, not each time
-- that a failed one changes. Only with FULL does an update's event carry the earlier values.
ALTER TABLE pipeline_executions REPLICA IDENTITY FULL;
ALTER TABLE model_cards REPLICA IDENTITY FULL;

DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_publication WHERE pubname = 'debezium_publication') THEN
        CREATE PUBLICATION debezium_publication FOR TABLE
            governance_decisions, approval_records, veto_records, audit_events, pipeline_versions,
            pipeline_executions, lineage_events, model_cards, quality_reports, data_contracts;
    END IF;
END
$$;
