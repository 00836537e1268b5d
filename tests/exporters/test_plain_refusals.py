"""Where jsonschema is missing, what is refused is still told in words."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from mimecast_hold.plugin.manifest import load
from mimecast_hold.plugin.validation.plain_refusals import refusal, refusals
from mimecast_hold.plugin.validation.schemas import accepts

CASES = sorted((Path(__file__).parents[1] / "schemas").glob("*/invalid/*.json"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.parent.parent.name}-{case.stem}")
def test_every_refusal_says_where_and_what(case: Path) -> None:
    schema = load().action(case.parent.parent.name).input_schema
    instance = json.loads(case.read_text(encoding="utf-8"))
    if accepts(schema, instance):
        pytest.skip("refused by the action itself, and not by the schema")
    found = refusal(schema, instance)
    assert re.fullmatch(r"\$(\.[a-z_]+|\[\d+\])*: .+\.", found.message(), re.DOTALL)
    assert found.path() == found.message().partition(":")[0]
    assert len(found.expected) < 200
    assert refusals(schema, instance) == [found]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"ids": ["a"], "dry_run": "perhaps"}, "$.dry_run: must be boolean."),
        ({"ids": ["a", "b", 7]}, "$.ids[2]: must be string."),
        ({"ids": ["a"], "only_if": {"senders": ["a@example.com", "nobody"]}}, "$.only_if.senders[1]: not of the form"),
        ({"ids": []}, "$.ids: must contain at least 1 items."),
    ],
)
def test_the_place_is_named_to_the_item(given: dict[str, object], said: str) -> None:
    assert refusal(load().action("release_held_message").input_schema, given).message().startswith(said)


def test_it_stands_in_only_where_jsonschema_is_missing() -> None:
    program = (
        "import sys; from mimecast_hold.plugin.validation.plain_refusals import stand_in_where_needed;"
        "stand_in_where_needed();"
        "print('mimecast_hold.plugin.validation.refusals' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
