"""Connections in the operating system's keyring: one entry a name, as a connection file would hold it."""

import json
from collections.abc import Mapping
from types import ModuleType

from mimecast_hold.errors import ConfigurationError
from mimecast_hold.plugin.connection.file import ConnectionFile
from mimecast_hold.plugin.validation.json_text import read_json

SERVICE = "mimecast-hold"


def read_keyring(name: str) -> ConnectionFile:
    """The connection kept under `name`; it ranks as a connection file does."""
    text = _ask("read", "get_password", name)
    if text is None:
        raise ConfigurationError(
            f"The keyring has no connection {name!r}.", hint=f"Store one: mimecast-hold keyring set {name}"
        )
    values = read_json(str(text))
    if not isinstance(values, dict):
        raise ConfigurationError(
            f"What the keyring has as {name!r} is no connection.",
            hint=f"Store it again: mimecast-hold keyring set {name}",
        )
    return as_file(name, values)


def as_file(name: str, values: Mapping[str, object]) -> ConnectionFile:
    """The values as a layer of their own."""
    return ConnectionFile(f"keyring {name}", values, is_text=False)


def store(name: str, values: Mapping[str, object]) -> None:
    """Keep a connection under `name`, in place of one that is there."""
    _ask("written", "set_password", name, json.dumps(dict(values)))


def forget(name: str) -> None:
    """Remove the connection kept under `name`."""
    if _ask("read", "get_password", name) is None:
        raise ConfigurationError(f"The keyring has no connection {name!r}.")
    _ask("changed", "delete_password", name)


def _ask(what: str, function: str, *arguments: str) -> object:
    keyring = require_keyring()
    try:
        return getattr(keyring, function)(SERVICE, *arguments)
    except Exception as error:  # noqa: BLE001 - backends raise their own, too, and may quote what they were given
        raise ConfigurationError(
            f"The operating system's keyring could not be {what} ({type(error).__name__}).",
            hint="Unlock it, or use --connection FILE or MIMECAST_ variables instead.",
        ) from None


def require_keyring() -> ModuleType:
    """The keyring's module; raises `ConfigurationError` where the extra is not installed."""
    try:
        import keyring
    except ImportError:
        raise ConfigurationError("The keyring needs an extra.", hint="pip install 'mimecast-hold[keyring]'") from None
    return keyring
