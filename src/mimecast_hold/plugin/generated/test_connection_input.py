"""Checks test_connection.input; generated from schemas/test_connection.input.json by `make generate`: change it there."""
# mypy: ignore-errors
import re

from mimecast_hold.plugin.refused import Refused


NoneType = type(None)

def validate(data):
    if not isinstance(data, (dict)):
        raise Refused
    data_is_dict = isinstance(data, dict)
    if data_is_dict:
        data_keys = set(data.keys())
        if "check_release_permission" in data_keys:
            data_keys.remove("check_release_permission")
            data__checkreleasepermission = data["check_release_permission"]
            if not isinstance(data__checkreleasepermission, (bool)):
                raise Refused
        if "deadline_seconds" in data_keys:
            data_keys.remove("deadline_seconds")
            data__deadlineseconds = data["deadline_seconds"]
            if not isinstance(data__deadlineseconds, (int, float)) or isinstance(data__deadlineseconds, bool):
                raise Refused
            if isinstance(data__deadlineseconds, (int, float)) and not isinstance(data__deadlineseconds, bool):
                if data__deadlineseconds < 1:
                    raise Refused
                if data__deadlineseconds > 86400:
                    raise Refused
        if data_keys:
            raise Refused
    return data
