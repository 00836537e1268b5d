"""Read a connection file, YAML or JSON. No message shows its contents."""

import os
import stat
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from mimecast_hold.errors import ConfigurationError, InputError
from mimecast_hold.plugin.validation.json_text import read_json
from mimecast_hold.presentation.safe_text import one_line

_SIZE_LIMIT = 1 << 20
_NO_FIELDS = "does not consist of fields with values"
_HINT = "Use a YAML or JSON file with one connection field per line, such as `region: eu`."


class ConnectionFile(NamedTuple):
    """The fields of a connection file.

    In YAML every value is text, which is read by the schema's type: `app_id: 0123` and `client_secret: no` mean what
    they look like, quoted or not.
    """

    path: str
    values: Mapping[str, object]
    is_text: bool
    warnings: tuple[str, ...] = ()

    def __repr__(self) -> str:
        """Leave out the values, which may be secret."""
        return f"ConnectionFile({self.path!r})"


def read_file(path: str | Path) -> ConnectionFile:
    """Read a connection file; raise `ConfigurationError` with the line of the error."""
    # The name of a file may contain bytes that cannot be printed.
    shown = one_line(path, longest=None)
    try:
        data, mode = _read(Path(path))
        is_text = not _is_json(Path(path).suffix.lower(), data)
        values = _yaml_fields(data) if is_text else _json_fields(data)
    except InputError as error:
        raise ConfigurationError(f"The connection file {shown} {error}.", hint=_HINT) from None
    # Windows has no such permissions; those of a pipe or another kind of file are up to its owner.
    exposed = os.name == "posix" and stat.S_ISREG(mode) and mode & 0o066
    warning = f"The connection file {shown} is readable or writable by other users. Run: chmod 600 {shown}"
    return ConnectionFile(shown, values, is_text, (warning,) if exposed else ())


def _read(path: Path) -> tuple[bytes, int]:
    try:
        with path.open("rb") as file:
            mode = os.fstat(file.fileno()).st_mode
            data = file.read(_SIZE_LIMIT + 1)
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}") from None
    except ValueError:  # a zero byte in the path
        raise InputError("cannot be read: invalid path") from None
    if len(data) > _SIZE_LIMIT:
        raise InputError("is larger than 1 MiB")
    return data, mode


def _is_json(suffix: str, data: bytes) -> bool:
    brace = data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{")
    return suffix == ".json" or (suffix not in (".yaml", ".yml") and brace)


def _json_fields(data: bytes) -> Mapping[str, object]:
    try:
        values = read_json(data)
    except InputError as error:
        raise InputError(f"cannot be read: {error}".rstrip(".")) from None
    if not isinstance(values, Mapping):
        raise InputError(_NO_FIELDS)
    return values


def _yaml_fields(data: bytes) -> Mapping[str, object]:
    import yaml

    try:
        # Nodes and not values: nothing is constructed, and nothing becomes a number or a date.
        node = yaml.compose(data, Loader=yaml.SafeLoader)
    except (yaml.YAMLError, RecursionError) as error:
        # The error's own text quotes the line, which may contain a secret.
        mark = getattr(error, "problem_mark", None)
        raise InputError(
            f"is not valid YAML{f' at line {mark.line + 1}, column {mark.column + 1}' if mark else ''}"
        ) from None
    if node is None:
        return {}
    if not isinstance(node, yaml.MappingNode):
        raise InputError(_NO_FIELDS)
    values: dict[str, object] = {}
    for key, value in node.value:
        if not isinstance(key, yaml.ScalarNode) or key.value in values:
            raise InputError(f"has a duplicate or invalid field name at line {key.start_mark.line + 1}")
        values[key.value] = _value(value)
    return values


def _value(node: Any) -> object:  # noqa: ANN401 - PyYAML's nodes are not typed
    if isinstance(node.value, list):  # a list or an object, which the schema refuses for every field
        return []
    return None if node.tag == "tag:yaml.org,2002:null" else node.value
