"""The SQL of the serial order: who records has the table to themselves, so that positions come in the order of commits."""

from __future__ import annotations

__all__ = ["APPEND", "APPEND_ONE", "COPY", "LOCK", "PARTS"]

PARTS = {"kind_of_position": "bigserial"}
"""What is put into the statements, beside what both orders share. A sequence gives out no position again after a deletion."""

APPEND = """
CREATE OR REPLACE FUNCTION {append}{takes_several} AS $$
DECLARE
    moved uuid;
    tip bigint;
    positions bigint[];
BEGIN
    {begins}
    LOCK TABLE {table} IN EXCLUSIVE MODE;
    {guards}
    {versions}
    WITH inserted AS (
        INSERT INTO {table} ({columns})
        {rows}
        RETURNING notification_id
    )
    SELECT array_agg(notification_id ORDER BY notification_id) INTO positions FROM inserted;
    RETURN positions;
END
$$
"""

APPEND_ONE = """
CREATE OR REPLACE FUNCTION {append_one}{takes_one} AS $$
DECLARE
    tip bigint;
    place bigint;
BEGIN
    {begins}
    LOCK TABLE {table} IN EXCLUSIVE MODE;
    {guards}
    {version}
    INSERT INTO {table} ({columns}) VALUES ({row}) RETURNING notification_id INTO place;
    RETURN place;
END
$$
"""

LOCK = "LOCK TABLE {table} IN EXCLUSIVE MODE"
COPY = "COPY {table} ({columns}) FROM STDIN (FORMAT BINARY)"
"""What the bulk insert does one after the other, where the functions do it all at once."""
