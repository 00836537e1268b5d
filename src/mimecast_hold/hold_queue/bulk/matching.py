"""Find the messages that release-matching may release."""

from typing import TYPE_CHECKING

from mimecast_hold.api.client import Client
from mimecast_hold.api.deadline import Deadline
from mimecast_hold.hold_queue.outcome.events import Seen
from mimecast_hold.hold_queue.search.endpoints import held_pages
from mimecast_hold.hold_queue.search.messages import HeldMessage, held_message
from mimecast_hold.hold_queue.search.snapshot import seen_at

if TYPE_CHECKING:
    from mimecast_hold.hold_queue.search.filters import Filter

_UNCHECKED = (
    "Held messages left out because a value that the filters need is missing or could not be read: {:,}. Find them "
    "with find_held_messages, then release or reject them by id."
)
_UNREADABLE = "Items of Mimecast's list left out because they could not be read: {:,}."
_UNLISTED = "Messages left out because Mimecast counts them but did not list them: {:,}."


def find_matches(client: Client, wanted: "Filter", deadline: Deadline) -> tuple[dict[str, Seen], list[str]]:
    """Return the held messages whose own values match, and warnings about those that cannot be released."""
    matched: dict[str, Seen] = {}
    read: dict[str, HeldMessage] = {}
    unchecked: set[str] = set()
    unreadable = unlisted = 0
    for page in held_pages(client, wanted.search(client.connection.api), deadline):
        moment = seen_at(client, page)
        unreadable += page.unreadable
        unlisted = page.unlisted
        for message in map(held_message, page.items):
            twin = read.setdefault(message.id, message)
            if twin is not message and twin == message:
                continue
            # With one id for two different messages, it is unclear which one a release would release.
            verdict = wanted.verdict(message) if twin is message else "unchecked"
            if verdict == "unchecked":
                unchecked.add(message.id)
                matched.pop(message.id, None)
            elif verdict == "fits":
                matched[message.id] = Seen(message.as_dict(), moment)
    left_out = ((len(unchecked), _UNCHECKED), (unreadable, _UNREADABLE), (unlisted, _UNLISTED))
    return matched, [text.format(count) for count, text in left_out if count]
