"""The Python library: its arguments are checked as strictly as a platform's parameters."""

from pathlib import Path
from typing import Any

import pytest

from mimecast_hold import ApiKeys, HoldQueue, MimecastHoldError
from mimecast_hold.api.connection import BOUNDS
from mimecast_hold.errors import ConfigurationError, InputError
from mimecast_hold.hold_queue.search.filters import ROUTES, SEARCH_FIELDS
from mimecast_hold.hold_queue.search.release_log import LOG_SEARCH_FIELDS
from mimecast_hold.plugin.manifest import schema
from mimecast_hold.simulator import Simulator, Tenant

KEYS = ("access_key", "secret_key", "app_id", "app_key")


def queue_to(sim: Simulator, **settings: Any) -> HoldQueue:
    known = sim.connection()
    return HoldQueue(ApiKeys(*(known[name] for name in KEYS)), base_url=known["base_url"], **settings)


@pytest.mark.parametrize("variable", ["REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"])
def test_ca_bundles_from_the_environment_are_trusted(
    variable: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    tenant = Tenant(held=1)
    with Simulator(tenant, tls=True) as sim:
        other = "CURL_CA_BUNDLE" if variable == "REQUESTS_CA_BUNDLE" else "REQUESTS_CA_BUNDLE"
        monkeypatch.delenv(other, raising=False)
        monkeypatch.setenv(variable, sim.connection()["ca_bundle"])
        with queue_to(sim) as queue:
            (record,) = queue.release(list(tenant.held))
    assert record.outcome == "released"


@pytest.mark.parametrize("name", sorted(BOUNDS))
def test_a_limit_out_of_bounds_is_refused(name: str) -> None:
    least, most = BOUNDS[name]
    keys = ApiKeys("a", "Yg==", "c", "d")
    for value in (least - 1, most + 1, True, "4", None, float("nan")):
        with pytest.raises(ConfigurationError) as caught:
            HoldQueue(keys, region="eu", **{name: value})  # type: ignore[arg-type]
        assert caught.value.field == name
    HoldQueue(keys, region="eu", **{name: most}).close()  # type: ignore[arg-type]


def test_bounds_and_choices_agree_with_the_schemas() -> None:
    fields = schema("connection")["properties"]
    assert {name: (fields[name]["minimum"], fields[name]["maximum"]) for name in BOUNDS} == BOUNDS
    find = schema("find_held_messages.input")["properties"]
    assert (find["search_field"]["enum"], find["route"]["enum"]) == (list(SEARCH_FIELDS), list(ROUTES))
    assert schema("get_release_log.input")["properties"]["search_field"]["enum"] == list(LOG_SEARCH_FIELDS)


def test_every_mistake_raises_an_error_of_this_package() -> None:
    with pytest.raises(MimecastHoldError), Simulator(Tenant(held=1)) as sim:
        queue_to(sim).find(route="sideways")


IDS = ["a"]
NUMBERS: list[Any] = [float("nan"), float("inf"), -1, 0, True, "5", 5.5, None, [5]]
FLAGS: list[Any] = [None, 0, 1, "true", "", []]
SLIPS: list[tuple[str, tuple[Any, ...], dict[str, Any]]] = [
    *(("release_matching", (), {"route": "inbound", "max_messages": value}) for value in NUMBERS),
    *(("find", (), {"max_messages": value}) for value in NUMBERS),
    *(("release_log", (), {"max_entries": value}) for value in NUMBERS),
    *(("release", (IDS,), {"dry_run": value}) for value in FLAGS),
    *(("release", (IDS,), {"look_first": value}) for value in FLAGS),
    *(("reject", (IDS,), {"dry_run": value}) for value in FLAGS),
    *(("reject", (IDS,), {"notify": value}) for value in FLAGS),
    *(("reject", (IDS,), {"look_first": value}) for value in FLAGS),
    *(("release_matching", (), {"route": "inbound", "max_messages": 5, "dry_run": value}) for value in FLAGS),
    *(("release_matching", (), {"route": "inbound", "max_messages": 5, "admin": value}) for value in FLAGS),
    *(("find", (), {"include_raw": value}) for value in FLAGS),
    *(("find", (), {"admin": value}) for value in FLAGS),
    *(("test", (), {"check_release_permission": value}) for value in FLAGS),
    *(
        (verb, given, {**more, "deadline_seconds": value})
        for verb, given, more in (
            ("release", (IDS,), {}),
            ("reject", (IDS,), {}),
            ("release_matching", (), {"route": "inbound", "max_messages": 5}),
            ("find", (), {}),
            ("summary", (), {}),
            ("release_log", (), {}),
            ("test", (), {}),
        )
        for value in (float("nan"), float("inf"), 0, -1, True, "x", "5", [5], 86_401)
    ),
    ("reject", (IDS,), {"reason_type": 5}),
    ("reject", (IDS,), {"message": ["x"]}),
    ("find", (), {"held_group": "nobody"}),
    ("find", (), {"start": 5}),
    ("find", (), {"reason_codes": None}),
    ("find", (), {"only_if": {"senders": ["a@example.com"]}}),
    ("find", (), {"reason_code": "x"}),
    ("release_log", (), {"reason_code": "x"}),
    ("release_log", (), {"search_feild": "to"}),
    ("release_matching", (), {"route": "inbound", "max_messages": 5, "only_if": {"senders": ["a@example.com"]}}),
    ("release_matching", (), {"route": "inbound", "max_messages": 5, "reason_code": "x"}),
    ("release_matching", (), {"route": "inbound", "max_messages": 5, "serach_text": "x"}),
]


@pytest.mark.parametrize(("verb", "given", "more"), SLIPS)
def test_an_invalid_argument_is_refused_and_nothing_is_sent(
    verb: str, given: tuple[Any, ...], more: dict[str, Any]
) -> None:
    with Simulator(Tenant(held=1)) as sim, queue_to(sim) as queue:
        with pytest.raises(InputError) as caught:
            getattr(queue, verb)(*given, **more)
        assert sim.requests == []
    assert caught.value.field in more
    assert caught.value.hint


def test_a_misspelt_keyword_suggests_the_right_name() -> None:
    with Simulator(Tenant(held=1)) as sim, queue_to(sim) as queue, pytest.raises(InputError) as caught:
        queue.release_matching(max_messages=5, reason_code="x")  # type: ignore[call-arg]
    assert "reason_code" in str(caught.value)
    assert 'Did you mean "reason_codes"?' in caught.value.hint


@pytest.mark.parametrize(
    "given",
    [
        {"require_guard": None},
        {"require_guard": "true"},
        {"allow_other_host": 1},
        {"timeout": 5},
        {"timeout_seconds": float("inf")},
    ],
)
def test_an_invalid_connection_is_refused(given: Any) -> None:
    with pytest.raises(ConfigurationError) as caught:
        HoldQueue(ApiKeys("a", "Yg==", "c", "d"), region="eu", **given)
    assert caught.value.field in given


@pytest.mark.parametrize("region", ["EU", "Eu", " eu "])
def test_a_region_may_be_written_in_any_letter_case(region: str) -> None:
    with HoldQueue(ApiKeys("a", "Yg==", "c", "d"), region=region):
        pass
