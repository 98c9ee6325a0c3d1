"""Where the keys that sign are kept: a file that only its owner may read, with a key a line, the newest last."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from actionlearning.audit.errors import BadKey
from actionlearning.audit.note import Signer

__all__ = ["KeyFile"]


class KeyFile:
    """All the keys of one log. Every checkpoint is signed by each of them, so that a new key can take an old one's place."""

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self.path = Path(path)

    def signers(self) -> Sequence[Signer]:
        """The keys; none where there is no file. Raises ``BadKey``."""
        try:
            lines = self.path.read_text("utf-8").splitlines()
        except FileNotFoundError:
            return ()
        except (OSError, UnicodeDecodeError) as cause:
            raise BadKey(why=f"{self.path} cannot be read") from cause
        return [Signer.read(line) for line in lines if line.strip()]

    def add(self, signer: Signer) -> None:
        """Sign with this key too from now on."""
        self._write([*self.signers(), signer])

    def retire(self, key_id: str) -> Signer:
        """Sign with this key no more; ``key_id`` is its hash in hex, as it stands in the verifier's key. Raises ``BadKey``."""
        signers = self.signers()
        found = [signer for signer in signers if signer.verifier.key_id.hex() == key_id]
        if not found:
            raise BadKey(why=f"{self.path} has no key with the hash {key_id}")
        left = [signer for signer in signers if signer not in found]
        if not left:
            raise BadKey(why=f"{self.path} has no other key than {key_id}; add a new one first")
        self._write(left)
        return found[0]

    def _write(self, signers: Sequence[Signer]) -> None:
        """All of them or what was there before, on the disk, and for nobody else to read."""
        partial = self.path.with_name(f"{self.path.name}.{os.getpid()}.part")
        try:
            handle = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write("".join(f"{signer.text}\n" for signer in signers))
                file.flush()
                os.fsync(file.fileno())
            partial.replace(self.path)
        except OSError as cause:
            raise BadKey(why=f"{self.path} cannot be written: {cause.strerror}") from cause
        finally:
            with suppress(FileNotFoundError):
                partial.unlink()
