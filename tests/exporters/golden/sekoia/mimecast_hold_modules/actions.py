"""One class an action."""

from mimecast_hold_modules import HoldAction


class TestConnection(HoldAction):
    """Checks that Mimecast accepts the credentials, and says what works and what is missing."""

    action_id = "test_connection"


class FindHeldMessages(HoldAction):
    """Lists the messages that Mimecast holds, filtered, with the ids to release or reject them by."""

    action_id = "find_held_messages"


class GetHoldSummary(HoldAction):
    """Counts what Mimecast holds, for each reason."""

    action_id = "get_hold_summary"


class ReleaseHeldMessage(HoldAction):
    """Releases held messages by their ids, and says for each what became of it."""

    action_id = "release_held_message"


class ReleaseMatchingHeldMessages(HoldAction):
    """Releases the held messages that fit a filter, up to a number; a dry run unless said otherwise."""

    action_id = "release_matching_held_messages"


class RejectHeldMessage(HoldAction):
    """Rejects held messages by their ids, with a notification to the sender where wanted."""

    action_id = "reject_held_message"


class GetReleaseLog(HoldAction):
    """Lists what became of messages that left the hold queue, and who decided."""

    action_id = "get_release_log"
