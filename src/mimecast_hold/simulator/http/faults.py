"""Scripted faults: what goes wrong, for which requests, and how often."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from random import Random
from threading import Lock
from typing import Final, Literal, get_args

Kind = Literal[
    "reset", "hang", "drip-header", "drip-body", "truncate", "status", "throttle", "html",
    "garbage", "huge", "bomb", "deep", "redirect", "cookie", "body", "late", "other-id",
    "duplicated", "differing", "contradictory", "refusing-meta", "developer-key", "framing",
]  # fmt: skip
When = Literal["before", "after", "later"]
ErrorForm = Literal["html", "json", "mimecast"]

KINDS: Final[frozenset[str]] = frozenset(get_args(Kind))
_CONNECTION_KINDS: Final = frozenset(
    {"reset", "hang", "drip-header", "drip-body", "truncate", "framing", "huge", "bomb"}
)  # fmt: skip
_NOT_DONE_KINDS: Final = frozenset({"throttle", "developer-key"})
"""Kinds by which the service says that it did nothing."""
_LATER_KINDS: Final = frozenset({"reset", "hang", "drip-header", "truncate", "framing", "status"})
"""Kinds after which the request may still be carried out: nothing in them is Mimecast's own last word."""


class FaultError(ValueError):
    """A fault that makes no sense, or a text that describes none."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that goes wrong.

    It happens to requests to `endpoint` that name one of `ids` (all, where left out): to the first
    `first` of them, to every `every`-th, or each with `probability`; at most `times` times. With
    `when` "before", nothing took effect; with "after", everything did and only the answer suffers; with
    "later", it takes effect `delay` seconds after the answer.
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
    """Of kinds status (503), redirect (307), html (200), framing (200), late (none: the connection is reset)."""
    form: ErrorForm = "html"
    """Whose answer kinds status and late give: a gateway's page, a cache's JSON, or Mimecast's own form."""
    retry_after: float | None = None
    """Seconds in a Retry-After header of kind status."""
    delay: float = 1.0
    """Seconds until the effect of a fault with `when` "later"."""
    seconds: float | None = None
    """Of hang (for ever), drip (1, between bytes), throttle (1, until reset), late (1)."""
    size: int | None = None
    """Bytes of huge (100,000,000), bomb (200,000,000) and framing (half of the body), levels of deep (100,000)."""
    body: str = ""
    """The answer of kind body; {id} stands for the first id asked about."""
    location: str = "http://127.0.0.1:9/elsewhere"
    header: str = "Transfer-Encoding: identity"
    """The header line of kind framing, in place of a true Content-Length; the body is cut off."""

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            known = ", ".join(sorted(KINDS))
            raise FaultError(f"unknown kind of fault {self.kind!r}; known are {known}")
        if self.form not in get_args(ErrorForm):
            raise FaultError(f"form is one of {', '.join(get_args(ErrorForm))}, not {self.form!r}")
        self._check_when()
        if self.kind == "hang" and self.seconds == 0:
            raise FaultError("a hang takes longer than 0 seconds")
        if self.every < 1 or not 0 <= self.probability <= 1:
            raise FaultError("every must be 1 or more, probability between 0 and 1")
        if self.kind == "body" and not self.body:
            raise FaultError("a fault of kind body needs body=TEXT")

    def _check_when(self) -> None:
        if self.when not in get_args(When):
            raise FaultError(
                f"a fault happens before or after the effect, or the effect comes later, not {self.when!r}"
            )
        if self.kind == "late" and self.when == "after":
            raise FaultError("late is never after the effect: that is its meaning")
        if self.kind in _NOT_DONE_KINDS and self.when != "before":
            raise FaultError(f"{self.kind} is always before the effect: it says that nothing was done")
        if self.when == "later" and self.kind not in _LATER_KINDS:
            raise FaultError(f"the effect can come later of {', '.join(sorted(_LATER_KINDS))}, not of {self.kind}")
        if self.comes_late and self.form == "mimecast":
            raise FaultError("after Mimecast's own error nothing comes later: use form html or json")

    @property
    def comes_late(self) -> bool:
        """Whether the request takes effect some time after its answer."""
        return self.kind == "late" or self.when == "later"

    @property
    def spoils_connection(self) -> bool:
        """Whether it is in how an answer is sent, and not in what the answer says."""
        return self.kind in _CONNECTION_KINDS or (self.kind == "late" and self.status is None)

    def concerns(self, endpoint: str, ids: Sequence[str]) -> bool:
        if self.endpoint not in ("any", endpoint):
            return False
        return not self.ids or not set(self.ids).isdisjoint(ids)


_NUMBERS: Final = {
    "every": int, "first": int, "times": int, "status": int, "size": int,
    "probability": float, "seconds": float, "retry_after": float, "delay": float,
}  # fmt: skip
_TO_THE_END: Final = ("body", "location", "header")  # their text may hold colons


def parse_fault(text: str, endpoints: Iterable[str]) -> Fault:
    """Read a fault such as ``reset:after:hold-release:times=1:every=5``.

    The kind comes first; then, in any order, before, after or later, an endpoint's name or any, and
    name=value for the fields of a Fault (`id` may be repeated; `body`, `location` and `header` come last).
    """
    kind, _, rest = text.strip().partition(":")
    given: dict[str, object] = {"kind": kind}
    known = {"any", *endpoints}
    while rest:
        if rest.partition("=")[0] in _TO_THE_END:
            name, _, value = rest.partition("=")
            given[name], rest = value, ""
            continue
        word, _, rest = rest.partition(":")
        _read_word(word, given, known, text)
    return Fault(**given)  # type: ignore[arg-type]  # each word was read by its field's type


def _read_word(word: str, given: dict[str, object], known: set[str], text: str) -> None:
    name, is_pair, value = word.partition("=")
    if name in get_args(When) and not is_pair:
        given["when"] = name
    elif name in known and not is_pair:
        given["endpoint"] = name
    elif name == "id" and value:
        earlier = given.get("ids", ())
        given["ids"] = (*earlier, value) if isinstance(earlier, tuple) else (value,)
    elif name == "form" and is_pair:
        given[name] = value
    elif name in _NUMBERS and is_pair:
        try:
            given[name] = _NUMBERS[name](value)
        except ValueError:
            raise FaultError(f"{name} needs a number, not {value!r}, in {text!r}") from None
    else:
        names = ", ".join(sorted({f.name for f in fields(Fault)} - {"kind", "when", "ids"}))
        raise FaultError(
            f"{word!r} in {text!r} is neither before, after or later, nor an endpoint "
            f"({', '.join(sorted(known))}), nor id=ID, nor one of {names} with =VALUE"
        )


class Schedule:
    """Says which fault, if any, happens to a request; counts as it goes."""

    def __init__(self, faults: Iterable[Fault] = (), seed: int = 0) -> None:
        self._lock: Final = Lock()
        self._rng: Final = Random(f"faults {seed}")
        self._faults: list[tuple[Fault, list[int]]] = []
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
        """How often a fault has happened."""
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
        if fault.first is not None and seen > fault.first:
            return False
        if seen % fault.every:
            return False
        return fault.probability >= 1 or self._rng.random() < fault.probability
