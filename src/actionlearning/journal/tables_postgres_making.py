"""Materialised tables in a schema of PostgreSQL as they come and go, with the row that tells how far each projection is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, LiteralString

from psycopg import Connection, Cursor, errors
from psycopg.sql import SQL, Composable, Composed, Identifier

from actionlearning.journal.tables import TRACKING, BadTable, Table, in_database
from actionlearning.journal.tables_postgres_rows import declared, named
from actionlearning.journal.tables_tracking import FIELDS, Tracking, read, told

__all__ = ["SNAPSHOT", "Making"]

SNAPSHOT: LiteralString = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"

CREATE_TRACKING = """
CREATE TABLE IF NOT EXISTS {tracking} (
    projection text NOT NULL, building boolean NOT NULL, definition text NOT NULL, tables text NOT NULL,
    position bigint NOT NULL, failure text, rate double precision, saved_at timestamptz NOT NULL, revision bigint NOT NULL,
    worker text, leased_until timestamptz, PRIMARY KEY (projection, building)
)
"""
INDEXES = """
SELECT array_agg(a.attname::text ORDER BY k.place)
FROM pg_index AS i, unnest(i.indkey) WITH ORDINALITY AS k (number, place), pg_attribute AS a
WHERE i.indrelid = to_regclass(%s) AND i.indisvalid AND i.indpred IS NULL AND i.indexprs IS NULL AND k.place <= i.indnkeyatts
    AND a.attrelid = i.indrelid AND a.attnum = k.number
