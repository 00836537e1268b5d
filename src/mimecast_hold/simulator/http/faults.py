"""Faults: what goes wrong, for which requests, and how often."""

import re
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, fields
from random import Random
from threading import Lock
from typing import Any, Final, Literal, get_args

Kind = Literal[
    "reset", "hang", "drip-header", "drip-body", "truncate", "status", "throttle", "html",
    "garbage", "huge", "bomb", "deep", "redirect", "cookie", "body", "late", "other-id",
    "duplicated", "differing", "contradictory", "refusing-meta", "developer-key", "framing",
]  # fmt: skip
When = Literal["before", "after", "later"]
ErrorForm = Literal["html", "json", "mimecast"]

_CONNECTION_KINDS: Final = frozenset(
    {"reset", "hang", "drip-header", "drip-body", "truncate", "framing", "huge", "bomb"}
)  # fmt: skip
_NOT_DONE_KINDS: Final = frozenset({"throttle", "developer-key"})
"""Kinds by which the service says that it did nothing."""
_LATER_KINDS: Final = frozenset({"reset", "hang", "drip-header", "truncate", "framing", "status"})
"""Kinds after which the request may still be carried out: none is Mimecast's own final answer."""


class FaultError(ValueError):
    """An impossible fault, or a text that does not describe one."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that goes wrong.

    It happens to requests to `endpoint` that name one of `ids` (empty: any): to the first `first` of them, to every
    `every`-th, or with `probability`; at most `times` times. `when` says whether the request is carried out: "before"
    not at all, "after" before the answer, "later" `delay` seconds after the answer.
    """

    kind: Kind
    when: When = "before"
    endpoint: str = "any"
    ids: tuple[str, ...] = ()
    every: int = 1
    first: int | None = None
    probability: float = 1.0
    times: int | None = None
    status: int | None = None
    """For status (503), redirect (307), html (200), framing (200), late (none: the connection is reset)."""
    form: ErrorForm = "html"
    """For status and late: a gateway's page, a cache's JSON, or Mimecast's own form."""
    retry_after: float | None = None
    """For status: the seconds in a Retry-After header."""
    delay: float = 1.0
    """For `when` "later": seconds until the effect."""
    seconds: float | None = None
    """For hang (for ever), drip (1, between bytes), throttle (1, until reset), late (1)."""
    size: int | None = None
    """Bytes of huge (100,000,000), bomb (200,000,000), framing (half of the body); levels of deep (100,000)."""
    body: str = ""
    """For body: the answer. {id} stands for the first id requested."""
    location: str = "http://127.0.0.1:9/elsewhere"
    header: str = "Transfer-Encoding: identity"
    """For framing: the header line that replaces Content-Length."""

    def __post_init__(self) -> None:
        later, not_before = self.when == "later", self.when != "before"
        for wrong, message in (
            (self.kind not in get_args(Kind), f"unknown kind of fault {self.kind!r}; known are {_listed(Kind)}"),
            (self.form not in get_args(ErrorForm), f"form is one of {_listed(ErrorForm)}, not {self.form!r}"),
            (self.when not in get_args(When), f"a fault happens {_listed(When)}, not {self.when!r}"),
            (self.kind == "late" and self.when == "after", "late is never after the effect"),
            (self.kind in _NOT_DONE_KINDS and not_before, f"{self.kind} is always before the effect"),
            (later and self.kind not in _LATER_KINDS, f"later is not possible for {self.kind}"),
            (self.comes_late and self.form == "mimecast", "after Mimecast's own error nothing comes later"),
            (self.kind == "hang" and self.seconds == 0, "a hang takes longer than 0 seconds"),
            (self.every < 1 or not 0 <= self.probability <= 1, "every is 1 or more, probability between 0 and 1"),
            (self.kind == "body" and not self.body, "a fault of kind body needs body=TEXT"),
        ):
            if wrong:
                raise FaultError(message)

    @property
    def comes_late(self) -> bool:
        """Whether the request takes effect after its answer."""
        return self.kind == "late" or self.when == "later"

    @property
    def effect_delay(self) -> float:
        """The seconds until a late effect."""
        if self.when == "later":
            return self.delay
        return 1.0 if self.seconds is None else self.seconds

    @property
    def spoils_connection(self) -> bool:
        """Whether it breaks how an answer is sent, not what the answer says."""
        return self.kind in _CONNECTION_KINDS or (self.kind == "late" and self.status is None)

    def concerns(self, endpoint: str, ids: Sequence[str]) -> bool:
        return self.endpoint in ("any", endpoint) and (not self.ids or not set(self.ids).isdisjoint(ids))


