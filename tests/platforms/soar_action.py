"""Runs one action of a Splunk SOAR app as the platform's SDK does, and prints its results as JSON.

python soar_action.py APP_FOLDER ACTION ASSET_FILE PARAMETERS_FILE
"""

import json
import sys


def main() -> None:
    folder, action, asset, parameters = sys.argv[1:]
    sys.path.insert(0, folder)
    from soar_sdk.app_cli_runner import AppCliRunner
    from src.app import app

    arguments = ["action", action, "--asset-file", asset]
    AppCliRunner(app).run(arguments if action == "test_connectivity" else [*arguments, "--param-file", parameters])
    results = app.actions_manager.get_action_results()
    told = [[one.get_status(), one.get_message(), one.get_summary(), one.get_data()] for one in results]
    sys.stdout.write(f"\nRESULTS {json.dumps(told)}\n")


if __name__ == "__main__":
    main()
