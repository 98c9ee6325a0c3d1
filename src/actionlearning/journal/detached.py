"""Decoding events that were stored in a journal which is not here: no database, and no keys."""

from __future__ import annotations

import os
from collections.abc import Mapping
from uuid import UUID

from eventsourcing.utils import TopicError

from actionlearning.journal.codec import Codec
from actionlearning.journal.memory import MemoryFactory
from actionlearning.journal.opening import BadCompressor
from actionlearning.sealing.keyring import MemoryKeyring
from actionlearning.sealing.seal import Sealer

__all__ = ["detached_codec"]


def detached_codec(journal: UUID, *, env: Mapping[str, str] | None = None) -> Codec:
    """A codec that reads what a journal stored, packed as ``COMPRESSOR_TOPIC`` says, and opens no sealed text."""
    settings = dict(os.environ if env is None else env)
    try:
        compressor = MemoryFactory(settings).compressor()
    except (TopicError, AttributeError) as cause:
        raise BadCompressor(topic=settings["COMPRESSOR_TOPIC"]) from cause
    return Codec(Sealer(journal, MemoryKeyring()), compressor=compressor)
