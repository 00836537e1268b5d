"""Parse the protocol's messages strictly."""

import json

from mcp import types

from mimecast_hold.errors import InputError
from mimecast_hold.plugin.validation.json_text import read_json


def read_message(line: bytes) -> types.JSONRPCMessage:
    """Parse a message. For an invalid or ambiguous one, such as one with a duplicate member, return an error reply."""
    members = _members(line)
    try:
        read_json(line)
        return types.jsonrpc_message_adapter.validate_json(line, by_name=False)
    except InputError as error:
        code = types.PARSE_ERROR if members is None else types.INVALID_REQUEST
        problem = types.ErrorData(code=code, message=f"{error} {error.hint}")
    except ValueError:  # pydantic's ValidationError is one
        problem = types.ErrorData(code=types.INVALID_REQUEST, message="This is not a JSON-RPC 2.0 message.")
    ids = [value for name, value in members or () if name == "id"]
    return types.JSONRPCError(jsonrpc="2.0", id=_request_id(ids[0]) if len(ids) == 1 else None, error=problem)


def _members(line: bytes) -> list[tuple[str, object]] | None:
    """Return the message's own members, duplicates included; None if it is not a JSON object."""
    try:
        found = json.loads(line, object_pairs_hook=_Members)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, _Members) else None


class _Members(list[tuple[str, object]]):
    """The members of an object, which a plain list would not tell from an array."""


def _request_id(value: object) -> types.RequestId | None:
    if isinstance(value, str):
        return value if value == value.encode(errors="replace").decode() else None
    return value if isinstance(value, int) and not isinstance(value, bool) else None
