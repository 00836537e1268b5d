"""Checks test_connection.input; generated from schemas/test_connection.input.json by `make generate`: change it there."""
# mypy: ignore-errors
import re

from mimecast_hold.plugin.validation.refused import Refused


NoneType = type(None)

def validate(data, custom_formats={}, name_prefix=None):
    if not isinstance(data, (dict)):
        raise Refused("" + (name_prefix or "data") + " must be object")
    data_is_dict = isinstance(data, dict)
    if data_is_dict:
        data_keys = set(data.keys())
        if "check_release_permission" in data_keys:
            data_keys.remove("check_release_permission")
            data__checkreleasepermission = data["check_release_permission"]
            if not isinstance(data__checkreleasepermission, (bool)):
                raise Refused("" + (name_prefix or "data") + ".check_release_permission must be boolean")
        if "deadline_seconds" in data_keys:
            data_keys.remove("deadline_seconds")
            data__deadlineseconds = data["deadline_seconds"]
            if not isinstance(data__deadlineseconds, (int, float)) or isinstance(data__deadlineseconds, bool):
                raise Refused("" + (name_prefix or "data") + ".deadline_seconds must be number")
            if isinstance(data__deadlineseconds, (int, float)) and not isinstance(data__deadlineseconds, bool):
                if data__deadlineseconds < 1:
                    raise Refused("" + (name_prefix or "data") + ".deadline_seconds must be bigger than or equal to 1")
                if data__deadlineseconds > 86400:
                    raise Refused("" + (name_prefix or "data") + ".deadline_seconds must be smaller than or equal to 86400")
        if data_keys:
            raise Refused("" + (name_prefix or "data") + " must not contain "+str(data_keys)+" properties")
    return data
