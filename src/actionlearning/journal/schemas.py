"""The JSON Schema of what is stored under a topic, for people who read stored events with tools of their own."""

from __future__ import annotations

from typing import Any

import msgspec

from actionlearning.domain.personal import Personal
from actionlearning.journal.codec import StoredEvent
from actionlearning.journal.handles import Stored
from actionlearning.journal.names import topics

__all__ = ["schema_of"]


def schema_of(topic: str) -> dict[str, Any] | None:
    """The schema of the stored bytes; None for a topic that this release does not know."""
    event = topics().get(topic)
    if event is None:
        return None
    stored: Any = StoredEvent[event]  # type: ignore[valid-type]  # a class known at run time only
    (schema,), components = msgspec.json.schema_components([stored], schema_hook=_personal)
    definitions = {name: {key: each for key, each in told.items() if key != "description"} for name, told in components.items()}
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": topic, **schema, "$defs": definitions}


def _personal(wanted: type) -> dict[str, Any]:
    if wanted is not Personal:
        raise NotImplementedError(f"{wanted.__qualname__} is stored in no event")
    (_,), components = msgspec.json.schema_components([Stored])
    (sealed,) = components.values()
    told = "What somebody said or is called, sealed."
    return {**sealed, "title": "sealed personal text", "description": told, "x-personal": True}
