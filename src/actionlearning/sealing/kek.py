"""The key-encryption key, which wraps every data key at rest: from the caller, the environment, or a file made on first use."""

from __future__ import annotations

import base64
import binascii
import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

from actionlearning.sealing.keyring import KEY_BYTES, KeyringError

__all__ = [
    "ENVIRONMENT",
    "NEW_ENVIRONMENT",
    "Kek",
    "KeyFileUnusable",
    "MalformedKek",
    "NoKeyEncryptionKey",
    "NoNewKeyEncryptionKey",
    "given",
    "given_anew",
    "key_file",
    "next_key",
    "put_in_place",
    "resolved",
    "wipe",
]

Kek = bytes | Callable[[], bytes]
"""The 32 bytes, or a function that fetches them (from a key management service, say) when the first key is asked for."""

ENVIRONMENT = "ACTIONLEARNING_KEK"
NEW_ENVIRONMENT = "ACTIONLEARNING_NEW_KEK"
"""Where the key-encryption key is taken from that replaces the one in use."""


class NoKeyEncryptionKey(KeyringError):
    """Without it no data key can be kept at rest."""

    where: str
    says = (
        "{where} needs a key-encryption key: set ACTIONLEARNING_KEK, or pass kek=…; make one with "
        """python3 -c "import secrets; print(secrets.token_hex(32))" and keep it apart from the journal"""
    )


class NoNewKeyEncryptionKey(KeyringError):
    """A key-encryption key that was given is replaced by one that is given."""

    says = (
        "the key-encryption key in use was given, so give the one to replace it: set ACTIONLEARNING_NEW_KEK, or pass kek=…; "
        """make one with python3 -c "import secrets; print(secrets.token_hex(32))\""""
    )


class MalformedKek(KeyringError):
    """A key-encryption key is 32 bytes. The sentence never repeats what was given, which may be a secret all the same."""

    where: str
    says = (
        "{where} is not a key-encryption key: that is 32 bytes, written as 64 hexadecimal digits or in base64; make one with "
        """python3 -c "import secrets; print(secrets.token_hex(32))\""""
    )


class KeyFileUnusable(KeyringError):
    """The file of the key-encryption key could not be read, or could not be made."""

    where: str
    why: str
    says = "cannot use the key file {where}: {why}"


def resolved(kek: Kek) -> bytes:
    """The 32 bytes, fetched where ``kek`` is a function. Raises ``MalformedKek``."""
    secret = kek() if callable(kek) else kek
    if not isinstance(secret, bytes) or len(secret) != KEY_BYTES:
        raise MalformedKek(where="kek")
    return secret


def given(kek: Kek | None, env: Mapping[str, str] | None = None) -> bytes | None:
    """The key from the caller, else from the environment, else None. Raises ``MalformedKek``."""
    if kek is not None:
        return resolved(kek)
    text = (os.environ if env is None else env).get(ENVIRONMENT, "").strip()
    return _read(text, ENVIRONMENT) if text else None


def given_anew(kek: Kek | None, env: Mapping[str, str] | None = None) -> bytes | None:
    """The key that is to replace the one in use: from the caller, else from the environment, else None."""
    if kek is not None:
        return resolved(kek)
    text = (os.environ if env is None else env).get(NEW_ENVIRONMENT, "").strip()
    return _read(text, NEW_ENVIRONMENT) if text else None


def key_file(path: Path) -> tuple[bytes, bool]:
    """The key in a file, and whether it was made just now, for its owner only.

    Raises ``MalformedKek`` and ``KeyFileUnusable``.
    """
    try:
        made = not path.exists() and _made(path)
        text = path.read_text("ascii")
    except UnicodeDecodeError:
        raise MalformedKek(where=str(path)) from None  # its cause carries what the file holds
    except OSError as cause:
        raise KeyFileUnusable(where=str(path), why=cause.strerror or str(cause)) from cause
    return _read(text.strip(), str(path)), made


def next_key(path: Path) -> bytes:
    """The key that is to replace the one in a file, made beside it unless an earlier attempt has made it already."""
    return key_file(_next(path))[0]


def put_in_place(path: Path, is_retired: Callable[[bytes], bool]) -> None:
    """Let the key beside a key file take its place, once the one in it is retired, and overwrite that one."""
    if not _next(path).exists() or not path.exists() or not is_retired(key_file(path)[0]):
        return
    try:
        with path.open("r+b") as old:
            _next(path).replace(path)
            _flush_folder(path.parent)
            _overwrite(old.fileno())
    except OSError as cause:
        raise KeyFileUnusable(where=str(path), why=cause.strerror or str(cause)) from cause


def wipe(path: Path) -> None:
    """Overwrite a key file and remove it."""
    try:
        with path.open("r+b") as old:
            _overwrite(old.fileno())
        path.unlink()
    except OSError as cause:
        raise KeyFileUnusable(where=str(path), why=cause.strerror or str(cause)) from cause


def _next(path: Path) -> Path:
    return path.with_name(f"{path.name}.next")


def _overwrite(descriptor: int) -> None:
    os.pwrite(descriptor, bytes(os.fstat(descriptor).st_size), 0)
    os.fsync(descriptor)


def _made(path: Path) -> bool:
    """Make the file, whole or not at all. False where another process was first, whose file stays."""
    draft = path.with_name(f"{path.name}.{os.getpid()}.{os.urandom(4).hex()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w") as file:
            file.write(os.urandom(KEY_BYTES).hex() + "\n")
            file.flush()
            os.fsync(file.fileno())
        os.link(draft, path)
    except FileExistsError:
        return False
    finally:
        draft.unlink()
    _flush_folder(path.parent)
    return True


def _flush_folder(folder: Path) -> None:
    """Make a new name in a folder survive a power cut: a key that is lost takes every text with it."""
    with suppress(OSError):  # some systems cannot open or flush a folder, and need not
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _read(text: str, where: str) -> bytes:
    for decode in (bytes.fromhex, lambda t: base64.b64decode(t, validate=True)):
        try:
            secret = decode(text)
        except (ValueError, binascii.Error):
            continue
        if len(secret) == KEY_BYTES:
            return secret
    raise MalformedKek(where=where)
