"""Checks get_hold_summary.output; generated from schemas/get_hold_summary.output.json by `make generate`: change it there."""
# mypy: ignore-errors
import re

from mimecast_hold.plugin.validation.refused import Refused


REGEX_PATTERNS = {
    '^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\\.[0-9]{3}Z(?![\\s\\S])': re.compile('^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\\.[0-9]{3}Z(?![\\s\\S])')
}

NoneType = type(None)

def validate(data, custom_formats={}, name_prefix=None):
    if not isinstance(data, (dict)):
        raise Refused("" + (name_prefix or "data") + " must be object")
    data_is_dict = isinstance(data, dict)
    if data_is_dict:
        data__missing_keys = set(['action', 'status', 'host', 'started_at', 'duration_ms', 'summary', 'records', 'holds', 'warnings', 'error', 'readable']) - data.keys()
        if data__missing_keys:
            raise Refused("" + (name_prefix or "data") + " must contain ")
        data_keys = set(data.keys())
        if "action" in data_keys:
            data_keys.remove("action")
            data__action = data["action"]
            if not (isinstance(data__action, str) and data__action == 'get_hold_summary'):
                raise Refused("" + (name_prefix or "data") + ".action must be one of ['get_hold_summary']")
        if "status" in data_keys:
            data_keys.remove("status")
            data__status = data["status"]
            if not isinstance(data__status, (str)):
                raise Refused("" + (name_prefix or "data") + ".status must be string")
            if not (isinstance(data__status, str) and data__status == 'success' or isinstance(data__status, str) and data__status == 'failure'):
                raise Refused("" + (name_prefix or "data") + ".status must be one of ['success', 'failure']")
        if "host" in data_keys:
            data_keys.remove("host")
            data__host = data["host"]
            if not isinstance(data__host, (str, NoneType)):
                raise Refused("" + (name_prefix or "data") + ".host must be string or null")
        if "started_at" in data_keys:
            data_keys.remove("started_at")
            data__startedat = data["started_at"]
            if not isinstance(data__startedat, (str)):
                raise Refused("" + (name_prefix or "data") + ".started_at must be string")
            if isinstance(data__startedat, str):
                if not REGEX_PATTERNS['^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\\.[0-9]{3}Z(?![\\s\\S])'].search(data__startedat):
                    raise Refused("" + (name_prefix or "data") + ".started_at must match pattern ^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\\.[0-9]{3}Z(?![\\s\\S])")
        if "duration_ms" in data_keys:
            data_keys.remove("duration_ms")
            data__durationms = data["duration_ms"]
            if not isinstance(data__durationms, (int)) and not (isinstance(data__durationms, float) and data__durationms.is_integer()) or isinstance(data__durationms, bool):
                raise Refused("" + (name_prefix or "data") + ".duration_ms must be integer")
            if isinstance(data__durationms, (int, float)) and not isinstance(data__durationms, bool):
                if data__durationms < 0:
                    raise Refused("" + (name_prefix or "data") + ".duration_ms must be bigger than or equal to 0")
        if "summary" in data_keys:
            data_keys.remove("summary")
            data__summary = data["summary"]
            if not isinstance(data__summary, (dict)):
                raise Refused("" + (name_prefix or "data") + ".summary must be object")
            data__summary_is_dict = isinstance(data__summary, dict)
            if data__summary_is_dict:
                data__summary__missing_keys = set(['policies', 'messages']) - data__summary.keys()
                if data__summary__missing_keys:
                    raise Refused("" + (name_prefix or "data") + ".summary must contain ")
                data__summary_keys = set(data__summary.keys())
                if "policies" in data__summary_keys:
                    data__summary_keys.remove("policies")
                    data__summary__policies = data__summary["policies"]
                    if not isinstance(data__summary__policies, (int)) and not (isinstance(data__summary__policies, float) and data__summary__policies.is_integer()) or isinstance(data__summary__policies, bool):
                        raise Refused("" + (name_prefix or "data") + ".summary.policies must be integer")
                    if isinstance(data__summary__policies, (int, float)) and not isinstance(data__summary__policies, bool):
                        if data__summary__policies < 0:
                            raise Refused("" + (name_prefix or "data") + ".summary.policies must be bigger than or equal to 0")
                if "messages" in data__summary_keys:
                    data__summary_keys.remove("messages")
                    data__summary__messages = data__summary["messages"]
                    if not isinstance(data__summary__messages, (int)) and not (isinstance(data__summary__messages, float) and data__summary__messages.is_integer()) or isinstance(data__summary__messages, bool):
                        raise Refused("" + (name_prefix or "data") + ".summary.messages must be integer")
                    if isinstance(data__summary__messages, (int, float)) and not isinstance(data__summary__messages, bool):
                        if data__summary__messages < 0:
                            raise Refused("" + (name_prefix or "data") + ".summary.messages must be bigger than or equal to 0")
                if data__summary_keys:
                    raise Refused("" + (name_prefix or "data") + ".summary must not contain "+str(data__summary_keys)+" properties")
        if "records" in data_keys:
            data_keys.remove("records")
            data__records = data["records"]
            if not isinstance(data__records, (list, tuple)):
                raise Refused("" + (name_prefix or "data") + ".records must be array")
            data__records_is_list = isinstance(data__records, (list, tuple))
            if data__records_is_list:
                data__records_len = len(data__records)
                if data__records_len > 0:
                    raise Refused("" + (name_prefix or "data") + ".records must contain less than or equal to 0 items")
        if "holds" in data_keys:
            data_keys.remove("holds")
            data__holds = data["holds"]
            if not isinstance(data__holds, (list, tuple)):
                raise Refused("" + (name_prefix or "data") + ".holds must be array")
            data__holds_is_list = isinstance(data__holds, (list, tuple))
            if data__holds_is_list:
                data__holds_len = len(data__holds)
                for data__holds_x, data__holds_item in enumerate(data__holds):
                    if not isinstance(data__holds_item, (dict)):
                        raise Refused("" + f'{name_prefix or "data"}.holds[{data__holds_x}]' + " must be object")
                    data__holds_item_is_dict = isinstance(data__holds_item, dict)
                    if data__holds_item_is_dict:
                        data__holds_item__missing_keys = set(['policy', 'count']) - data__holds_item.keys()
                        if data__holds_item__missing_keys:
                            raise Refused("" + f'{name_prefix or "data"}.holds[{data__holds_x}]' + " must contain ")
                        data__holds_item_keys = set(data__holds_item.keys())
                        if "policy" in data__holds_item_keys:
                            data__holds_item_keys.remove("policy")
                            data__holds_item__policy = data__holds_item["policy"]
                            if not isinstance(data__holds_item__policy, (str, NoneType)):
                                raise Refused("" + f'{name_prefix or "data"}.holds[{data__holds_x}].policy' + " must be string or null")
                        if "count" in data__holds_item_keys:
                            data__holds_item_keys.remove("count")
                            data__holds_item__count = data__holds_item["count"]
                            if not isinstance(data__holds_item__count, (int, NoneType)) and not (isinstance(data__holds_item__count, float) and data__holds_item__count.is_integer()) or isinstance(data__holds_item__count, bool):
                                raise Refused("" + f'{name_prefix or "data"}.holds[{data__holds_x}].count' + " must be integer or null")
                            if isinstance(data__holds_item__count, (int, float)) and not isinstance(data__holds_item__count, bool):
                                if data__holds_item__count < 0:
                                    raise Refused("" + f'{name_prefix or "data"}.holds[{data__holds_x}].count' + " must be bigger than or equal to 0")
                        if data__holds_item_keys:
                            raise Refused("" + f'{name_prefix or "data"}.holds[{data__holds_x}]' + " must not contain "+str(data__holds_item_keys)+" properties")
        if "warnings" in data_keys:
            data_keys.remove("warnings")
            data__warnings = data["warnings"]
            if not isinstance(data__warnings, (list, tuple)):
                raise Refused("" + (name_prefix or "data") + ".warnings must be array")
            data__warnings_is_list = isinstance(data__warnings, (list, tuple))
            if data__warnings_is_list:
                data__warnings_len = len(data__warnings)
                for data__warnings_x, data__warnings_item in enumerate(data__warnings):
                    if not isinstance(data__warnings_item, (str)):
                        raise Refused("" + f'{name_prefix or "data"}.warnings[{data__warnings_x}]' + " must be string")
        if "error" in data_keys:
            data_keys.remove("error")
            data__error = data["error"]
            data__error_any_of_count1 = 0
            if not data__error_any_of_count1:
                try:
                    if not isinstance(data__error, (NoneType)):
                        raise Refused("" + (name_prefix or "data") + ".error must be null")
                    data__error_any_of_count1 += 1
                except Refused: pass
            if not data__error_any_of_count1:
                try:
                    validate____defs_problem(data__error, custom_formats, (name_prefix or "data") + ".error")
                    data__error_any_of_count1 += 1
                except Refused: pass
            if not data__error_any_of_count1:
                raise Refused("" + (name_prefix or "data") + ".error cannot be validated by any definition")
        if "readable" in data_keys:
            data_keys.remove("readable")
            data__readable = data["readable"]
            if not isinstance(data__readable, (str)):
                raise Refused("" + (name_prefix or "data") + ".readable must be string")
        if "plugin" in data_keys:
            data_keys.remove("plugin")
            data__plugin = data["plugin"]
            if not isinstance(data__plugin, (dict)):
                raise Refused("" + (name_prefix or "data") + ".plugin must be object")
            data__plugin_is_dict = isinstance(data__plugin, dict)
            if data__plugin_is_dict:
                data__plugin__missing_keys = set(['name', 'version']) - data__plugin.keys()
                if data__plugin__missing_keys:
                    raise Refused("" + (name_prefix or "data") + ".plugin must contain ")
                data__plugin_keys = set(data__plugin.keys())
                if "name" in data__plugin_keys:
                    data__plugin_keys.remove("name")
                    data__plugin__name = data__plugin["name"]
                    if not isinstance(data__plugin__name, (str)):
                        raise Refused("" + (name_prefix or "data") + ".plugin.name must be string")
                if "version" in data__plugin_keys:
                    data__plugin_keys.remove("version")
                    data__plugin__version = data__plugin["version"]
                    if not isinstance(data__plugin__version, (str)):
                        raise Refused("" + (name_prefix or "data") + ".plugin.version must be string")
                if data__plugin_keys:
                    raise Refused("" + (name_prefix or "data") + ".plugin must not contain "+str(data__plugin_keys)+" properties")
        if data_keys:
            raise Refused("" + (name_prefix or "data") + " must not contain "+str(data_keys)+" properties")
    return data

