"""The protocol's messages as lines of JSON, read strictly and written whatever they hold."""

import json

import mcp_types as types
from mcp.shared.exceptions import MCPError
from pydantic import ValidationError

from mimecast_hold.errors import InputError
from mimecast_hold.plugin.validation.json_text import read_json


def read_message(line: bytes) -> types.JSONRPCMessage:
    """Read one message; raises `MCPError` for what cannot be read in one way alone, such as a member given twice."""
    try:
        read_json(line)
        return types.jsonrpc_message_adapter.validate_json(line, by_name=False)
    except InputError as error:
        code = types.PARSE_ERROR if _members(line) is None else types.INVALID_REQUEST
        raise MCPError(code, f"{error} {error.hint}") from None
    except ValidationError:
        raise MCPError(types.INVALID_REQUEST, "This is not a JSON-RPC 2.0 message.") from None


def refusal(line: bytes, error: MCPError) -> types.JSONRPCError:
    """The answer to a line that was refused, with its id if it has exactly one."""
    ids = [value for name, value in _members(line) or () if name == "id"]
    return types.JSONRPCError(jsonrpc="2.0", id=_request_id(ids[0]) if len(ids) == 1 else None, error=error.error)


def written(message: types.JSONRPCMessage) -> bytes:
    """The message as a line; what cannot be written becomes an error that says so, and the server goes on."""
    try:
        return _line(message)
    except Exception as error:  # noqa: BLE001 - a result may hold anything
        reason = (
            f"The result could not be written ({type(error).__name__}). The server's log has each record's outcome."
        )
        problem = types.ErrorData(code=types.INTERNAL_ERROR, message=reason)
        return _line(types.JSONRPCError(jsonrpc="2.0", id=getattr(message, "id", None), error=problem))


def _line(message: types.JSONRPCMessage) -> bytes:
    data = message.model_dump(mode="json", by_alias=True, exclude_unset=True)
    text = json.dumps(data, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    # Half of a surrogate pair has no form in UTF-8, and clients refuse it as an escape.
    return text.encode(errors="replace") + b"\n"


def _members(line: bytes) -> list[tuple[str, object]] | None:
    """The message's own members, even those given twice; None if it is not an object in JSON."""
    try:
        # Only objects become lists of pairs: an array holds none by itself.
        found = json.loads(line, object_pairs_hook=_Members)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, _Members) else None


class _Members(list[tuple[str, object]]):
    """An object's members in the order they were given."""


def _request_id(value: object) -> types.RequestId | None:
    if isinstance(value, str):
        return value if value == value.encode(errors="replace").decode() else None
    return value if isinstance(value, int) and not isinstance(value, bool) else None
