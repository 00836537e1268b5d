import insightconnect_plugin_runtime
from insightconnect_plugin_runtime.exceptions import ConnectionTestException

from .schema import ConnectionSchema

# Custom imports below
from mimecast_hold.plugin.platform import run_action

from icon_mimecast_hold.util.run import DEADLINE_SECONDS, flat


class Connection(insightconnect_plugin_runtime.Connection):
    def __init__(self):
        super(self.__class__, self).__init__(input=ConnectionSchema())

    def connect(self, params={}):
        # Sends nothing: each action signs its own requests.
        self.settings = flat(params)

    def test(self):
        result = run_action("test_connection", self.settings, {}, deadline_seconds=DEADLINE_SECONDS)
        if not result.succeeded:
            raise ConnectionTestException(
                cause=result.message,
                assistance="Check the connection's fields, and the role or application at Mimecast.",
                data=result.readable,
            )
        return {"success": True, "readable": result.readable}
