import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mimecast_hold.errors import InputError
from mimecast_hold.hold_queue.dates import mimecast_date, moment_from, moment_in, rfc_3339, window

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
moments = st.datetimes(
    min_value=datetime(2, 1, 1),  # noqa: DTZ001 - given a zone here
    max_value=datetime(9998, 1, 1),  # noqa: DTZ001
    timezones=st.sampled_from([UTC, timezone(timedelta(hours=5, minutes=45)), timezone(-timedelta(hours=9))]),
)


@pytest.fixture
def _another_zone(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with monkeypatch.context() as patch:
        patch.setenv("TZ", "America/St_Johns")
        time.tzset()
        yield
    time.tzset()


def test_a_mimecast_date_has_no_colon_in_its_offset() -> None:
    assert mimecast_date(datetime(2015, 11, 16, 14, 49, 18, tzinfo=UTC)) == "2015-11-16T14:49:18+0000"
    assert (
        mimecast_date(datetime(2015, 11, 16, 16, 49, 18, 999, tzinfo=timezone(timedelta(hours=2))))
        == "2015-11-16T14:49:18+0000"
    )
    assert mimecast_date(datetime(110, 1, 2, tzinfo=UTC)) == "0110-01-02T00:00:00+0000"


@pytest.mark.usefixtures("_another_zone")
@pytest.mark.parametrize(
    "text",
    [
        "2015-11-16T14:49:18+0000",
        "2015-11-16T14:49:18+00:00",
        "2015-11-16T14:49:18Z",
        "2015-11-16T14:49:18",
        "2015-11-16 14:49:18",
        " 2015-11-16T16:49:18+0200 ",
    ],
)
def test_dates_in_answers_are_read_in_every_form(text: str) -> None:
    assert moment_in(text) == datetime(2015, 11, 16, 14, 49, 18, tzinfo=UTC)


@pytest.mark.parametrize(
    "value", [None, 5, "", "soon", "2015-13-01T00:00:00Z", "0001-01-01T00:00:00+14:00", ["x"], "9" * 5000]
)
def test_a_value_that_is_not_a_date_is_none(value: object) -> None:
    assert moment_in(value) is None


@given(moments)
def test_dates_in_requests_can_be_read_back(moment: datetime) -> None:
    assert moment_in(mimecast_date(moment)) == moment.replace(microsecond=0)
    shown = moment_in(rfc_3339(moment))
    assert shown is not None
    assert abs(shown - moment) < timedelta(milliseconds=1)


@given(st.text() | st.none() | st.integers())
def test_reading_a_date_never_raises(value: object) -> None:
    moment = moment_in(value)
    assert moment is None or moment.tzinfo is UTC


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("90m", NOW - timedelta(minutes=90)),
        ("24h", NOW - timedelta(hours=24)),
        (" 7 D ", NOW - timedelta(days=7)),
        ("2w", NOW - timedelta(weeks=2)),
        ("2026-11-22T10:00:00Z", datetime(2026, 11, 22, 10, tzinfo=UTC)),
        ("2026-11-22t10:00:00.5z", datetime(2026, 11, 22, 10, 0, 0, 500_000, tzinfo=UTC)),
        ("2026-11-22 10:00:00+02:00", datetime(2026, 11, 22, 8, tzinfo=UTC)),
    ],
)
def test_a_time_or_a_span_is_accepted(text: str, moment: datetime) -> None:
    assert moment_from(text, NOW, "start") == moment


@pytest.mark.parametrize(
    "text",
    [
        "", "h", "24", "-24h", "1.5h", "24h ago", "٢٤h", "2026-11-22", "2026-11-22T10:00:00", "2026-11-22T10:00:60Z",
        "2026-02-30T10:00:00Z", "0001-01-01T00:00:00+14:00", "999999d", "999999w", "2026-11-22T10:00:00Z\nx",
        "\u0662026-11-22T10:00:00Z",
    ],
)  # fmt: skip
def test_an_invalid_time_is_refused_with_the_parameters_name(text: str) -> None:
    with pytest.raises(InputError) as caught:
        moment_from(text, NOW, "end")
    assert caught.value.field == "end"
    assert str(caught.value).startswith("$.end: ")
    assert "\n" not in str(caught.value)


def test_a_window_starts_before_it_ends() -> None:
    day = timedelta(days=1)
    assert window(None, None, NOW, day) == (NOW - day, None)
    assert window("7d", None, NOW, day) == (NOW - 7 * day, None)
    assert window(None, "7d", NOW, day) == (NOW - 8 * day, NOW - 7 * day)
    assert window(NOW - day, NOW, NOW, day) == (NOW - day, NOW)
    for start, end in (("1h", "2h"), ("1h", "1h"), (NOW, NOW - day), (NOW + 2 * day, None), (5, None)):
        with pytest.raises(InputError) as caught:
            window(start, end, NOW, day)
        assert caught.value.field == "start"
