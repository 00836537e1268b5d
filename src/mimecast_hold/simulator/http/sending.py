"""Send answers: as valid HTTP/1.1, or broken by a fault."""

import gzip
import re
import socket
import struct
from dataclasses import replace
from http import HTTPStatus
from threading import Event
from typing import Final

from mimecast_hold.simulator.http.calls import Reply
from mimecast_hold.simulator.http.faults import Fault

_PHRASES: Final = {status.value: status.phrase for status in HTTPStatus}
_RESET_ON_CLOSE: Final = struct.pack("ii", 1, 0)
_MILLION: Final = 1_000_000


def head_of(reply: Reply, length: int, date: str) -> bytes:
    """Return the status line and the headers."""
    lines = [
        f"HTTP/1.1 {reply.status} {_PHRASES.get(reply.status, 'Unknown')}",
        f"Date: {date}",
        f"Content-Type: {reply.content_type}",
        f"Content-Length: {length}",
        *(f"{name}: {value}" for name, value in reply.headers),
        "\r\n",
    ]
    return "\r\n".join(lines).encode("latin-1")


def compressed(reply: Reply, accepted: str) -> Reply:
    """Return the reply with gzip if the client accepts it."""
    if not reply.body or "gzip" not in re.split(r"[,;\s]+", accepted.lower()):
        return reply
    headers = (*reply.headers, ("Content-Encoding", "gzip"))
    return replace(reply, body=gzip.compress(reply.body, 1), headers=headers)


def send_broken(sock: socket.socket, fault: Fault, reply: Reply, date: str, stopping: Event) -> None:
    """Send the answer with this fault. The connection cannot be used afterwards."""
    head, body = head_of(reply, len(reply.body), date), reply.body
    match fault.kind:
        case "reset" | "late":
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET_ON_CLOSE)
        case "hang":
            # Read until either end closes the connection, and ignore what arrives.
            sock.settimeout(fault.seconds)
            while sock.recv(65_536):
                pass
        case "drip-header":
            sock.sendall(head[: head.index(b"\r\n") + 2] + b"X-Drip: ")
            _drip(sock, b"." * _MILLION, fault, stopping)
        case "drip-body":
            sock.sendall(head)
            _drip(sock, body, fault, stopping)
        case "truncate":
            sock.sendall((head + body)[: -(len(body) // 2 + 1)])
        case "framing":
            _send_unframed(sock, fault, reply, date)
        case "huge":
            _send_huge(sock, fault.size or 100_000_000, date)
        case "bomb":
            # Repeated gzip members unpack to one long text.
            bomb = gzip.compress(b" " * _MILLION, 9) * max(1, (fault.size or 200_000_000) // _MILLION)
            sock.sendall(head_of(Reply(headers=(("Content-Encoding", "gzip"),)), len(bomb), date) + bomb)


def _drip(sock: socket.socket, text: bytes, fault: Fault, stopping: Event) -> None:
    """Send a byte at a time."""
    for byte in text:
        if stopping.wait(1.0 if fault.seconds is None else fault.seconds):
            return
        sock.sendall(bytes((byte,)))


def _send_unframed(sock: socket.socket, fault: Fault, reply: Reply, date: str) -> None:
    """Send part of the answer under a header that does not give its length."""
    head = head_of(replace(reply, status=fault.status or reply.status), len(reply.body), date)
    framed = f"Content-Length: {len(reply.body)}\r\n".encode()
    unframed = f"{fault.header}\r\n".encode("latin-1") if fault.header else b""
    size = len(reply.body) // 2 if fault.size is None else fault.size
    sock.sendall(head.replace(framed, unframed, 1) + reply.body[:size])


def _send_huge(sock: socket.socket, size: int, date: str) -> None:
    """Send a JSON answer of `size` bytes in pieces."""
    start, end = b'{"meta":{"status":200},"data":[{"id":"', b'"}],"fail":[]}'
    sock.sendall(head_of(Reply(), size, date) + start)
    left = max(0, size - len(start) - len(end))
    while left:
        piece = b"A" * min(left, _MILLION)
        sock.sendall(piece)
        left -= len(piece)
    sock.sendall(end)
