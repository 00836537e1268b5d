"""The permission and product that each call requires, for the hint if Mimecast refuses it. Pure.

plugin.yaml lists the same for each action, and a test compares them. Sources: the endpoints' pages in Mimecast's API
reference.
"""

from collections.abc import Mapping
from typing import Literal, NamedTuple

from mimecast_hold.api.answer.classification import Answer
from mimecast_hold.api.answer.refusals import INTERMITTENT, NO_PERMISSION, NO_PRODUCT, NOT_PERMITTED, WRONG_KEY
from mimecast_hold.errors import Problem

Api = Literal["1.0", "2.0"]


class Needs(NamedTuple):
    """The role's permission and the API 2.0 application's product; None if Mimecast's page names none."""

    permission: str
    product: str | None


_GATEWAY = "Cloud Gateway"

NEEDS: Mapping[str, Needs] = {
    "/api/gateway/hold-release": Needs("Account | Monitoring | Held | Edit", _GATEWAY),
    "/api/gateway/hold-reject": Needs("Account | Monitoring | Held | Edit", _GATEWAY),
    "/api/gateway/get-hold-message-list": Needs("Account | Dashboard | Read", _GATEWAY),
    "/api/gateway/get-hold-summary-list": Needs("Account | Monitoring | Held Summary | Read", _GATEWAY),
    "/api/gateway/get-held-release-logs": Needs("Account | Monitoring | Held | Read", "Audit Events"),
    "/api/account/get-account": Needs("Account | Dashboard | Read", None),
}

_FIELDS: Mapping[Api, str] = {"1.0": "access_key, secret_key, app_id and app_key", "2.0": "client_id and client_secret"}
_SOMETIMES = "Run the action again: Mimecast sometimes gives this response for correct credentials. If it persists: "


def with_hints(answer: Answer, path: str, api: Api) -> Answer:
    """Return the answer with hints that name the permission, the product and the fields of this call."""
    problem = answer.problem and _with_hint(answer.problem, path, api)
    failures = tuple(
        failure._replace(refusal=failure.refusal._replace(problem=_with_hint(failure.refusal.problem, path, api)))
        for failure in answer.failures
    )
    return answer._replace(problem=problem, failures=failures)


def _with_hint(problem: Problem, path: str, api: Api) -> Problem:
    hint, needs = problem.hint, NEEDS.get(path)
    if hint == WRONG_KEY:
        hint = hint.replace("the credentials", _FIELDS[api], 1)
        if problem.code == INTERMITTENT:
            hint = _SOMETIMES + hint
    elif needs and hint in (NO_PERMISSION, NOT_PERMITTED):
        hint = hint.replace("lacks a permission", f"needs: {needs.permission.replace(' | ', ', ')}")
    elif needs and needs.product and hint == NO_PRODUCT:
        hint = hint.replace("that contains this call", needs.product)
    return problem.with_hint(hint)
