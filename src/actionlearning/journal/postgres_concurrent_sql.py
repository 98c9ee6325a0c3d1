"""The SQL of the concurrent order: many are recorded at once, and each place follows from the number of its transaction.

A position is ``(transaction id + offset) * 2**20 + n``, n counting the events of the transaction. The id is drawn only after
all locks are held and all checks made, so that what rests on an event stands after it. The offset is 0 until a journal is
restored into a cluster that has counted less far; see ``SETTLE``.
"""

from __future__ import annotations

__all__ = [
    "APPEND",
    "APPEND_ONE",
    "BASE",
    "COPY",
    "COUNT",
    "FEW",
    "LOCK",
    "MOMENT",
    "MOST",
    "MOST_LOCKS",
    "OFFSET",
    "ORDER",
    "PARTS",
    "POSITION",
    "SETTLE",
    "SETTLED",
    "SETTLE_NOW",
    "STANDS",
]

MOST = 1 << 20
"""How many events one transaction can hold."""

MOST_LOCKS = 200
"""Of how many streams each is locked; who reads or writes more locks them all, for the server's room for locks is limited."""

OFFSET = "CREATE TABLE IF NOT EXISTS {offset} (xid_offset bigint NOT NULL)"
ORDER = "INSERT INTO {offset} SELECT 0 WHERE NOT EXISTS (SELECT FROM {offset})"

UNNUMBERED = """
    IF pg_current_xact_id_if_assigned() IS NOT NULL THEN
        RAISE EXCEPTION 'this transaction has its number already, which is to be drawn when the locks are held';
    END IF;
"""

LOCKS = """
    IF cardinality(written) + coalesce(cardinality(guard_ids), 0) > {most_locks} THEN
        LOCK TABLE {table} IN SHARE ROW EXCLUSIVE MODE;
    ELSE
        LOCK TABLE {table} IN ROW EXCLUSIVE MODE;
        PERFORM CASE WHEN exclusively THEN pg_advisory_xact_lock(key) ELSE pg_advisory_xact_lock_shared(key) END
        FROM (
            SELECT uuid_hash_extended(id, {seed}) AS key, bool_or(writes) AS exclusively
            FROM (
                SELECT id, true AS writes FROM unnest(written) AS one (id)
                UNION ALL SELECT id, false FROM unnest(guard_ids) AS other (id)
            ) AS streams
            GROUP BY 1 ORDER BY 1
        ) AS locks;
    END IF;
"""
"""Streams that are read are locked together with others who read them, those that are written alone, always in one order.

A key is made of the stream and the number of the table, so that journals in one database do not wait for one another. Two
streams may come to one key: then one lock is taken, the stronger.
"""

FEW = 8
"""Up to how many streams are put in order by looking for the next one, which is sooner done than to ask for a sorted list."""

LOCKS_OF_FEW = """
        LOCK TABLE {table} IN ROW EXCLUSIVE MODE;
        own := uuid_hash_extended(the_stream, {seed});
        LOOP
            next := CASE WHEN last IS NULL OR own > last THEN own END;
            FOR n IN 1 .. cardinality(guard_ids) LOOP
                theirs := uuid_hash_extended(guard_ids[n], {seed});
                IF (last IS NULL OR theirs > last) AND (next IS NULL OR theirs < next) THEN
                    next := theirs;
                END IF;
            END LOOP;
            EXIT WHEN next IS NULL;
            IF next = own THEN
                held := pg_advisory_xact_lock(next) IS NULL;
            ELSE
                held := pg_advisory_xact_lock_shared(next) IS NULL;
            END IF;
            last := next;
        END LOOP;
"""
"""The same, in the same order, for one event that rests on few streams, as nearly all do."""