def validate____defs_problem(data, custom_formats={}, name_prefix=None):
    if not isinstance(data, (dict)):
        raise Refused("" + (name_prefix or "data") + " must be object")
    data_is_dict = isinstance(data, dict)
    if data_is_dict:
        data__missing_keys = set(['category', 'code', 'message', 'retryable', 'hint', 'http_status']) - data.keys()
        if data__missing_keys:
            raise Refused("" + (name_prefix or "data") + " must contain ")
        data_keys = set(data.keys())
        if "category" in data_keys:
            data_keys.remove("category")
            data__category = data["category"]
            if not isinstance(data__category, (str)):
                raise Refused("" + (name_prefix or "data") + ".category must be string")
            if not (isinstance(data__category, str) and data__category == 'invalid_input' or isinstance(data__category, str) and data__category == 'configuration' or isinstance(data__category, str) and data__category == 'authentication' or isinstance(data__category, str) and data__category == 'permission' or isinstance(data__category, str) and data__category == 'not_found' or isinstance(data__category, str) and data__category == 'already_released' or isinstance(data__category, str) and data__category == 'already_rejected' or isinstance(data__category, str) and data__category == 'rate_limited' or isinstance(data__category, str) and data__category == 'refused' or isinstance(data__category, str) and data__category == 'server_error' or isinstance(data__category, str) and data__category == 'network' or isinstance(data__category, str) and data__category == 'timeout' or isinstance(data__category, str) and data__category == 'protocol' or isinstance(data__category, str) and data__category == 'deadline' or isinstance(data__category, str) and data__category == 'cancelled' or isinstance(data__category, str) and data__category == 'guard' or isinstance(data__category, str) and data__category == 'internal'):
                raise Refused("" + (name_prefix or "data") + ".category must be one of ['invalid_input', 'configuration', 'authentication', 'permission', 'not_found', 'already_released', 'already_rejected', 'rate_limited', 'refused', 'server_error', 'network', 'timeout', 'protocol', 'deadline', 'cancelled', 'guard', 'internal']")
        if "code" in data_keys:
            data_keys.remove("code")
            data__code = data["code"]
            if not isinstance(data__code, (str, NoneType)):
                raise Refused("" + (name_prefix or "data") + ".code must be string or null")
        if "message" in data_keys:
            data_keys.remove("message")
            data__message = data["message"]
            if not isinstance(data__message, (str)):
                raise Refused("" + (name_prefix or "data") + ".message must be string")
            if isinstance(data__message, str):
                data__message_len = len(data__message)
                if data__message_len < 1:
                    raise Refused("" + (name_prefix or "data") + ".message must be longer than or equal to 1 characters")
        if "retryable" in data_keys:
            data_keys.remove("retryable")
            data__retryable = data["retryable"]
            if not isinstance(data__retryable, (bool)):
                raise Refused("" + (name_prefix or "data") + ".retryable must be boolean")
        if "hint" in data_keys:
            data_keys.remove("hint")
            data__hint = data["hint"]
            if not isinstance(data__hint, (str)):
                raise Refused("" + (name_prefix or "data") + ".hint must be string")
        if "http_status" in data_keys:
            data_keys.remove("http_status")
            data__httpstatus = data["http_status"]
            if not isinstance(data__httpstatus, (int, NoneType)) and not (isinstance(data__httpstatus, float) and data__httpstatus.is_integer()) or isinstance(data__httpstatus, bool):
                raise Refused("" + (name_prefix or "data") + ".http_status must be integer or null")
        if data_keys:
            raise Refused("" + (name_prefix or "data") + " must not contain "+str(data_keys)+" properties")
    return data
