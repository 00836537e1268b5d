"""Checks find_held_messages.input; generated from schemas/find_held_messages.input.json by `make generate`: change it there."""
# mypy: ignore-errors
import re

from mimecast_hold.plugin.validation.refused import Refused


REGEX_PATTERNS = {
    '^(?:[1-9][0-9]{0,4}[mhdw]|[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])[Tt](?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\\.[0-9]{1,9})?(?:[Zz]|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9]))(?![\\s\\S])': re.compile('^(?:[1-9][0-9]{0,4}[mhdw]|[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])[Tt](?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\\.[0-9]{1,9})?(?:[Zz]|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9]))(?![\\s\\S])'),
    '^[^\\s\\u0000-\\u001f\\u007f](?:[^\\u0000-\\u001f\\u007f]*[^\\s\\u0000-\\u001f\\u007f])?(?![\\s\\S])': re.compile('^[^\\s\\u0000-\\u001f\\u007f](?:[^\\u0000-\\u001f\\u007f]*[^\\s\\u0000-\\u001f\\u007f])?(?![\\s\\S])')
}

NoneType = type(None)

def validate(data, custom_formats={}, name_prefix=None):
    if not isinstance(data, (dict)):
        raise Refused("" + (name_prefix or "data") + " must be object")
    data_is_dict = isinstance(data, dict)
    if data_is_dict:
        data_keys = set(data.keys())
        if "search_field" in data_keys:
            data_keys.remove("search_field")
            data__searchfield = data["search_field"]
            if not isinstance(data__searchfield, (str)):
                raise Refused("" + (name_prefix or "data") + ".search_field must be string")
            if not (isinstance(data__searchfield, str) and data__searchfield == 'all' or isinstance(data__searchfield, str) and data__searchfield == 'subject' or isinstance(data__searchfield, str) and data__searchfield == 'sender' or isinstance(data__searchfield, str) and data__searchfield == 'recipient' or isinstance(data__searchfield, str) and data__searchfield == 'reason_code' or isinstance(data__searchfield, str) and data__searchfield == 'sender_ip'):
                raise Refused("" + (name_prefix or "data") + ".search_field must be one of ['all', 'subject', 'sender', 'recipient', 'reason_code', 'sender_ip']")
        if "search_text" in data_keys:
            data_keys.remove("search_text")
            data__searchtext = data["search_text"]
            if not isinstance(data__searchtext, (str)):
                raise Refused("" + (name_prefix or "data") + ".search_text must be string")
            if isinstance(data__searchtext, str):
                data__searchtext_len = len(data__searchtext)
                if data__searchtext_len < 1:
                    raise Refused("" + (name_prefix or "data") + ".search_text must be longer than or equal to 1 characters")
                if data__searchtext_len > 1000:
                    raise Refused("" + (name_prefix or "data") + ".search_text must be shorter than or equal to 1000 characters")
        if "start" in data_keys:
            data_keys.remove("start")
            data__start = data["start"]
            if not isinstance(data__start, (str)):
                raise Refused("" + (name_prefix or "data") + ".start must be string")
            if isinstance(data__start, str):
                data__start_len = len(data__start)
                if data__start_len > 40:
                    raise Refused("" + (name_prefix or "data") + ".start must be shorter than or equal to 40 characters")
                if not REGEX_PATTERNS['^(?:[1-9][0-9]{0,4}[mhdw]|[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])[Tt](?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\\.[0-9]{1,9})?(?:[Zz]|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9]))(?![\\s\\S])'].search(data__start):
                    raise Refused("" + (name_prefix or "data") + ".start must match pattern ^(?:[1-9][0-9]{0,4}[mhdw]|[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])[Tt](?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\\.[0-9]{1,9})?(?:[Zz]|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9]))(?![\\s\\S])")
        if "end" in data_keys:
            data_keys.remove("end")
            data__end = data["end"]
            if not isinstance(data__end, (str)):
                raise Refused("" + (name_prefix or "data") + ".end must be string")
            if isinstance(data__end, str):
                data__end_len = len(data__end)
                if data__end_len > 40:
                    raise Refused("" + (name_prefix or "data") + ".end must be shorter than or equal to 40 characters")
                if not REGEX_PATTERNS['^(?:[1-9][0-9]{0,4}[mhdw]|[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])[Tt](?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\\.[0-9]{1,9})?(?:[Zz]|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9]))(?![\\s\\S])'].search(data__end):
                    raise Refused("" + (name_prefix or "data") + ".end must match pattern ^(?:[1-9][0-9]{0,4}[mhdw]|[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])[Tt](?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\\.[0-9]{1,9})?(?:[Zz]|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9]))(?![\\s\\S])")
        if "reason_codes" in data_keys:
            data_keys.remove("reason_codes")
            data__reasoncodes = data["reason_codes"]
            if not isinstance(data__reasoncodes, (list, tuple)):
                raise Refused("" + (name_prefix or "data") + ".reason_codes must be array")
            data__reasoncodes_is_list = isinstance(data__reasoncodes, (list, tuple))
            if data__reasoncodes_is_list:
                data__reasoncodes_len = len(data__reasoncodes)
                if data__reasoncodes_len < 1:
                    raise Refused("" + (name_prefix or "data") + ".reason_codes must contain at least 1 items")
                if data__reasoncodes_len > 1000:
                    raise Refused("" + (name_prefix or "data") + ".reason_codes must contain less than or equal to 1000 items")
                for data__reasoncodes_x, data__reasoncodes_item in enumerate(data__reasoncodes):
                    validate____defs_reason_code(data__reasoncodes_item, custom_formats, f'{name_prefix or "data"}.reason_codes[{data__reasoncodes_x}]')
        if "route" in data_keys:
            data_keys.remove("route")
            data__route = data["route"]
            if not isinstance(data__route, (str)):
                raise Refused("" + (name_prefix or "data") + ".route must be string")
            if not (isinstance(data__route, str) and data__route == 'all' or isinstance(data__route, str) and data__route == 'internal' or isinstance(data__route, str) and data__route == 'outbound' or isinstance(data__route, str) and data__route == 'inbound' or isinstance(data__route, str) and data__route == 'external'):
                raise Refused("" + (name_prefix or "data") + ".route must be one of ['all', 'internal', 'outbound', 'inbound', 'external']")
        if "held_group" in data_keys:
            data_keys.remove("held_group")
            data__heldgroup = data["held_group"]
            if not isinstance(data__heldgroup, (str)):
                raise Refused("" + (name_prefix or "data") + ".held_group must be string")
            if not (isinstance(data__heldgroup, str) and data__heldgroup == 'administrator' or isinstance(data__heldgroup, str) and data__heldgroup == 'moderator' or isinstance(data__heldgroup, str) and data__heldgroup == 'user' or isinstance(data__heldgroup, str) and data__heldgroup == 'cluster'):
                raise Refused("" + (name_prefix or "data") + ".held_group must be one of ['administrator', 'moderator', 'user', 'cluster']")
        if "has_attachments" in data_keys:
            data_keys.remove("has_attachments")
            data__hasattachments = data["has_attachments"]
            if not isinstance(data__hasattachments, (bool)):
                raise Refused("" + (name_prefix or "data") + ".has_attachments must be boolean")
        if "admin" in data_keys:
            data_keys.remove("admin")
            data__admin = data["admin"]
            if not isinstance(data__admin, (bool)):
                raise Refused("" + (name_prefix or "data") + ".admin must be boolean")
        if "max_messages" in data_keys:
            data_keys.remove("max_messages")
            data__maxmessages = data["max_messages"]
            if not isinstance(data__maxmessages, (int)) and not (isinstance(data__maxmessages, float) and data__maxmessages.is_integer()) or isinstance(data__maxmessages, bool):
                raise Refused("" + (name_prefix or "data") + ".max_messages must be integer")
            if isinstance(data__maxmessages, (int, float)) and not isinstance(data__maxmessages, bool):
                if data__maxmessages < 1:
                    raise Refused("" + (name_prefix or "data") + ".max_messages must be bigger than or equal to 1")
                if data__maxmessages > 100000:
                    raise Refused("" + (name_prefix or "data") + ".max_messages must be smaller than or equal to 100000")
        if "include_raw" in data_keys:
            data_keys.remove("include_raw")
            data__includeraw = data["include_raw"]
            if not isinstance(data__includeraw, (bool)):
                raise Refused("" + (name_prefix or "data") + ".include_raw must be boolean")
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

def validate____defs_reason_code(data, custom_formats={}, name_prefix=None):
    if not isinstance(data, (str)):
        raise Refused("" + (name_prefix or "data") + " must be string")
    if isinstance(data, str):
        data_len = len(data)
        if data_len < 1:
            raise Refused("" + (name_prefix or "data") + " must be longer than or equal to 1 characters")
        if data_len > 200:
            raise Refused("" + (name_prefix or "data") + " must be shorter than or equal to 200 characters")
        if not REGEX_PATTERNS['^[^\\s\\u0000-\\u001f\\u007f](?:[^\\u0000-\\u001f\\u007f]*[^\\s\\u0000-\\u001f\\u007f])?(?![\\s\\S])'].search(data):
            raise Refused("" + (name_prefix or "data") + " must match pattern ^[^\\s\\u0000-\\u001f\\u007f](?:[^\\u0000-\\u001f\\u007f]*[^\\s\\u0000-\\u001f\\u007f])?(?![\\s\\S])")
    return data
