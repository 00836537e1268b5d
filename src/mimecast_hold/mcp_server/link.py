"""The link between the protocol's library and the client: messages in and out, and which requests are unanswered."""

import math

import anyio
import anyio.to_thread
import mcp_types as types
from anyio.streams.memory import MemoryObjectReceiveStream, MemoryObjectSendStream
from mcp.shared.exceptions import MCPError
from mcp.shared.message import SessionMessage

from mimecast_hold.mcp_server.lines import InputLines, Output
from mimecast_hold.mcp_server.messages import read_message, refusal, written


class Link:
    """Reads and writes messages as lines. `incoming` and `outgoing` are the library's ends."""

    def __init__(self, lines: InputLines, output: Output) -> None:
        """Begin with no request unanswered."""
        self._lines = lines
        self._output = output
        self._received, self.incoming = anyio.create_memory_object_stream[SessionMessage | Exception]()
        # Never full: a client that does not read holds up neither a call nor the end.
        self.outgoing, self._answers = anyio.create_memory_object_stream[SessionMessage](math.inf)
        self._refusals = self.outgoing.clone()
        # Threads of their own: calls may take all that the library has.
        self._one_reader, self._one_writer = anyio.CapacityLimiter(1), anyio.CapacityLimiter(1)
        self._unanswered: set[str] = set()
        self._answered = anyio.Event()

    async def receive(self) -> None:
        """Hand messages to the library until the client goes or the lines are ended."""
        while (line := await self._next_line()) is not None:
            if line.strip():
                await self._take(line)

    async def send(self) -> None:
        """Write what the library answers, for as long as anyone reads it."""
        reads = True
        async for message in self._answers:
            if reads:
                reads = await self._put(written(message.message))
            if isinstance(message.message, types.JSONRPCResponse | types.JSONRPCError):
                self._settle(message.message.id)

    async def all_answered(self) -> None:
        """Wait until every request that was not cancelled has its answer."""
        while self._unanswered:
            self._answered = anyio.Event()
            await self._answered.wait()

    def close(self) -> None:
        """Close the library's ends and ours."""
        streams: tuple[MemoryObjectSendStream[object] | MemoryObjectReceiveStream[object], ...]
        streams = (self._received, self.incoming, self.outgoing, self._answers, self._refusals)  # type: ignore[assignment]
        for stream in streams:
            stream.close()

    async def _next_line(self) -> bytes | None:
        return await anyio.to_thread.run_sync(self._lines.next, abandon_on_cancel=True, limiter=self._one_reader)

    async def _take(self, line: bytes) -> None:
        try:
            message = read_message(line)
        except MCPError as error:
            await self._refusals.send(SessionMessage(refusal(line, error)))
            return
        match message:
            case types.JSONRPCRequest():
                self._unanswered.add(str(message.id))
            case types.JSONRPCNotification(method="notifications/cancelled", params=dict(params)):
                self._settle(params.get("requestId"))  # the library answers it no more
        await self._received.send(SessionMessage(message))

    async def _put(self, line: bytes) -> bool:
        """Write a line; False if the client has gone, which ends the lines that come from it, too."""
        try:
            await anyio.to_thread.run_sync(self._output.write, line, abandon_on_cancel=True, limiter=self._one_writer)
        except OSError:
            self._lines.end()
            return False
        return True

    def _settle(self, request_id: object) -> None:
        self._unanswered.discard(str(request_id))
        self._answered.set()
