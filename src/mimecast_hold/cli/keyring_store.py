"""Connections in the operating system's keyring, one entry for each name."""

import json
from collections.abc import Mapping
from types import ModuleType

from mimecast_hold.errors import ConfigurationError
from mimecast_hold.plugin.connection.file import ConnectionFile
from mimecast_hold.plugin.validation.json_text import read_json

SERVICE = "mimecast-hold"


def read_keyring(name: str) -> ConnectionFile:
    """Read a connection; it has the priority of a connection file."""
    text = _call("read", "get_password", name)
    if text is None:
        raise ConfigurationError(
            f"The keyring has no connection {name!r}.", hint=f"Store one: mimecast-hold keyring set {name}"
        )
    values = read_json(str(text))
    if not isinstance(values, dict):
        raise ConfigurationError(
            f"The keyring entry {name!r} is not a connection.",
            hint=f"Store it again: mimecast-hold keyring set {name}",
        )
    return as_file(name, values)


def as_file(name: str, values: Mapping[str, object]) -> ConnectionFile:
    """Return a connection's fields as if they had been read from a file."""
    return ConnectionFile(f"keyring {name}", values, is_text=False)


def store(name: str, values: Mapping[str, object]) -> None:
    """Store a connection, and replace an earlier one of that name."""
    _call("written", "set_password", name, json.dumps(dict(values)))


def delete(name: str) -> None:
    """Delete a connection."""
    if _call("read", "get_password", name) is None:
        raise ConfigurationError(f"The keyring has no connection {name!r}.")
    _call("changed", "delete_password", name)


def _call(participle: str, function: str, *arguments: str) -> object:
    keyring = require_keyring()
    try:
        return getattr(keyring, function)(SERVICE, *arguments)
    except Exception as error:  # noqa: BLE001 - backends raise errors of their own, which may quote secrets
        raise ConfigurationError(
            f"The operating system's keyring could not be {participle} ({type(error).__name__}).",
            hint="Unlock it, or use --connection FILE or MIMECAST_ variables instead.",
        ) from None


def require_keyring() -> ModuleType:
    """Import the keyring library; raise `ConfigurationError` if the extra is not installed."""
    try:
        import keyring
    except ImportError:
        raise ConfigurationError(
            "The keyring needs an extra.", hint="Run: pip install 'mimecast-hold[keyring]'"
        ) from None
    return keyring
