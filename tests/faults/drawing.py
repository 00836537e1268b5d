"""Draw random scenarios: every known kind of answer and situation of the service, or of a gateway in front of it.

By a random generator of its own, and not by hypothesis, whose examples resemble each other: a scenario is its number.
"""

from collections.abc import Sequence
from datetime import timedelta
from random import Random
from typing import Any, Literal, get_args

from mimecast_hold.simulator import Interference, Quota, Rules, Visibility
from mimecast_hold.simulator.mailbox.mail import BadText
from mimecast_hold.simulator.mailbox.rules import Form
from tests.faults.scenario import HELD, Choice, Past, Run, Scenario, Trouble, Twin, Verb

Api = Literal["1.0", "2.0"]

_ENDPOINTS = (*["acting"] * 7, "get-hold-message-list", "get-held-release-logs", "token", "any")
# No kind that says a plain yes to what was not done: that would be Mimecast's own word.
_KINDS = (
    "reset", "reset", "truncate", "status", "status", "late", "late", "throttle", "html", "garbage", "other-id",
    "differing", "contradictory", "refusing-meta", "redirect", "hang", "developer-key", "developer-key", "framing",
)  # fmt: skip
_ONLY_BEFORE = ("late", "throttle", "developer-key")
_MAY_COME_LATER = ("reset", "truncate", "status", "framing")
OFTEN: tuple[dict[str, Any], ...] = (
    {"times": 1},
    {"times": 2},
    {"every": 2},
    {"every": 3},
    {"first": 1},
    {"probability": 0.3},
    {},
)
_FRAMINGS = (
    "Transfer-Encoding: identity", "Transfer-Encoding: gzip, chunked", "Transfer-Encoding: x",
    "Transfer-Encoding: chunked, identity", "Transfer-Encoding: ", "Content-Length: ", "Content-Length: abc",
    "Content-Length: +400", "Content-Length: -1", "Content-Length: 0x40", "Content-Length: 1e2", "X-Length: 40", "",
)  # fmt: skip
_LATE_SECONDS = (0.01, 60.0, 60.0)
_PASTS: tuple[Past, ...] = (
    "held", "held", "held", "held", "released", "rejected", "expired", "never", "refused", "withheld",
)  # fmt: skip
_CHOICES: tuple[Choice, ...] = ("ids", "ids", "ids", "ids", "guard", "matching")


def scenario(number: int, verb: Verb, api: Api) -> Scenario:
    """Return a random scenario; the same number gives the same scenario."""
    rng = Random(f"scenario {number}")
    pasts = [rng.choice(_PASTS) for _ in range(rng.randrange(4, rng.choice([13, 13, 13, 13, HELD + 1])))]
    acts: list[tuple[Verb, int]] = [(rng.choice(["release", "reject"]), rng.randrange(HELD)) for _ in range(2)]
    return Scenario(
        verb,
        api,
        tuple(pasts),
        _rules(rng, verb, api),
        _visibility(rng),
        {
            "concurrency": rng.randrange(1, 5),
            "max_attempts": rng.randrange(1, 5),
            "messages_per_request": rng.choice([1, 1, 2, 5, 25]),
        },
        _runs(rng),
        tuple(_twin(rng) for _ in range(rng.choice([0, 0, 1, 2]))),
        rng.choice([timedelta(0), timedelta(hours=1)]),
        rng.choice([timedelta(0), timedelta(seconds=2)]),
        _mostly(rng, None, *get_args(BadText), times=12),
        rng.choice(["between", "in the end"]),
        tuple(acts[: rng.randrange(3)]),
    )


def plain_scenario(number: int, kinds: Sequence[str], often: Sequence[Any] = OFTEN[:5], **rules: Any) -> Scenario:
    """Return a plain tenant's scenario, where one or two of these faults hit releases."""
    rng = Random(f"plain scenario {number}")
    faults = [_trouble(rng, kinds, often, acting=True) for _ in range(rng.randrange(1, 3))]
    return Scenario(
        rng.choice(["release", "reject"]),
        rng.choice(["1.0", "2.0"]),
        tuple(rng.choice(_PASTS) for _ in range(rng.randrange(4, 9))),
        Rules(**rules),
        Visibility(),
        {"concurrency": rng.randrange(1, 5), "max_attempts": rng.randrange(1, 5), "messages_per_request": 1},
        (Run(tuple(faults), look_first=rng.random() < 0.5),),
        tuple(_twin(rng) for _ in range(rng.randrange(4))),
        timedelta(hours=1),
    )


def _mostly(rng: Random, usual: Any, *others: Any, times: int = 7) -> Any:
    return rng.choice([*[usual] * times, *others])


