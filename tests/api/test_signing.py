import inspect
import json
import locale
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mimecast_hold.api.auth import signing

VECTORS = {
    path.stem: json.loads(path.read_text()) for path in sorted((Path(__file__).parent / "vectors").glob("*.json"))
}
each_vector = pytest.mark.parametrize("vector", VECTORS.values(), ids=VECTORS)
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@each_vector
def test_the_whole_header_is_what_openssl_makes_of_the_parts(vector: dict[str, str]) -> None:
    date = signing.date_header(datetime.fromisoformat(vector["moment"]))
    text = signing.data_to_sign(date, vector["request_id"], vector["uri"], vector["app_key"])
    signed = signing.signature(vector["secret_key"], text)
    assert signing.authorization(vector["access_key"], signed) == vector["authorization"]


@each_vector
def test_each_stage_gives_what_the_next_one_takes(vector: dict[str, str]) -> None:
    assert signing.date_header(datetime.fromisoformat(vector["moment"])) == vector["date_header"]
    parts = (vector["date_header"], vector["request_id"], vector["uri"], vector["app_key"])
    assert signing.data_to_sign(*parts) == vector["data_to_sign"]
    assert signing.signature(vector["secret_key"], vector["data_to_sign"]) == vector["signature"]
    assert signing.authorization(vector["access_key"], vector["signature"]) == vector["authorization"]


def test_the_date_of_mimecasts_page_comes_out_to_the_letter() -> None:
    assert signing.date_header(datetime(2015, 11, 24, 12, 50, 11, tzinfo=UTC)) == "Tue, 24 Nov 2015 12:50:11 UTC"


@given(
    st.datetimes(min_value=datetime(1900, 1, 2), max_value=datetime(9998, 1, 1)),  # noqa: DTZ001 - given a zone below
    st.integers(-14 * 60, 14 * 60),
)
def test_every_date_has_the_documented_form(moment: datetime, minutes: int) -> None:
    there = moment.replace(tzinfo=timezone(timedelta(minutes=minutes)))
    utc = there.astimezone(UTC)
    day, month = DAYS[utc.weekday()], MONTHS[utc.month - 1]
    assert signing.date_header(there) == f"{day}, {utc.day:02} {month} {utc.year:04} {utc:%H:%M:%S} UTC"


@pytest.fixture
def _another_zone(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with monkeypatch.context() as patch:
        patch.setenv("TZ", "Asia/Kathmandu")
        time.tzset()
        yield
    time.tzset()


@pytest.mark.usefixtures("_another_zone")
def test_the_machines_zone_does_not_matter() -> None:
    for vector in VECTORS.values():
        assert signing.date_header(datetime.fromisoformat(vector["moment"])) == vector["date_header"]


@pytest.fixture
def _another_locale() -> Iterator[None]:
    before = locale.setlocale(locale.LC_TIME)
    for name in ("de_DE.UTF-8", "fr_FR.UTF-8", "ja_JP.UTF-8", "es_ES.UTF-8", "pl_PL.UTF-8"):
        try:
            locale.setlocale(locale.LC_TIME, name)
        except locale.Error:
            continue
        yield
        locale.setlocale(locale.LC_TIME, before)
        return
    pytest.skip("no locale but English is installed; that strftime is not used has a test of its own")


@pytest.mark.usefixtures("_another_locale")
def test_the_names_are_english_under_another_locale() -> None:
    assert signing.date_header(datetime(2015, 11, 24, 12, 50, 11, tzinfo=UTC)).startswith("Tue, 24 Nov")


def test_nothing_that_heeds_a_locale_makes_the_date() -> None:
    assert not {"strftime", "ctime", "strptime", "locale"} & set(inspect.getsource(signing.date_header).split("."))
    assert "strftime(" not in inspect.getsource(signing)


def test_the_uri_is_part_of_what_is_signed() -> None:
    vector = VECTORS["mimecasts_page"]
    other = signing.data_to_sign(
        vector["date_header"], vector["request_id"], "/api/account/get-account", vector["app_key"]
    )
    assert signing.signature(vector["secret_key"], other) != vector["signature"]
