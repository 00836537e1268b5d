"""One class per action."""

from mimecast_hold_modules import HoldAction


class TestConnection(HoldAction):
    """Check the credentials and permissions, and report what works and what is missing."""

    action_id = "test_connection"


class FindHeldMessages(HoldAction):
    """List held messages that match filters, with the ids for releasing or rejecting them."""

    action_id = "find_held_messages"


class GetHoldSummary(HoldAction):
    """Count held messages by reason."""

    action_id = "get_hold_summary"


class ReleaseHeldMessage(HoldAction):
    """Release held messages by id, and report the outcome of each."""

    action_id = "release_held_message"


class ReleaseMatchingHeldMessages(HoldAction):
    """Release all held messages that match filters, or none if there are too many. A dry run by default."""

    action_id = "release_matching_held_messages"


class RejectHeldMessage(HoldAction):
    """Reject held messages by id, and optionally notify their senders."""

    action_id = "reject_held_message"


class GetReleaseLog(HoldAction):
    """List messages that left the hold queue, with what happened to each and who decided."""

    action_id = "get_release_log"
