"""What each call needs, for the hint where Mimecast refuses it. Pure.

plugin.yaml says the same for each action, and a test holds the two together. Sources: the pages of the endpoints in
Mimecast's API reference.
"""

from collections.abc import Mapping
from typing import Literal, NamedTuple

from mimecast_hold.api.answer.classification import Answer
from mimecast_hold.api.answer.refusals import INTERMITTENT, NO_PERMISSION, NO_PRODUCT, NOT_PERMITTED, WRONG_KEY
from mimecast_hold.errors import Problem

Api = Literal["1.0", "2.0"]


class Needs(NamedTuple):
    """The permission of the role, and the product of an API 2.0 application; None where no page names one."""

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


def advised(answer: Answer, path: str, api: Api) -> Answer:
    """The answer, with hints that name the permission, the product and the fields of this very call."""
    problem = answer.problem and _advised(answer.problem, path, api)
    failures = answer.failures and tuple(
        failure._replace(refusal=failure.refusal._replace(problem=_advised(failure.refusal.problem, path, api)))
        for failure in answer.failures
    )
    return answer._replace(problem=problem, failures=failures)


_AGAIN = "Run the action again: Mimecast answers so now and then for right credentials, too. If it persists: "


def _advised(problem: Problem, path: str, api: Api) -> Problem:
    if problem.hint == WRONG_KEY:
        again = _AGAIN if problem.code == INTERMITTENT else ""
        return problem.hinted(again + WRONG_KEY.replace("the credentials", _FIELDS[api], 1))
    needs = NEEDS.get(path)
    if needs and problem.hint in (NO_PERMISSION, NOT_PERMITTED):
        needed = needs.permission.replace(" | ", ", ")
        return problem.hinted(problem.hint.replace("lacks a permission", f"needs: {needed}"))
    if needs and needs.product and problem.hint == NO_PRODUCT:
        return problem.hinted(NO_PRODUCT.replace("that this call belongs to", needs.product))
    return problem
