from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mimecast_hold.api.answer.quota import http_date, requests_left, reset_after

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
EPOCH = int(NOW.timestamp())


def date(seconds: float) -> str:
    return format_datetime(NOW + timedelta(seconds=seconds), usegmt=True)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"x-ratelimit-reset": "1500"}, 1.5),
        ({"x-ratelimit-reset": " 250 "}, 0.25),
        ({"x-ratelimit-reset": "0"}, 0.0),
        ({"x-rate-limit-reset": "3000"}, 3.0),
        ({"x-ratelimit-reset": "3600000"}, 3600.0),
        ({"retry-after": "7"}, 7.0),
        ({"retry-after": "0.5"}, 0.5),
        ({"retry-after": date(90)}, 90.0),
        ({"retry-after": date(-90)}, 0.0),
        ({"retry-after": "1", "x-ratelimit-reset": "2500"}, 2.5),
        ({"retry-after": "4", "x-ratelimit-reset": "nonsense"}, 4.0),
    ],
)
def test_every_known_header_for_a_wait_is_read(headers: dict[str, str], seconds: float) -> None:
    assert reset_after(headers, NOW) == pytest.approx(seconds)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("x-ratelimit-reset", str(EPOCH + 30)),
        ("x-ratelimit-reset", str((EPOCH + 30) * 1000)),
        ("x-rate-limit-reset", str(EPOCH + 30)),
        ("retry-after", str(EPOCH + 30)),
    ],
)
def test_a_timestamp_is_not_read_as_a_duration(name: str, text: str) -> None:
    assert reset_after({name: text}, NOW) == pytest.approx(30.0)


@pytest.mark.parametrize("name", ["x-ratelimit-reset", "x-rate-limit-reset", "retry-after"])
@pytest.mark.parametrize("text", ["", " ", "-5", "-0.1", "NaN", "inf", "-inf", "1e999", "soon", "5, 7", "5;7", "0x10"])
def test_invalid_numbers_are_ignored(name: str, text: str) -> None:
    assert reset_after({name: text}, NOW) is None


def test_without_headers_there_is_no_limit() -> None:
    assert reset_after({}, NOW) is None
    assert requests_left({}) is None


def test_a_retry_date_is_compared_with_the_servers_clock() -> None:
    fast = timedelta(minutes=20)
    headers = {"retry-after": date(10), "date": date(0)}
    assert reset_after(headers, NOW + fast) == pytest.approx(10.0)


@pytest.mark.parametrize(
    ("headers", "remaining"),
    [
        ({"x-ratelimit-remaining": "0"}, 0),
        ({"x-ratelimit-remaining": "12"}, 12),
        ({"x-rate-limit-remaining": "3"}, 3),
        ({"x-ratelimit-remaining": "12", "x-rate-limit-remaining": "3"}, 3),
        ({"x-ratelimit-remaining": "-1"}, None),
        ({"x-ratelimit-remaining": "many"}, None),
    ],
)
def test_the_remaining_quota_is_read(headers: dict[str, str], remaining: float | None) -> None:
    assert requests_left(headers) == remaining


def test_a_date_without_a_zone_is_in_utc() -> None:
    assert http_date("Mon, 23 Nov 2026 09:00:00") == NOW
    assert http_date("Mon, 23 Nov 2026 09:00:00 -0000") == NOW
    assert http_date("Mon, 23 Nov 2026 11:00:00 +0200") == NOW


@given(st.text())
def test_no_header_value_raises(text: str) -> None:
    moment = http_date(text)
    assert moment is None or moment.tzinfo is UTC
    for name in ("x-ratelimit-reset", "retry-after", "date"):
        wait = reset_after({name: text, "retry-after": text}, NOW)
        assert wait is None or 0 <= wait < float("inf")


@given(st.from_regex(r"[A-Za-z]{0,4},? ?[0-9]{0,30} [A-Za-z]{0,4} -?[0-9]{0,30} [0-9:.]{0,40} ?[-+A-Z0-9]{0,30}"))
def test_no_invalid_date_raises(text: str) -> None:
    moment = http_date(text)
    assert moment is None or moment.tzinfo is UTC