def _trouble(rng: Random, kinds: Sequence[str], often: Sequence[Any] = OFTEN, *, acting: bool = False) -> Trouble:
    kind = rng.choice(kinds)
    whens = ["before"] if kind in _ONLY_BEFORE else ["before", "after", *(["later"] * (kind in _MAY_COME_LATER))]
    when = rng.choice(whens)
    extras = _extras(rng, kind, when)
    if kind == "html" and extras["status"] is not None:
        when = "before"  # a gateway that refuses is asked before the service
    position = rng.choice([None, rng.randrange(HELD)])
    endpoint = "acting" if acting else rng.choice(_ENDPOINTS)
    return Trouble(kind, when, endpoint, position, rng.choice(often[:5] if kind == "hang" else often), extras)


def _extras(rng: Random, kind: str, when: str) -> dict[str, Any]:
    """Return further options for a fault of this kind."""
    later = {"delay": rng.choice(_LATE_SECONDS)} if when == "later" else {}
    match kind:
        case "status":
            forms = ["html", "json", *([] if later else ["mimecast", "mimecast"])]
            return later | {
                "status": rng.choice([500, 500, 501, 502, 503, 504]),
                "form": rng.choice(forms),
                "retry_after": rng.choice([None, None, 0.2, 2.0]),
            }
        case "html":
            return {"status": rng.choice([None, 400, 401, 403])}
        case "late":
            return {
                "status": rng.choice([None, 500, 501, 502, 503, 504]),
                "form": rng.choice(["html", "json"]),
                "seconds": rng.choice(_LATE_SECONDS),
            }
        case "throttle":
            return {"seconds": rng.choice([0.2, 2.0])}
        case "framing":
            return later | {
                "header": rng.choice(_FRAMINGS),
                "status": rng.choice([200, 200, 500, 503]),
                "size": rng.choice([None, None, 0, 1, 40]),
            }
    return later


def _rules(rng: Random, verb: Verb, api: Api) -> Rules:
    other = Interference(
        rng.randrange(1, 5),
        rng.randrange(1, 3),
        rng.choice(["release", "reject", "reject"]),
        rng.choice([f"hold-{verb}", f"hold-{verb}", "get-hold-message-list"]),
    )
    shift = _mostly(rng, 0, 1, times=4)
    # API 1.0 refuses a date that is 15 minutes off.
    minutes = _mostly(rng, 0, 4, -4) if api == "1.0" else _mostly(rng, 0, 4, -4, 16, 16, -16, -16)
    forms = rng.sample(get_args(Form), _mostly(rng, 0, 1, 1, 2))
    return Rules(
        quota=Quota(limit=1_000_000),
        clock_offset=timedelta(minutes=minutes),
        several_recipients=_mostly(rng, False, True, times=3),
        accounts_for=_mostly(rng, "all", "first", "none", "refuses"),
        does_unaccounted=rng.random() < 0.5,
        refuses_with=rng.choice([400, 413, 422]),
        missing=rng.choice(["fail", "fail", "fail-without-key", "meta-404", "xdk-failure", "empty-400"]),
        confirms_repeats=_mostly(rng, False, True),
        largest_page=_mostly(rng, 500, 4, times=4),
        page_shift=shift,
        page_arrivals=rng.choice([shift, shift, 0]),
        empty_pages=_mostly(rng, False, True),
        refuses_future_end=_mostly(rng, False, True),
        refuses_old_start=_mostly(rng, False, True),
        people=_mostly(rng, "objects", "addresses", "emails", "text"),
        forms=frozenset(forms),
        log_ids=rng.choice(["message", "message", "own", "own", "unrelated"]),
        log_people=_mostly(rng, "objects", "addresses", "emails", "text"),
        log_operator=_mostly(rng, None, "object"),
        log_dates=_mostly(rng, "usual", "no-offset", "no-time", "none"),
        contradictory_expiry=rng.random() < 0.5,
        other_admin=rng.choice([None, None, other]),
    )


def _visibility(rng: Random) -> Visibility:
    return Visibility(
        own_mail_only=_mostly(rng, False, True, times=12),
        list_permitted=_mostly(rng, True, False, times=12),
        log_permitted=_mostly(rng, True, False, times=12),
        log_delay=_mostly(rng, timedelta(0), timedelta(seconds=3), timedelta(seconds=3), timedelta(hours=2)),
        total_count=_mostly(rng, True, False, times=12),
    )


def _twin(rng: Random) -> Twin:
    return Twin(
        rng.randrange(HELD),
        rng.choice(["held", "released", "rejected", "unseen", "unseen"]),
        rng.choice([None, None, "release", "reject"]),
        rng.randrange(1, 7),
        rng.random() < 0.5,
    )


def _runs(rng: Random) -> tuple[Run, ...]:
    def run(choice: Choice) -> Run:
        faults = tuple(_trouble(rng, _KINDS) for _ in range(rng.randrange(4)))
        return Run(faults, choice, rng.random() < 0.4, _mostly(rng, None, 2, 5, times=14))

    first = rng.choice(_CHOICES)
    if first == "matching" or rng.random() < 0.6:
        return (run(first),)
    return run(first), run(rng.choice([first, first, "guard"]))
