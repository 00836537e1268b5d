"""A connection file, YAML or JSON, read into fields; no message shows what stands in it."""

import os
import stat
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from mimecast_hold.errors import ConfigurationError, InputError
from mimecast_hold.plugin.validation.json_text import read_json
from mimecast_hold.presentation.safe_text import one_line

_SIZE_LIMIT = 1 << 20
_HINT = "Give a YAML or JSON file with one connection field a line, such as `region: eu`."


class ConnectionFile(NamedTuple):
    """What a file says. In YAML every value is text, to be read by the schema's type.

    So `app_id: 0123` and `client_secret: no` are what they look like, quoted or not.
    """

    path: str
    values: Mapping[str, object]
    is_text: bool
    warnings: tuple[str, ...] = ()

    def __repr__(self) -> str:
        """Without the values."""
        return f"ConnectionFile({self.path!r})"


def read_file(path: str | Path) -> ConnectionFile:
    """Read a connection file; raises `ConfigurationError` that says what is wrong where."""
    data, warnings = _read(Path(path))
    is_text = not _is_json(str(path), data)
    values = _yaml(path, data) if is_text else _json(path, data)
    if not isinstance(values, Mapping):
        raise _refusal(path, "does not hold fields with their values")
    return ConnectionFile(_shown(path), values, is_text, warnings)


def _read(path: Path) -> tuple[bytes, tuple[str, ...]]:
    try:
        with path.open("rb") as file:
            mode = os.fstat(file.fileno()).st_mode
            data = file.read(_SIZE_LIMIT + 1)
    except OSError as error:
        raise _refusal(path, f"cannot be read: {error.strerror}") from None
    except ValueError:  # a zero byte in the path
        raise _refusal(path, "cannot be read: there is no such path") from None
    if len(data) > _SIZE_LIMIT:
        raise _refusal(path, "is larger than 1 MiB")
    return data, _warnings(path, mode)


def _warnings(path: Path, mode: int) -> tuple[str, ...]:
    # Windows has no such bits; a pipe or a mounted secret of another kind is its owner's matter.
    if os.name != "posix" or not stat.S_ISREG(mode) or not mode & 0o066:
        return ()
    return (f"Others than you can read or change the connection file {_shown(path)}: chmod 600 it.",)


def _is_json(path: str, data: bytes) -> bool:
    suffix = Path(path).suffix.lower()
    return suffix == ".json" or (
        suffix not in (".yaml", ".yml") and data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{")
    )


def _json(path: str | Path, data: bytes) -> object:
    try:
        return read_json(data)
    except InputError as error:
        raise _refusal(path, f"cannot be read: {error}".rstrip(".")) from None


def _yaml(path: str | Path, data: bytes) -> Mapping[str, object] | None:
    import yaml

    place = ""
    try:
        # Nodes, not values: nothing is constructed, and nothing is taken for a number or a date.
        node = yaml.compose(data, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        # Its text quotes the line, which may hold a secret; only the place is told.
        mark = error.problem_mark
        place = f" at line {mark.line + 1}, column {mark.column + 1}" if mark else " "
    except (yaml.YAMLError, RecursionError):
        place = " "
    if place:
        raise _refusal(path, f"is not valid YAML{place}".rstrip())
    if node is None:
        return {}
    return _fields(path, node.value) if isinstance(node, yaml.MappingNode) else None


def _fields(path: str | Path, pairs: list[tuple[object, object]]) -> Mapping[str, object]:
    import yaml

    values: dict[str, object] = {}
    for key, node in pairs:
        if not isinstance(key, yaml.ScalarNode) or key.value in values:
            line = key.start_mark.line + 1 if isinstance(key, yaml.Node) else 0
            raise _refusal(path, f"names a field twice, or none, at line {line}")
        values[key.value] = _value(node)
    return values


def _value(node: object) -> object:
    import yaml

    if not isinstance(node, yaml.ScalarNode):
        return []  # whatever it is: the schema refuses it, since no field takes a list or an object
    return None if node.tag == "tag:yaml.org,2002:null" else node.value


def _shown(path: str | Path) -> str:
    """A path as text that can be printed: a file's name may hold bytes that are none."""
    return one_line(path, longest=None)


def _refusal(path: str | Path, what: str) -> ConfigurationError:
    return ConfigurationError(f"The connection file {_shown(path)} {what}.", hint=_HINT)
