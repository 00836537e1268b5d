import json
from pathlib import Path

import pytest

from mimecast_hold.errors import InputError
from mimecast_hold.plugin.manifest import load, schema
from mimecast_hold.plugin.validation.schemas import check_parameters

HERE = Path(__file__).parent
VALID = sorted(HERE.glob("*/valid/*.json"))
INVALID = sorted(HERE.glob("*/invalid/*.json"))


def name_of(path: Path) -> str:
    return f"{path.parent.parent.name}-{path.stem}"


def test_every_action_has_valid_and_invalid_examples() -> None:
    actions = {action.id for action in load().actions}
    assert {path.parent.parent.name for path in VALID} == actions
    assert {path.parent.parent.name for path in INVALID} == actions


@pytest.mark.parametrize("path", VALID, ids=name_of)
def test_valid_parameters_are_accepted(path: Path) -> None:
    given = json.loads(path.read_text(encoding="utf-8"))
    accepted = check_parameters(schema(f"{path.parent.parent.name}.input"), given)
    filled_in = {name for name, value in given.items() if value is not None and str(value).strip()}
    assert {name: accepted[name] for name in filled_in} == {name: given[name] for name in filled_in}


@pytest.mark.parametrize("path", INVALID, ids=name_of)
def test_invalid_parameters_are_refused_with_their_path(path: Path) -> None:
    case = json.loads(path.read_text(encoding="utf-8"))
    with pytest.raises(InputError) as caught:
        check_parameters(schema(f"{path.parent.parent.name}.input"), case["input"])
    assert caught.value.field == case["path"]
    assert case["says"] in str(caught.value)
    assert str(caught.value).startswith(f"{case['path']}: ")
    assert str(caught.value).isprintable()
    assert len(str(caught.value)) < 500
