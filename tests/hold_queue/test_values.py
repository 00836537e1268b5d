from typing import Any

import pytest

from mimecast_hold.hold_queue.values import count as number_of


@pytest.mark.parametrize(
    ("value", "count"),
    [
        (0, 0),
        (1473, 1473),
        (1473.0, 1473),
        ("1473", 1473),
        (" 1473 ", 1473),
        ("1473.0", 1473),
        ("1,473", 1473),
        ("12,345,678", 12345678),
        ("12,34", None),
        (",123", None),
        ("1.473", None),
        ("1 473", None),
        ("-1", None),
        (-1, None),
        (1.5, None),
        (True, None),
        (float("nan"), None),
        (float("inf"), None),
        (10**15, None),
        ("9" * 16, None),
        ("\u0663", None),
        ("", None),
        (None, None),
        ([5], 5),
    ],
)
def test_a_count_is_read_in_any_plain_form(value: Any, count: int | None) -> None:
    assert number_of(value) == count
