"""Checks get_release_log.input; generated from schemas/get_release_log.input.json by `make generate`: change it there."""
# mypy: ignore-errors
import re

from mimecast_hold.plugin.refused import Refused


REGEX_PATTERNS = {
    '^(?:[1-9][0-9]{0,4}[mhdw]|[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])[Tt](?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\\.[0-9]{1,9})?(?:[Zz]|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9]))(?![\\s\\S])': re.compile('^(?:[1-9][0-9]{0,4}[mhdw]|[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])[Tt](?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\\.[0-9]{1,9})?(?:[Zz]|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9]))(?![\\s\\S])')
}

NoneType = type(None)

def validate(data):
    if not isinstance(data, (dict)):
        raise Refused
    data_is_dict = isinstance(data, dict)
    if data_is_dict:
        data_keys = set(data.keys())
        if "search_field" in data_keys:
            data_keys.remove("search_field")
            data__searchfield = data["search_field"]
            if not isinstance(data__searchfield, (str)):
                raise Refused
            if not (isinstance(data__searchfield, str) and data__searchfield == 'all' or isinstance(data__searchfield, str) and data__searchfield == 'operator' or isinstance(data__searchfield, str) and data__searchfield == 'from' or isinstance(data__searchfield, str) and data__searchfield == 'to' or isinstance(data__searchfield, str) and data__searchfield == 'subject' or isinstance(data__searchfield, str) and data__searchfield == 'info' or isinstance(data__searchfield, str) and data__searchfield == 'held_reason'):
                raise Refused
        if "search_text" in data_keys:
            data_keys.remove("search_text")
            data__searchtext = data["search_text"]
            if not isinstance(data__searchtext, (str)):
                raise Refused
            if isinstance(data__searchtext, str):
                data__searchtext_len = len(data__searchtext)
                if data__searchtext_len < 1:
                    raise Refused
                if data__searchtext_len > 1000:
                    raise Refused
        if "start" in data_keys:
            data_keys.remove("start")
            data__start = data["start"]
            if not isinstance(data__start, (str)):
                raise Refused
            if isinstance(data__start, str):
                data__start_len = len(data__start)
                if data__start_len > 40:
                    raise Refused
                if not REGEX_PATTERNS['^(?:[1-9][0-9]{0,4}[mhdw]|[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])[Tt](?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\\.[0-9]{1,9})?(?:[Zz]|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9]))(?![\\s\\S])'].search(data__start):
                    raise Refused
        if "end" in data_keys:
            data_keys.remove("end")
            data__end = data["end"]
            if not isinstance(data__end, (str)):
                raise Refused
            if isinstance(data__end, str):
                data__end_len = len(data__end)
                if data__end_len > 40:
                    raise Refused
                if not REGEX_PATTERNS['^(?:[1-9][0-9]{0,4}[mhdw]|[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])[Tt](?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\\.[0-9]{1,9})?(?:[Zz]|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9]))(?![\\s\\S])'].search(data__end):
                    raise Refused
        if "status" in data_keys:
            data_keys.remove("status")
            data__status = data["status"]
            if not isinstance(data__status, (str)):
                raise Refused
            if not (isinstance(data__status, str) and data__status == 'released' or isinstance(data__status, str) and data__status == 'rejected'):
                raise Refused
        if "max_entries" in data_keys:
            data_keys.remove("max_entries")
            data__maxentries = data["max_entries"]
            if not isinstance(data__maxentries, (int)) and not (isinstance(data__maxentries, float) and data__maxentries.is_integer()) or isinstance(data__maxentries, bool):
                raise Refused
            if isinstance(data__maxentries, (int, float)) and not isinstance(data__maxentries, bool):
                if data__maxentries < 1:
                    raise Refused
                if data__maxentries > 100000:
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
