import insightconnect_plugin_runtime
from insightconnect_plugin_runtime.telemetry import auto_instrument

from .schema import GetHoldSummaryInput, GetHoldSummaryOutput, Component

# Custom imports below
from icon_mimecast_hold.util.run import run


class GetHoldSummary(insightconnect_plugin_runtime.Action):
    def __init__(self):
        super(self.__class__, self).__init__(
            name="get_hold_summary",
            description=Component.DESCRIPTION,
            input=GetHoldSummaryInput(),
            output=GetHoldSummaryOutput(),
        )

    @auto_instrument
    def run(self, params={}):
        return run("get_hold_summary", self.connection.settings, params, self.output.schema)
