"""The SQL of a journal on PostgreSQL: its tables, and the function that locks, checks and inserts."""

from __future__ import annotations

__all__ = ["COPY", "FUNCTION", "KNOWN", "LOCK", "STARTING_UP", "TABLES", "TIPS"]

TABLES = """
CREATE TABLE IF NOT EXISTS {table} (
    notification_id bigserial PRIMARY KEY,
    originator_id uuid NOT NULL,
    originator_version bigint NOT NULL,
    topic text NOT NULL,
    state bytea NOT NULL,
    command uuid,
    alias text,
    UNIQUE (originator_id, originator_version)
);
CREATE UNIQUE INDEX IF NOT EXISTS {command_index} ON {table} (command) WHERE command IS NOT NULL;
CREATE INDEX IF NOT EXISTS {alias_index} ON {table} (notification_id) WHERE alias IS NOT NULL;
CREATE TABLE IF NOT EXISTS {journal} (
    id uuid NOT NULL, format int NOT NULL, "order" text NOT NULL, created_at timestamptz NOT NULL, simulated bool NOT NULL
)
"""

FUNCTION = """
CREATE OR REPLACE FUNCTION {function}(
    ids uuid[], versions bigint[], topics text[], states bytea[], the_command uuid, the_alias text,
    guard_ids uuid[], guard_versions bigint[]
) RETURNS bigint[] LANGUAGE plpgsql AS $$
DECLARE
    moved uuid;
    positions bigint[];
BEGIN
    -- Under any other level the checks would look at the table as it was before the lock was waited for.
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        RAISE EXCEPTION 'a journal is written under READ COMMITTED';
    END IF;

    LOCK TABLE {table} IN EXCLUSIVE MODE;

    SELECT guard.id INTO moved FROM unnest(guard_ids, guard_versions) AS guard (id, version)
    WHERE guard.version <> coalesce((SELECT max(originator_version) FROM {table} WHERE originator_id = guard.id), 0)
    LIMIT 1;
    IF moved IS NOT NULL THEN
        RAISE EXCEPTION USING ERRCODE = 'AL001', MESSAGE = moved::text;
    END IF;

    -- A version is the tip plus one; an empty stream begins at 1, or at 0 as the stock recorders allow.
    SELECT new.id INTO moved
    FROM (
        SELECT id, version, n, coalesce(
            lag(version) OVER (PARTITION BY id ORDER BY n),
            (SELECT max(originator_version) FROM {table} WHERE originator_id = id)
        ) AS tip
        FROM unnest(ids, versions) WITH ORDINALITY AS given (id, version, n)
    ) AS new
    WHERE CASE WHEN new.tip IS NULL THEN new.version NOT IN (0, 1) ELSE new.version <> new.tip + 1 END
    ORDER BY new.n LIMIT 1;
    IF moved IS NOT NULL THEN
        RAISE EXCEPTION USING ERRCODE = 'AL001', MESSAGE = moved::text;
    END IF;

    IF the_command IS NOT NULL AND EXISTS (SELECT FROM {table} WHERE command = the_command) THEN
        RAISE EXCEPTION USING ERRCODE = 'AL002', MESSAGE = ids[1]::text;
    END IF;

    WITH inserted AS (
        INSERT INTO {table} (originator_id, originator_version, topic, state, command, alias)
        SELECT id, version, topic, state, CASE WHEN n = 1 THEN the_command END, CASE WHEN n = 1 THEN the_alias END
        FROM unnest(ids, versions, topics, states) WITH ORDINALITY AS new (id, version, topic, state, n)
        ORDER BY n
        RETURNING notification_id
    )
    SELECT array_agg(notification_id ORDER BY notification_id) INTO positions FROM inserted;
    RETURN positions;
END
$$
"""

LOCK = "LOCK TABLE {table} IN EXCLUSIVE MODE"
TIPS = """
SELECT id, coalesce((SELECT max(originator_version) FROM {table} WHERE originator_id = id), 0)
FROM unnest(%s::uuid[]) AS given (id)
"""
KNOWN = "SELECT command FROM {table} WHERE command = ANY(%s::uuid[])"
COPY = """
COPY {table} (originator_id, originator_version, topic, state, command, alias) FROM STDIN (FORMAT BINARY)
"""
"""What the bulk insert does one after the other, where the function does it all at once."""

STARTING_UP = 0x616C_6A6F
"""An advisory lock for start-up: two processes that create the same function at once would crash one of them."""
