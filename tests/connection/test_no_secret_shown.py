"""No error about a connection shows a secret."""

import traceback
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from mimecast_hold.errors import ConfigurationError
from mimecast_hold.plugin.connection.file import ConnectionFile
from mimecast_hold.plugin.connection.settings import connection_from
from mimecast_hold.plugin.manifest import schema

CANARY = "Canary7f3aZZ"
LETTERS = "CanaryOfLettersOnly"
WHOLE = {
    "access_key": CANARY,
    "secret_key": CANARY,
    "app_id": "id",
    "app_key": CANARY,
    "region": "eu",
    "proxy_url": f"http://user:{CANARY}@proxy.example.com:3128",
}
FIELDS = list(schema("connection")["properties"])


def shown(error: BaseException | None) -> Iterator[str]:
    """Yield everything that a log of the error and its causes could contain."""
    while error is not None:
        yield "".join(traceback.format_exception(error, limit=0))
        yield repr(error.args) + repr(vars(error))
        yield repr(getattr(error, "hint", "")) + repr(getattr(error, "problem", str)())
        error = error.__cause__ or error.__context__


def attempts(values: Mapping[str, object]) -> Iterator[tuple[Any, Any, Any]]:
    yield values, None, {}
    yield None, ConnectionFile("conn.yaml", values, is_text=True), {}
    yield None, None, {f"MIMECAST_{name.upper()}": str(value) for name, value in values.items()}


def leaks(layers: tuple[Any, Any, Any]) -> list[str]:
    """Return the texts of the error that contain the canary, or nothing if there is no error."""
    try:
        connection_from(*layers)
    except ConfigurationError as error:
        return [text for text in shown(error) if CANARY in text or LETTERS in text]
    return []


def test_a_connection_does_not_show_its_secrets() -> None:
    for layers in attempts(WHOLE):
        settings = connection_from(*layers)
        assert CANARY not in repr(settings) + str(settings.connection)


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize(
    "value",
    [CANARY, f"\n{CANARY}\x00{CANARY}", f"http://{CANARY}@x", f"{CANARY}!", [CANARY], {CANARY: 1}],
)
def test_no_error_shows_the_value_of_a_field(field: str, value: object) -> None:
    for layers in attempts({**WHOLE, field: value}):
        assert leaks(layers) == []


@pytest.mark.parametrize("left_out", FIELDS)
def test_no_refusal_of_what_is_left_shows_the_rest(left_out: str) -> None:
    rest = {name: value for name, value in WHOLE.items() if name != left_out}
    for values in (rest, rest | {"client_id": CANARY}, rest | {f"{CANARY}==": CANARY}, rest | {LETTERS: CANARY}):
        for layers in attempts(values):
            assert leaks(layers) == []