GROUP BY i.indexrelid
"""
GRANTED = """
SELECT privilege_type, is_grantable, CASE WHEN grantee <> 0 THEN pg_get_userbyid(grantee) END
FROM pg_class, aclexplode(relacl) WHERE oid = to_regclass(%s) AND grantee <> relowner
"""
VALUES = SQL(", ").join([SQL("%s")] * len(FIELDS))


class Making:
    """The statements about the tables of one schema, each executed in a transaction of its caller."""

    def __init__(self, schema: str) -> None:
        self._schema = schema
        self._tracking = Identifier(schema, TRACKING)

    def named(self, name: str, *, building: bool) -> Identifier:
        """A table in SQL."""
        return Identifier(self._schema, in_database(name, building=building))

    # Tables

    def create_table(self, connection: Connection[Any], table: Table, *, building: bool) -> None:
        """An empty table with its key; what else it is looked up by, ``create_index`` adds."""
        name, columns = self.named(table.name, building=building), SQL(", ").join(declared(table))
        create = "CREATE TABLE {name} ({columns}, PRIMARY KEY ({key}))"
        connection.execute(self._sql(create, name=name, columns=columns, key=named(table.key)))

    def missing_indexes(self, connection: Connection[Any], table: Table, *, building: bool) -> Sequence[tuple[str, ...]]:
        """The indexes that a table declares and does not have."""
        name = self.named(table.name, building=building).as_string(connection)
        there = {tuple(columns) for (columns,) in connection.execute(INDEXES, (name,))}
        return [columns for columns in table.indexes if columns not in there]

    def create_index(self, connection: Connection[Any], table: Table, columns: Sequence[str], *, building: bool) -> None:
        """One more index; the server gives it a name."""
        name = self.named(table.name, building=building)
        connection.execute(self._sql("CREATE INDEX ON {name} ({columns})", name=name, columns=named(columns)))

    def drop_tables(self, connection: Connection[Any], tracking: Tracking) -> None:
        """Take the tables of a projection away, with their tracking row. Raises ``BadTable`` where others depend on one."""
        for name in tracking.tables:
            try:
                dropped = self.named(name, building=tracking.building)
                connection.execute(self._sql("DROP TABLE IF EXISTS {dropped}", dropped=dropped))
            except errors.DependentObjectsStillExist as cause:
                said = (cause.diag.message_detail or "").partition("\n")[0]
                why = f"the one in use cannot go: {said}; drop what depends on it, and create it again afterwards"
                raise BadTable(table=name, why=why) from cause
        where = (tracking.projection, tracking.building)
        connection.execute(self._sql("DELETE FROM {tracking} WHERE projection = %s AND building = %s"), where)

    def grant_alike(self, connection: Connection[Any], tracking: Tracking) -> None:
        """Let those who may use the tables in use also use those that take their place."""
        for name in tracking.tables:
            used = self.named(name, building=False).as_string(connection)
            for privilege, passed_on, role in connection.execute(GRANTED, (used,)).fetchall():
                grant = "GRANT {privilege} ON {name} TO {role}" + (" WITH GRANT OPTION" if passed_on else "")
                to = SQL("PUBLIC") if role is None else Identifier(role)
                built = self.named(name, building=True)
                connection.execute(self._sql(grant, privilege=SQL(privilege), name=built, role=to))

    def rename_built(self, connection: Connection[Any], tracking: Tracking) -> None:
        """Call tables that were built what those in use were called; their tracking row goes."""
        for name in tracking.tables:
            rename = "ALTER TABLE {old} RENAME TO {new}"
            new = Identifier(in_database(name, building=False))
            connection.execute(self._sql(rename, old=self.named(name, building=True), new=new))
        connection.execute(self._sql("DELETE FROM {tracking} WHERE projection = %s AND building"), (tracking.projection,))

    def begin_to_look(self, connection: Connection[Any], tables: Sequence[Table]) -> None:
        """Begin a transaction that sees tables in use as they are, locked against a swap alone, in one round trip."""
        names = SQL(", ").join(self.named(table.name, building=False) for table in tables)
        connection.execute(self._sql(f"{SNAPSHOT}; LOCK TABLE {{names}} IN ACCESS SHARE MODE", names=names), prepare=False)

    # Tracking rows

    def create_tracking(self, connection: Connection[Any]) -> None:
        """The table of tracking rows, unless it is there."""
        connection.execute(self._sql(CREATE_TRACKING))

    def there(self, connection: Connection[Any]) -> frozenset[str]:
        """The names of all tables of the schema."""
        query = "SELECT tablename FROM pg_tables WHERE schemaname = %s"
        return frozenset(name for (name,) in connection.execute(query, (self._schema,)))

    def tracked(self, connection: Connection[Any], *, lock: bool = False) -> list[Tracking]:
        """The tracking rows of all projections."""
        if connection.execute("SELECT to_regclass(%s)", (self._tracking.as_string(connection),)).fetchone() == (None,):
            return []
        query = "SELECT {fields} FROM {tracking} ORDER BY projection, building{lock}"
        locking = SQL(" FOR UPDATE" if lock else "")
        return [read(found) for found in connection.execute(self._sql(query, fields=named(FIELDS), lock=locking)).fetchall()]

    def stands(self, connection: Connection[Any], tracking: Tracking) -> bool:
        """Whether these tables are still there; they stay so, and are not written, until the end of the transaction."""
        query = "SELECT definition FROM {tracking} WHERE projection = %s AND building = %s FOR UPDATE"
        found = connection.execute(self._sql(query), (tracking.projection, tracking.building)).fetchone()
        return found == (tracking.definition,)

    def insert(self, connection: Connection[Any], tracking: Tracking) -> Tracking:
        """Write a tracking row that is not there yet; answer it as it stands."""
        statement = "INSERT INTO {tracking} ({fields}) VALUES ({values})"
        after = tracking.next()
        connection.execute(self._sql(statement, fields=named(FIELDS), values=VALUES), [*told(after).values()])
        return after

    def update(self, connection: Connection[Any], tracking: Tracking, after: Tracking, *, fenced: bool) -> Cursor[Any]:
        """Write ``after`` over the row that was read. In how many rows it did, tells whether that still stood there."""
        statement = "UPDATE {tracking} SET ({fields}) = ROW ({values}) WHERE projection = %s AND building = %s"
        where = [tracking.projection, tracking.building, *([tracking.revision] if fenced else [])]
        statement += " AND revision = %s" if fenced else ""
        composed = self._sql(statement, fields=named(FIELDS), values=VALUES)
        return connection.execute(composed, [*told(after).values(), *where], prepare=True)

    def _sql(self, text: LiteralString, **parts: Composable) -> Composed:
        return SQL(text).format(tracking=self._tracking, **parts)
