"""The module's entry point. The platform passes the name of the action as the only argument."""

from mimecast_hold_modules import HoldModule, HoldValidator
from mimecast_hold_modules.actions import (
    TestConnection,
    FindHeldMessages,
    GetHoldSummary,
    ReleaseHeldMessage,
    ReleaseMatchingHeldMessages,
    RejectHeldMessage,
    GetReleaseLog,
)

if __name__ == "__main__":
    module = HoldModule()
    module.register_account_validator(HoldValidator)
    module.register(TestConnection, "test_connection")
    module.register(FindHeldMessages, "find_held_messages")
    module.register(GetHoldSummary, "get_hold_summary")
    module.register(ReleaseHeldMessage, "release_held_message")
    module.register(ReleaseMatchingHeldMessages, "release_matching_held_messages")
    module.register(RejectHeldMessage, "reject_held_message")
    module.register(GetReleaseLog, "get_release_log")
    module.run()
