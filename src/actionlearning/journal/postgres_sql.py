"""The SQL that both orders of a journal on PostgreSQL have in common: the tables, and what their functions take and check.

Each order has two functions that lock, check and insert in one round trip, one for a single event and one for several. They are
written in ``postgres_serial_sql`` and ``postgres_concurrent_sql``, with these parts in them.
"""

from __future__ import annotations

__all__ = ["KNOWN", "PARTS", "STARTING_UP", "TABLES", "TIPS"]

TABLES = """
CREATE TABLE IF NOT EXISTS {table} (
    notification_id {kind_of_position} PRIMARY KEY,
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

COLUMNS = "originator_id, originator_version, topic, state, command, alias"
"""All but the position, which each order gives out in its own way."""

TAKES_SEVERAL = """(
    ids uuid[], versions bigint[], topics text[], states bytea[], the_command uuid, the_alias text,
    guard_ids uuid[], guard_versions bigint[]
) RETURNS bigint[] LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan"""

TAKES_ONE = """(
    the_stream uuid, the_version bigint, the_topic text, the_state bytea, the_command uuid, the_alias text,
    guard_ids uuid[], guard_versions bigint[]
) RETURNS bigint LANGUAGE plpgsql"""
"""One event, as most commands have: no array is taken apart, and every plan is kept."""

BEGINS = """
    -- Under any other level the checks would look at the table as it was before the lock was waited for.
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        RAISE EXCEPTION 'a journal is written under READ COMMITTED';
    END IF;
"""

GUARDS = """
    FOR n IN 1 .. coalesce(cardinality(guard_ids), 0) LOOP
        tip := (SELECT originator_version FROM {table} WHERE originator_id = guard_ids[n]
                ORDER BY originator_version DESC LIMIT 1);
        IF coalesce(tip, 0) <> guard_versions[n] THEN
            RAISE EXCEPTION USING ERRCODE = 'AL001', MESSAGE = guard_ids[n]::text;
        END IF;
    END LOOP;
"""
"""Every stream that was read is still where it was."""

VERSIONS = """
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
"""
"""A version is the tip plus one; an empty stream begins at 1, or at 0 as the stock recorders allow. The command is new."""

VERSION = """
    tip := (SELECT originator_version FROM {table} WHERE originator_id = the_stream ORDER BY originator_version DESC LIMIT 1);
    IF (tip IS NULL AND the_version NOT IN (0, 1)) OR the_version <> tip + 1 THEN
        RAISE EXCEPTION USING ERRCODE = 'AL001', MESSAGE = the_stream::text;
    END IF;
    IF EXISTS (SELECT FROM {table} WHERE command = the_command) THEN
        RAISE EXCEPTION USING ERRCODE = 'AL002', MESSAGE = the_stream::text;
    END IF;
"""
"""The same for one event."""

ROWS = """
        SELECT id, version, topic, state, CASE WHEN n = 1 THEN the_command END, CASE WHEN n = 1 THEN the_alias END
        FROM unnest(ids, versions, topics, states) WITH ORDINALITY AS new (id, version, topic, state, n)
        ORDER BY n
"""

ROW = "the_stream, the_version, the_topic, the_state, the_command, the_alias"

PARTS = {
    "columns": COLUMNS,
    "takes_several": TAKES_SEVERAL,
    "takes_one": TAKES_ONE,
    "begins": BEGINS,
    "guards": GUARDS,
    "versions": VERSIONS,
    "version": VERSION,
    "rows": ROWS,
    "row": ROW,
}
"""What stands in the statements of either order under which name."""

TIPS = """
SELECT id, coalesce((SELECT max(originator_version) FROM {table} WHERE originator_id = id), 0)
FROM unnest(%s::uuid[]) AS given (id)
"""
KNOWN = "SELECT command FROM {table} WHERE command = ANY(%s::uuid[])"
"""What the bulk insert asks one after the other, where the functions check it all at once."""

STARTING_UP = 0x616C_6A6F
"""An advisory lock for start-up: two processes that create the same function at once would crash one of them."""
