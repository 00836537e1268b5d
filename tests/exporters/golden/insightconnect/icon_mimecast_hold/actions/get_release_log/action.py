import insightconnect_plugin_runtime
from insightconnect_plugin_runtime.telemetry import auto_instrument

from .schema import GetReleaseLogInput, GetReleaseLogOutput, Component

# Custom imports below
from icon_mimecast_hold.util.run import run


class GetReleaseLog(insightconnect_plugin_runtime.Action):
    def __init__(self):
        super(self.__class__, self).__init__(
            name="get_release_log",
            description=Component.DESCRIPTION,
            input=GetReleaseLogInput(),
            output=GetReleaseLogOutput(),
        )

    @auto_instrument
    def run(self, params={}):
        return run("get_release_log", self.connection.settings, params, self.output.schema)
