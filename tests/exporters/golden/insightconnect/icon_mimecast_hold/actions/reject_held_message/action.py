import insightconnect_plugin_runtime
from insightconnect_plugin_runtime.telemetry import auto_instrument

from .schema import RejectHeldMessageInput, RejectHeldMessageOutput, Component

# Custom imports below
from icon_mimecast_hold.util.run import run


class RejectHeldMessage(insightconnect_plugin_runtime.Action):
    def __init__(self):
        super(self.__class__, self).__init__(
            name="reject_held_message",
            description=Component.DESCRIPTION,
            input=RejectHeldMessageInput(),
            output=RejectHeldMessageOutput(),
        )

    @auto_instrument
    def run(self, params={}):
        return run("reject_held_message", self.connection.settings, params, self.output.schema)