APPEND = """
CREATE OR REPLACE FUNCTION {append}{takes_several} AS $$
DECLARE
    written CONSTANT uuid[] := ids;
    moved uuid;
    tip bigint;
    base bigint;
    positions bigint[];
BEGIN
    {begins}
    {unnumbered}
    IF cardinality(ids) > {most} THEN
        RAISE EXCEPTION 'a transaction holds at most {most} events';
    END IF;
    {locks}
    {guards}
    {versions}
    base := (SELECT xid_offset FROM {offset});
    base := (pg_current_xact_id()::text::bigint + base) * {most};
    INSERT INTO {table} (notification_id, {columns})
    SELECT base + row_number() OVER () - 1, given.* FROM ({rows}) AS given;
    SELECT array_agg(base + n - 1 ORDER BY n) INTO positions FROM generate_series(1, cardinality(ids)) AS n;
    RETURN positions;
END
$$
"""

APPEND_ONE = """
CREATE OR REPLACE FUNCTION {append_one}{takes_one} AS $$
DECLARE
    written CONSTANT uuid[] := ARRAY[the_stream];
    own bigint;
    theirs bigint;
    next bigint;
    last bigint;
    held boolean;
    tip bigint;
    place bigint;
BEGIN
    {begins}
    {unnumbered}
    IF guard_ids IS NULL THEN
        LOCK TABLE {table} IN ROW EXCLUSIVE MODE;
        held := pg_advisory_xact_lock(uuid_hash_extended(the_stream, {seed})) IS NULL;
    ELSE
        IF cardinality(guard_ids) <= {few} THEN
            {locks_of_few}
        ELSE
            {locks}
        END IF;
        {guards}
    END IF;
    {version}
    place := (SELECT xid_offset FROM {offset});
    place := (pg_current_xact_id()::text::bigint + place) * {most};
    INSERT INTO {table} (notification_id, {columns}) VALUES (place, {row});
    RETURN place;
END
$$
"""

SETTLE = """
CREATE OR REPLACE FUNCTION {settle}() RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    last bigint;
    ahead boolean;
BEGIN
    -- What can be seen was written by transactions with lower numbers than the next, or in another cluster.
    FOR attempt IN 1 .. 2 LOOP
        SELECT max(notification_id) / {most},
               max(notification_id) / {most}
               >= (SELECT xid_offset FROM {offset}) + pg_snapshot_xmax(pg_current_snapshot())::text::bigint
        FROM {table} INTO last, ahead;
        IF ahead IS NOT TRUE THEN
            RETURN 0;
        END IF;
        IF attempt = 1 THEN
            LOCK TABLE {offset} IN EXCLUSIVE MODE;
        END IF;
    END LOOP;
    -- The lowest number of a transaction is 3, so all that was brought along stands before whatever comes.
    UPDATE {offset} SET xid_offset = last - 2;
    RETURN last;
END
$$
"""
"""Notices that a journal was restored into a cluster that has counted less far, and goes on where the old one stopped."""

SETTLE_NOW = "SELECT {settle}()"

HORIZON = """
((pg_snapshot_xmin(pg_current_snapshot())::text::bigint + (SELECT xid_offset FROM {offset})) * {most})
"""
"""The first position that a transaction which has not ended may yet give out, in the snapshot of the statement it stands in."""

PARTS = {
    "kind_of_position": "bigint",
    "unnumbered": UNNUMBERED,
    "locks": LOCKS,
    "locks_of_few": LOCKS_OF_FEW,
    "horizon": HORIZON,
}
"""What is put into the statements, beside what both orders share."""

SETTLED = "SELECT coalesce(max(notification_id), 0) FROM {table} WHERE notification_id < {horizon}"
COUNT = "SELECT count(*) FROM {table} WHERE notification_id > %s AND notification_id <= %s"

MOMENT = "SELECT pg_current_snapshot()::text, (SELECT xid_offset FROM {offset})"
POSITION = "SELECT pg_current_snapshot()::text, (SELECT xid_offset FROM {offset}), (SELECT max(notification_id) FROM {table})"
STANDS = "notification_id < %s AND (notification_id < %s OR notification_id / {most} <> ALL(%s))"
"""What could be seen at a moment: all of those before it but for the transactions that were under way."""

LOCK = "LOCK TABLE {table} IN SHARE ROW EXCLUSIVE MODE"
BASE = "SELECT (pg_current_xact_id()::text::bigint + xid_offset) * {most} FROM {offset}"
COPY = "COPY {table} (notification_id, {columns}) FROM STDIN (FORMAT BINARY)"
