"""A stand-in of ours for the server's part: how an incident's context takes in entries, and how a playbook reads it.

The server itself is not published. What is written here rests on what is:

- Palo Alto Networks, "Context and outputs" and "Cortex XSOAR Transform Language (DT)": `Path(val.ID == obj.ID)` updates
  the object with the same ID, and adds a new one where there is none.
- CommonServerPython, `CommandResults(replace_existing=True)`: "Replace the context value at outputs_prefix if it
  exists". It writes `Parent(true)` with one field in it: `(true)` matches what is there, and the field is replaced.
- demisto/content, pull request 30501: without such a selector a value is not overridden by the next run.
- DT: a path through a list gives the value of each of its items, and a condition on a list holds if any item fits.
"""

import re
from collections.abc import Callable
from typing import Any

_KEY = re.compile(r"(?P<path>[A-Za-z.]+)(?:\((?P<selector>.*)\))?")
_SAME = re.compile(r"val\.(?P<name>\w+)(?: && val\.(?P=name))? == obj\.(?P=name)")


def merge(context: dict[str, Any], entry_context: dict[str, Any]) -> None:
    """Take an entry's context into the incident's."""
    for key, value in entry_context.items():
        found = _KEY.fullmatch(key)
        assert found, f"no key of a context: {key}"
        *above, name = found["path"].split(".")
        place = context
        for step in above:
            place = place.setdefault(step, {})
        place[name] = _merged(place.get(name), value, _matches(found["selector"]))


def value(context: dict[str, Any], path: str) -> Any:
    """What `${path}` is in a playbook: None where there is nothing, a list where the path goes through one."""
    found: Any = context
    for step in path.split("."):
        found = _step(found, step)
    return found


def equals(found: object, expected: object) -> bool:
    """A condition's `Equals`: for a list, whether any item is equal."""
    return expected in found if isinstance(found, list) else found == expected


def _step(found: object, name: str) -> object:
    if isinstance(found, list):
        each = [_step(item, name) for item in found]
        return [one for item in each for one in (item if isinstance(item, list) else [item]) if one is not None]
    return found.get(name) if isinstance(found, dict) else None


def _matches(selector: str | None) -> Callable[[Any, Any], bool]:
    """Whether a selector ties what is there (`val`) to what is new (`obj`)."""
    if selector is None:
        return lambda val, obj: bool(val == obj)
    if selector == "true":
        return lambda _val, _obj: True
    same = [_SAME.fullmatch(one) for one in re.split(r" && (?=val\.\w+ && )", selector)]
    assert all(same), f"not a selector that is known here: {selector}"
    # `val.Name && ...` is also the check that there is one.
    names = [one["name"] for one in same if one]
    return lambda val, obj: all(val.get(name) and val.get(name) == obj.get(name) for name in names)


def _merged(old: Any, new: Any, matches: Callable[[Any, Any], bool]) -> Any:
    kept = [] if old is None else list(old) if isinstance(old, list) else [old]
    for item in new if isinstance(new, list) else [new]:
        alike = [number for number, one in enumerate(kept) if matches(one, item)]
        for number in alike:
            kept[number] = {**kept[number], **item} if isinstance(item, dict) else item
        if not alike:
            kept.append(item)
    return kept[0] if len(kept) == 1 else kept