def _listed(choices: object) -> str:
    return ", ".join(sorted(get_args(choices)))


_NUMBERS: Final = {
    "every": int, "first": int, "times": int, "status": int, "size": int,
    "probability": float, "seconds": float, "retry_after": float, "delay": float,
}  # fmt: skip


def parse_fault(text: str, endpoints: Container[str]) -> Fault:
    """Read a fault such as ``reset:after:hold-release:times=1:every=5``.

    The kind comes first. Then follow, in any order, before, after or later, an endpoint or any, and name=value for
    the fields of a Fault. `id` can be repeated. `body`, `location` and `header` go last, since they can contain colons.
    """
    head, *last = re.split(r":(?=(?:body|location|header)=)", text.strip(), maxsplit=1)
    kind, *words = head.split(":")
    values: dict[str, Any] = {"kind": kind}
    for word in words:
        name, _, value = word.partition("=")
        if word in get_args(When):
            values["when"] = word
        elif word == "any" or word in endpoints:
            values["endpoint"] = word
        elif name == "id" and value:
            values["ids"] = (*values.get("ids", ()), value)
        elif name == "form":
            values["form"] = value
        elif name in _NUMBERS:
            try:
                values[name] = _NUMBERS[name](value)
            except ValueError:
                raise FaultError(f"{name} needs a number, not {value!r}, in {text!r}") from None
        else:
            names = ", ".join(sorted({f.name for f in fields(Fault)} - {"kind", "when", "ids"}))
            raise FaultError(
                f"{word!r} in {text!r} is not before, after or later, not an endpoint such as hold-release, "
                f"not id=ID, and not one of {names} with =VALUE"
            )
    for pair in last:
        name, _, values[name] = pair.partition("=")
    return Fault(**values)


class Schedule:
    """Decides which fault, if any, happens to a request."""

    def __init__(self, faults: Iterable[Fault] = (), seed: int = 0) -> None:
        self._lock: Final = Lock()
        self._rng: Final = Random(f"faults {seed}")
        self._faults: list[tuple[Fault, list[int]]] = []
        """Each fault with the number of requests that it concerned, and how often it happened."""
        for fault in faults:
            self.add(fault)

    def __bool__(self) -> bool:
        return bool(self._faults)

    def add(self, fault: Fault) -> None:
        with self._lock:
            self._faults.append((fault, [0, 0]))

    def clear(self) -> None:
        with self._lock:
            self._faults.clear()

    def happened(self, fault: Fault) -> int:
        """Return how often a fault has happened."""
        with self._lock:
            return sum(counts[1] for known, counts in self._faults if known == fault)

    def next(self, endpoint: str, ids: Sequence[str]) -> Fault | None:
        with self._lock:
            chosen = None
            for fault, counts in self._faults:
                if not fault.concerns(endpoint, ids):
                    continue
                counts[0] += 1
                if chosen is None and self._is_due(fault, *counts):
                    counts[1] += 1
                    chosen = fault
            return chosen

    def _is_due(self, fault: Fault, seen: int, happened: int) -> bool:
        if fault.times is not None and happened >= fault.times:
            return False
        if (fault.first is not None and seen > fault.first) or seen % fault.every:
            return False
        return fault.probability >= 1 or self._rng.random() < fault.probability
