import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mimecast_hold.errors import InputError, MimecastHoldError
from mimecast_hold.mcp_server.bounds import Bounds, Budget, both, bounds, read_guard
from mimecast_hold.plugin.manifest import load

DECLARED = load()
RELEASE = DECLARED.action("release_held_message")
MATCHING = DECLARED.action("release_matching_held_messages")
REJECT = DECLARED.action("reject_held_message")
FIND = DECLARED.action("find_held_messages")


def envelope(*outcomes: str, category: str | None = None) -> dict[str, Any]:
    released = {"released": True, "already_released": True, "unknown": None}
    return {
        "records": [{"outcome": one, "released": released.get(one, False)} for one in outcomes],
        "error": {"category": category} if category else None,
    }


def test_only_read_actions_are_allowed_by_default() -> None:
    allowed = {action.id for action in DECLARED.actions if Bounds().allows(action)}
    assert allowed == {action.id for action in DECLARED.actions if action.effect == "read"}


def test_permission_for_one_change_does_not_extend_to_another() -> None:
    allowed = bounds(DECLARED, ["release_held_message"], None, 50)
    assert allowed.allows(RELEASE)
    assert not allowed.allows(REJECT)


@pytest.mark.parametrize("name", ["release", "find_held_messages", ""])
def test_permission_for_an_action_that_changes_nothing_is_refused(name: str) -> None:
    with pytest.raises(InputError):
        bounds(DECLARED, [name], None, 50)


def test_an_action_without_a_guard_is_refused_if_the_server_has_one() -> None:
    with pytest.raises(InputError, match="has no only_if"):
        bounds(DECLARED, ["release_matching_held_messages"], {"senders": ["a@example.com"]}, 50)


def test_the_servers_guard_applies_even_if_the_agent_gives_none() -> None:
    applied = Bounds(only_if={"recipient_domains": ["example.org"]}).applied(RELEASE, {"ids": ["x"]})
    assert applied["only_if"] == {"recipient_domains": ["example.org"]}


def test_a_guard_does_not_apply_to_an_action_that_only_reads() -> None:
    assert "only_if" not in Bounds(only_if={"senders": ["a@example.com"]}).applied(FIND, {})


def test_a_call_has_a_deadline_unless_it_says_otherwise() -> None:
    assert Bounds().applied(FIND, {})["deadline_seconds"] == 50
    assert Bounds().applied(FIND, {"deadline_seconds": 5})["deadline_seconds"] == 5


def test_both_guards_apply_in_any_letter_case() -> None:
    joined = both(
        {"senders": ["a@example.com", "b@example.com"]}, {"senders": ["B@Example.com"], "recipients": ["C@example.org"]}
    )
    assert joined == {"senders": ["b@example.com"], "recipients": ["c@example.org"]}


def test_guards_that_exclude_each_other_are_refused() -> None:
    with pytest.raises(MimecastHoldError, match="none of these values") as caught:
        both({"senders": ["a@example.com"]}, {"senders": ["b@example.com"]})
    assert caught.value.problem().category == "guard"


FIELDS = st.sampled_from(["senders", "recipients", "reason_codes"])
VALUES = st.lists(st.sampled_from(["a@example.org", "B@example.org", "c@Example.org", "d@example.org"]), min_size=1)
GUARDS = st.dictionaries(FIELDS, VALUES, min_size=1)


@given(GUARDS, GUARDS)
def test_no_agent_can_widen_a_guard(pinned: dict[str, list[str]], asked: dict[str, list[str]]) -> None:
    try:
        joined = both(pinned, asked)
    except MimecastHoldError:
        return
    for name, values in pinned.items():
        assert joined[name]
        assert set(joined[name]) <= {value.lower() for value in values}


def test_a_guard_is_read_from_a_file(tmp_path: Path) -> None:
    path = tmp_path / "guard.json"
    path.write_text(json.dumps({"sender_domains": ["Example.com"]}), encoding="utf-8")
    assert read_guard(str(path), DECLARED) == {"sender_domains": ["example.com"]}


@pytest.mark.parametrize(
    "text",
    [
        "{}",
        "[]",
        "{",
        "null",
        '""',
        '{"sender": ["a@example.com"]}',
        '{"senders": []}',
        '{"senders": ["a@example.com"], "recipients": []}',
        '{"senders": ["a@example.com"], "recipients": null}',
        '{"senders": ["a@example.com"], "recipients": "  "}',
        '{"senders": ["a@example.com", ""]}',
        '{"senders": ["a@example.com"], "senders": ["b@example.com"]}',
    ],
)
def test_a_file_without_a_valid_guard_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "guard.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError):
        read_guard(str(path), DECLARED)


def test_a_guard_whose_file_is_missing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        read_guard(str(tmp_path / "none.json"), DECLARED)


def test_changes_are_counted_over_a_session() -> None:
    budget = Budget(3)
    taken = budget.take(RELEASE, {"ids": ["a", "b", "a"], "dry_run": False})
    assert (taken, budget.left) == (2, 1)
    with pytest.raises(MimecastHoldError, match="1 of this session's 3"):
        budget.take(RELEASE, {"ids": ["c", "d"], "dry_run": False})
    assert budget.left == 1


def test_a_dry_run_and_a_search_cost_nothing() -> None:
    budget = Budget(0)
    assert budget.take(RELEASE, {"ids": ["a"], "dry_run": True}) == 0
    assert budget.take(FIND, {"max_messages": 5}) == 0


def test_a_release_by_a_filter_counts_for_as_many_as_it_may_release() -> None:
    budget = Budget(10)
    with pytest.raises(MimecastHoldError):
        budget.take(MATCHING, {"max_messages": 11, "dry_run": False})
    assert budget.take(MATCHING, {"max_messages": 10, "dry_run": False}) == 10


def test_unchanged_messages_are_refunded_and_unknown_ones_are_not() -> None:
    budget = Budget(4)
    taken = budget.take(RELEASE, {"ids": list("abcd"), "dry_run": False})
    budget.settle(taken, envelope("released", "unknown", "failed", "not_attempted"))
    assert budget.left == 2


def test_a_message_that_was_released_before_costs_nothing() -> None:
    budget = Budget(4)
    taken = budget.take(RELEASE, {"ids": list("abcd"), "dry_run": False})
    budget.settle(taken, envelope("already_released", "already_released", "released", "unknown"))
    assert budget.left == 2
    taken = budget.take(REJECT, {"ids": ["a"], "dry_run": False})
    budget.settle(taken, {"records": [{"outcome": "already_rejected", "rejected": True}], "error": None})
    assert budget.left == 2


def test_nothing_is_refunded_after_a_defect() -> None:
    budget = Budget(4)
    taken = budget.take(RELEASE, {"ids": list("abcd"), "dry_run": False})
    budget.settle(taken, envelope(category="internal"))
    assert budget.left == 0
