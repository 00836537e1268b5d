"""HTTP/1.1 over one connection: requests in, replies out, and the ways in which that goes wrong.

Written here, and not taken from http.server, because benchmarks run against it: one send an answer,
no work that the simulator does not need.
"""

import gzip
import re
import socket
import struct
import time
from collections.abc import Mapping
from dataclasses import replace
from http import HTTPStatus
from threading import Event
from typing import Final

from mimecast_hold.simulator.http.calls import Reply, Request
from mimecast_hold.simulator.http.faults import Fault
from mimecast_hold.simulator.http.tampering import bomb_body, huge_body

_LARGEST_HEAD: Final = 65_536
_LARGEST_BODY: Final = 16_777_216
_PHRASES: Final = {status.value: status.phrase for status in HTTPStatus}
_RESET_ON_CLOSE: Final = struct.pack("ii", 1, 0)


class BadFramingError(Exception):
    """What came in is no HTTP that this server reads."""

    def __init__(self, status: int) -> None:
        super().__init__(f"refused with {status}")
        self.status = status


class Stream:
    """The server's end of one connection."""

    def __init__(self, sock: socket.socket, number: int) -> None:
        self.sock: Final = sock
        self.number: Final = number
        self._buffer = b""

    def read_request(self) -> Request | None:
        """Give the next request, or None where the client has gone."""
        while (end := self._buffer.find(b"\r\n\r\n")) < 0:
            if len(self._buffer) > _LARGEST_HEAD:
                raise BadFramingError(431)
            if not (more := self.sock.recv(65_536)):
                return None
            self._buffer += more
        head, self._buffer = self._buffer[:end], self._buffer[end + 4 :]
        method, path, headers = _read_head(head)
        if headers.get("expect", "").lower() == "100-continue":
            self.sock.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
        body = self._read_body(headers)
        if body is None:
            return None
        return Request(method, path, headers, body, self.number, time.monotonic())

    def _read_body(self, headers: Mapping[str, str]) -> bytes | None:
        if "transfer-encoding" in headers:
            raise BadFramingError(411)
        length = headers.get("content-length", "0")
        if not (length.isascii() and length.isdigit()):
            raise BadFramingError(400)
        if (wanted := int(length)) > _LARGEST_BODY:
            raise BadFramingError(413)
        pieces, have = [self._buffer], len(self._buffer)
        while have < wanted:
            if not (more := self.sock.recv(65_536)):
                return None
            pieces.append(more)
            have += len(more)
        whole = b"".join(pieces)
        self._buffer = whole[wanted:]
        return whole[:wanted]

    def send(self, reply: Reply, date: str) -> None:
        self.sock.sendall(head_of(reply, len(reply.body), date) + reply.body)

    def misbehave(self, fault: Fault, reply: Reply, date: str, stop: Event) -> None:
        """Spoil an answer on its way; the connection is of no use afterwards."""
        match fault.kind:
            case "reset" | "late":
                self._reset()
            case "hang":
                self._hang(fault.seconds)
            case "drip-header":
                head = head_of(reply, len(reply.body), date)
                start = head.index(b"\r\n") + 2
                self.sock.sendall(head[:start] + b"X-Drip: ")
                self._drip(b"." * 1_000_000, fault.seconds, stop)
            case "drip-body":
                self.sock.sendall(head_of(reply, len(reply.body), date))
                self._drip(reply.body, fault.seconds, stop)
            case "truncate":
                whole = head_of(reply, len(reply.body), date) + reply.body
                self.sock.sendall(whole[: len(whole) - len(reply.body) // 2 - 1])
            case "framing":
                self._send_unframed(fault, reply, date)
            case "huge":
                self._send_huge(fault.size or 100_000_000, date)
            case "bomb":
                body = bomb_body(fault.size or 200_000_000)
                self.send(Reply(200, body, (("Content-Encoding", "gzip"),)), date)

    def _send_unframed(self, fault: Fault, reply: Reply, date: str) -> None:
        """Send part of an answer under a header that frames nothing, and close as if that were all."""
        answer = Reply(fault.status or reply.status, reply.body, reply.headers, reply.content_type)
        head = head_of(answer, len(reply.body), date)
        framed = f"Content-Length: {len(reply.body)}\r\n".encode()
        unframed = f"{fault.header}\r\n".encode("latin-1") if fault.header else b""
        size = len(reply.body) // 2 if fault.size is None else fault.size
        self.sock.sendall(head.replace(framed, unframed, 1) + reply.body[:size])

    def _reset(self) -> None:
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET_ON_CLOSE)

    def _hang(self, seconds: float | None) -> None:
        # Reading wakes up when either end goes away; what the client sends meanwhile is dropped.
        self.sock.settimeout(seconds)
        while self.sock.recv(65_536):
            pass

    def _drip(self, text: bytes, seconds: float | None, stop: Event) -> None:
        pause = 1.0 if seconds is None else seconds
        for position in range(len(text)):
            if stop.wait(pause):
                return
            self.sock.sendall(text[position : position + 1])

    def _send_huge(self, size: int, date: str) -> None:
        self.sock.sendall(head_of(Reply(200), size, date))
        for piece in huge_body(size):
            self.sock.sendall(piece)


def _read_head(head: bytes) -> tuple[str, str, dict[str, str]]:
    first, *lines = head.decode("latin-1").split("\r\n")
    words = first.split(" ")
    if len(words) != 3 or words[2] != "HTTP/1.1":
        raise BadFramingError(505 if len(words) == 3 else 400)
    headers: dict[str, str] = {}
    for line in lines:
        name, colon, value = line.partition(":")
        if not colon or not name.strip() or name != name.strip():
            raise BadFramingError(400)
        name, value = name.lower(), value.strip()
        headers[name] = f"{headers[name]}, {value}" if name in headers else value
    return words[0], words[1], headers


def compressed(reply: Reply, accepted: str) -> Reply:
    """Give the reply packed with gzip, as Mimecast's are, to a client that takes it."""
    encoded = any(name.lower() == "content-encoding" for name, _ in reply.headers)
    if not reply.body or encoded or "gzip" not in re.split(r"[,;\s]+", accepted.lower()):
        return reply
    headers = (*reply.headers, ("Content-Encoding", "gzip"))
    return replace(reply, body=gzip.compress(reply.body, 1), headers=headers)


def head_of(reply: Reply, length: int, date: str) -> bytes:
    lines = [
        f"HTTP/1.1 {reply.status} {_PHRASES.get(reply.status, 'Unknown')}",
        f"Date: {date}",
        f"Content-Type: {reply.content_type}",
        f"Content-Length: {length}",
        *(f"{name}: {value}" for name, value in reply.headers),
        "",
        "",
    ]
    return "\r\n".join(lines).encode("latin-1")
