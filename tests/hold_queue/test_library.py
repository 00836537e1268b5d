"""The library as scripts use it, from its own names: what is given is checked as a platform's parameters are."""

from pathlib import Path
from typing import Any

import pytest

from mimecast_hold import ApiKeys, HoldQueue, MimecastHoldError
from mimecast_hold.api.connection import BOUNDS
from mimecast_hold.errors import ConfigurationError
from mimecast_hold.hold_queue.filters import ROUTES, SEARCH_FIELDS
from mimecast_hold.hold_queue.log_search import LOG_SEARCH_FIELDS
from mimecast_hold.plugin.manifest import schema
from mimecast_hold.simulator import Simulator, Tenant

KEYS = ("access_key", "secret_key", "app_id", "app_key")


def queue_to(sim: Simulator, **settings: Any) -> HoldQueue:
    known = sim.connection()
    return HoldQueue(ApiKeys(*(known[name] for name in KEYS)), base_url=known["base_url"], **settings)


@pytest.mark.parametrize("variable", ["REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"])
def test_authorities_of_the_environment_are_trusted(
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
def test_a_limit_out_of_its_bounds_is_refused(name: str) -> None:
    least, most = BOUNDS[name]
    keys = ApiKeys("a", "Yg==", "c", "d")
    for value in (least - 1, most + 1, True, "4", None, float("nan")):
        with pytest.raises(ConfigurationError) as caught:
            HoldQueue(keys, region="eu", **{name: value})  # type: ignore[arg-type]
        assert caught.value.field == name
    HoldQueue(keys, region="eu", **{name: most}).close()  # type: ignore[arg-type]


def test_bounds_and_words_are_the_schemas() -> None:
    fields = schema("connection")["properties"]
    assert {name: (fields[name]["minimum"], fields[name]["maximum"]) for name in BOUNDS} == BOUNDS
    find = schema("find_held_messages.input")["properties"]
    assert (find["search_field"]["enum"], find["route"]["enum"]) == (list(SEARCH_FIELDS), list(ROUTES))
    assert schema("get_release_log.input")["properties"]["search_field"]["enum"] == list(LOG_SEARCH_FIELDS)


def test_every_mistake_is_an_error_of_ours() -> None:
    with pytest.raises(MimecastHoldError), Simulator(Tenant(held=1)) as sim:
        queue_to(sim).find(route="sideways")
