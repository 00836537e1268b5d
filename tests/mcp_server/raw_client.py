"""A client of the MCP server that sends lines as they are, and waits for single answers."""

import json
import os
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping
from typing import IO, Any, Self

from mimecast_hold.simulator import Simulator
from mimecast_hold.simulator.http.calls import Api

_SECONDS = 120  # a test that waits this long has failed

RELEASE = "release_held_message"


def environ(simulator: Simulator, api: Api = "1.0", **changed: object) -> dict[str, str]:
    """The connection to a simulator as environment variables; `changed` are fields of it."""
    connection = {**simulator.connection(api), **changed}
    return {f"MIMECAST_{name.upper()}": str(value) for name, value in connection.items()}


class RawClient:
    """`mimecast-hold mcp` as a process, and the pipes to it."""

    def __init__(self, *options: str, environ: Mapping[str, str]) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "mimecast_hold", "mcp", *options],
            env={name: value for name, value in os.environ.items() if name.startswith("COVERAGE_")} | {**environ},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        self.lines: list[str] = []  # all of standard output
        self.log: list[str] = []  # all of standard error
        self._answers: queue.SimpleQueue[str] = queue.SimpleQueue()
        self._kept: dict[object, dict[str, Any]] = {}
        self._logged = threading.Condition()
        self._readers = [
            threading.Thread(target=self._read_output, daemon=True),
            threading.Thread(target=self._read_log, daemon=True),
        ]
        for reader in self._readers:
            reader.start()

    def __enter__(self) -> Self:
        """Shake hands."""
        try:
            hello = {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "raw", "version": "1"}}
            self.send("initialize", hello, id="hello")
            self.answer("hello")
            self.send("notifications/initialized")
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.ended()
        for pipe in (self.process.stdin, self.process.stdout, self.process.stderr):
            _close(pipe)

    # Out.

    def send_text(self, text: str | bytes) -> None:
        """Send a line as it is."""
        assert self.process.stdin
        self.process.stdin.write((text.encode() if isinstance(text, str) else text) + b"\n")
        self.process.stdin.flush()

    def send(self, method: str, params: Mapping[str, object] | None = None, **rest: object) -> None:
        """Send a message; `id` makes it a request."""
        message = {"jsonrpc": "2.0", "method": method, **({"params": params} if params is not None else {}), **rest}
        self.send_text(json.dumps(message))

    def call(self, number: object, tool: str, arguments: Mapping[str, object]) -> None:
        """Ask for a tool to be called."""
        self.send("tools/call", {"name": tool, "arguments": arguments}, id=number)

    def call_and_cancel(self, number: object, tool: str, arguments: Mapping[str, object]) -> None:
        """Ask for a tool to be called, and take that back in the same write."""
        call = {
            "jsonrpc": "2.0",
            "id": number,
            "method": "tools/call",
            "params": {"name": tool, "arguments": arguments},
        }
        cancel = {"jsonrpc": "2.0", "method": "notifications/cancelled", "params": {"requestId": number}}
        self.send_text(f"{json.dumps(call)}\n{json.dumps(cancel)}")

    def hang_up(self) -> None:
        """Close the pipe to the server's standard input."""
        _close(self.process.stdin)

    # In.

    def answer(self, number: object) -> dict[str, Any]:
        """The answer to one request, whatever comes before it."""
        while number not in self._kept:
            message = json.loads(self._answers.get(timeout=_SECONDS))
            self._kept[message["id"]] = message
        return self._kept[number]

    def forget(self, number: object) -> None:
        """Forget an answer, so that the next one with the same id is another."""
        del self._kept[number]

    def result(self, number: object) -> dict[str, Any]:
        """The envelope that a call was answered with."""
        found: dict[str, Any] = self.answer(number)["result"]["structuredContent"]
        return found

    def wait_for_log(self, text: str) -> None:
        """Wait until a line of the log has `text` in it."""
        with self._logged:
            assert self._logged.wait_for(lambda: any(text in line for line in self.log), _SECONDS), self.log

    def logged_ids(self) -> set[str]:
        """The ids that the audit trail has a line for."""
        words = [word for line in self.log for word in line.split() if word.startswith("id=")]
        return {word.removeprefix("id=") for word in words}

    def ended(self) -> int:
        """The exit status, once it has ended and all that it wrote was read."""
        status = self.process.wait(_SECONDS)
        for reader in self._readers:
            reader.join(_SECONDS)
        return status

    def signal(self, number: signal.Signals) -> None:
        """Send a signal."""
        self.process.send_signal(number)

    def _read_output(self) -> None:
        assert self.process.stdout
        for line in self.process.stdout:
            self.lines.append(line.decode())
            self._answers.put(line.decode())

    def _read_log(self) -> None:
        assert self.process.stderr
        for line in self.process.stderr:
            with self._logged:
                self.log.append(line.decode(errors="replace"))
                self._logged.notify_all()


def _close(pipe: IO[bytes] | None) -> None:
    if pipe:
        try:
            pipe.close()
        except OSError:  # what is left to be written finds nobody any more
            return
