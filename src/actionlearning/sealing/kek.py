"""The key-encryption key, which wraps every data key at rest: from the caller, the environment, or a file made on first use."""

from __future__ import annotations

import base64
import binascii
import os
from collections.abc import Callable, Mapping
from pathlib import Path

from actionlearning.sealing.keyring import KEY_BYTES, KeyringError

__all__ = ["ENVIRONMENT", "Kek", "MalformedKek", "NoKeyEncryptionKey", "given", "key_file"]

Kek = bytes | Callable[[], bytes]

ENVIRONMENT = "ACTIONLEARNING_KEK"
HOW = """python3 -c "import secrets; print(secrets.token_hex(32))\""""


class NoKeyEncryptionKey(KeyringError):
    """Without it no data key can be kept at rest."""

    where: str
    says = (
        "{where} needs a key-encryption key: set ACTIONLEARNING_KEK, or pass kek=…; make one with "
        """python3 -c "import secrets; print(secrets.token_hex(32))" and keep it apart from the journal"""
    )


class MalformedKek(KeyringError):
    """A key-encryption key is 32 bytes."""

    where: str
    says = (
        "{where} is not a key-encryption key: give 64 hexadecimal digits, or 32 bytes in base64; make one with "
        """python3 -c "import secrets; print(secrets.token_hex(32))\""""
    )


def given(kek: Kek | None, env: Mapping[str, str] | None = None) -> bytes | None:
    """The key from the caller, else from the environment, else None. Raises ``MalformedKek``."""
    if kek is not None:
        secret = kek() if callable(kek) else kek
        if len(secret) != KEY_BYTES:
            raise MalformedKek(where="kek")
        return secret
    text = (os.environ if env is None else env).get(ENVIRONMENT, "").strip()
    return _read(text, ENVIRONMENT) if text else None


def key_file(path: Path) -> tuple[bytes, bool]:
    """The key in a file, and whether it was made just now, for its owner only. Raises ``MalformedKek``."""
    draft = path.with_name(f"{path.name}.{os.getpid()}.{os.urandom(4).hex()}")
    if not path.exists():
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(os.urandom(KEY_BYTES).hex() + "\n")
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(draft, path)  # appears whole or not at all, and never replaces another's
        except FileExistsError:
            made = False
        else:
            made = True
        finally:
            draft.unlink()
    else:
        made = False
    return _read(path.read_text().strip(), str(path)), made


def _read(text: str, where: str) -> bytes:
    for decode in (bytes.fromhex, lambda t: base64.b64decode(t, validate=True)):
        try:
            secret = decode(text)
        except (ValueError, binascii.Error):
            continue
        if len(secret) == KEY_BYTES:
            return secret
    raise MalformedKek(where=where)
