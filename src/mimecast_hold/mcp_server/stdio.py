"""A file-like object through which the protocol's library reads standard input and writes standard output."""

import json
import threading

from mcp import types

from mimecast_hold.mcp_server.lines import InputLines, Output
from mimecast_hold.mcp_server.messages import read_message
from mimecast_hold.mcp_server.session import Calls

SETTLING = 3.0  # seconds; a run ends within one of being cancelled
_LAST_ANSWERS = 0.5  # seconds


class Stdio:
    """Passes on valid messages only, and ends when every call has been answered.

    At the end of its input, the library abandons running calls. So `readline` reports the end only after they finished.
    """

    def __init__(self, lines: InputLines, output: Output, calls: Calls) -> None:
        self._lines = lines
        self._output = output
        self._calls = calls
        self._unanswered: set[str] = set()
        self._answered = threading.Condition()
        output.on_closed = lines.end

    def readline(self) -> str:
        """Wait for the next valid message, and answer invalid ones; return "" at the end."""
        while (line := self._lines.next()) is not None:
            if line.strip() and self._accept(read_message(line)):
                return line.decode()
        self._calls.settle(SETTLING)
        with self._answered:
            self._answered.wait_for(lambda: not self._unanswered, _LAST_ANSWERS)
        return ""

    def write(self, text: str) -> None:
        """Write one message."""
        self._output.write(text.encode())
        message = json.loads(text)
        if "method" not in message:
            self._settle(message["id"])

    def flush(self) -> None:
        """Do nothing: every message is written at once."""

    def _accept(self, message: types.JSONRPCMessage) -> bool:
        match message:
            case types.JSONRPCError():
                self._output.write(message.model_dump_json(by_alias=True, exclude_unset=True).encode() + b"\n")
                return False
            case types.JSONRPCRequest():
                self._unanswered.add(str(message.id))
            case types.JSONRPCNotification(method="notifications/cancelled", params=dict(params)):
                self._settle(params.get("requestId"))  # the library no longer answers it
        return True

    def _settle(self, request_id: object) -> None:
        with self._answered:
            self._unanswered.discard(str(request_id))
            self._answered.notify_all()
