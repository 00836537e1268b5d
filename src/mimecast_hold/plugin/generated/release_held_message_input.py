"""Checks release_held_message.input; generated from schemas/release_held_message.input.json by `make generate`: change it there."""
# mypy: ignore-errors
import re

from mimecast_hold.plugin.refused import Refused


REGEX_PATTERNS = {
    '^[^\\s@*]+(?![\\s\\S])': re.compile('^[^\\s@*]+(?![\\s\\S])'),
    '^[^\\s@]+@[^\\s@]+(?![\\s\\S])': re.compile('^[^\\s@]+@[^\\s@]+(?![\\s\\S])'),
    '^[^\\s\\u0000-\\u001f\\u007f](?:[^\\u0000-\\u001f\\u007f]*[^\\s\\u0000-\\u001f\\u007f])?(?![\\s\\S])': re.compile('^[^\\s\\u0000-\\u001f\\u007f](?:[^\\u0000-\\u001f\\u007f]*[^\\s\\u0000-\\u001f\\u007f])?(?![\\s\\S])'),
    '^[^\\u0000-\\u0020\\u007f-\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000,]+(?![\\s\\S])': re.compile('^[^\\u0000-\\u0020\\u007f-\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000,]+(?![\\s\\S])')
}

NoneType = type(None)

def validate(data):
    if not isinstance(data, (dict)):
        raise Refused
    data_is_dict = isinstance(data, dict)
    if data_is_dict:
        data__missing_keys = set(['ids']) - data.keys()
        if data__missing_keys:
            raise Refused
        data_keys = set(data.keys())
        if "ids" in data_keys:
            data_keys.remove("ids")
            data__ids = data["ids"]
            if not isinstance(data__ids, (list, tuple)):
                raise Refused
            data__ids_is_list = isinstance(data__ids, (list, tuple))
            if data__ids_is_list:
                data__ids_len = len(data__ids)
                if data__ids_len < 1:
                    raise Refused
                if data__ids_len > 10000:
                    raise Refused
                for data__ids_x, data__ids_item in enumerate(data__ids):
                    validate____defs_secure_id(data__ids_item)
        if "reason" in data_keys:
            data_keys.remove("reason")
            data__reason = data["reason"]
            if not isinstance(data__reason, (str)):
                raise Refused
            if isinstance(data__reason, str):
                data__reason_len = len(data__reason)
                if data__reason_len < 1:
                    raise Refused
                if data__reason_len > 500:
                    raise Refused
        if "dry_run" in data_keys:
            data_keys.remove("dry_run")
            data__dryrun = data["dry_run"]
            if not isinstance(data__dryrun, (bool)):
                raise Refused
        if "look_first" in data_keys:
            data_keys.remove("look_first")
            data__lookfirst = data["look_first"]
            if not isinstance(data__lookfirst, (bool)):
                raise Refused
        if "only_if" in data_keys:
            data_keys.remove("only_if")
            data__onlyif = data["only_if"]
            if not isinstance(data__onlyif, (dict)):
                raise Refused
            data__onlyif_is_dict = isinstance(data__onlyif, dict)
            if data__onlyif_is_dict:
                data__onlyif_len = len(data__onlyif)
                if data__onlyif_len < 1:
                    raise Refused
                data__onlyif_keys = set(data__onlyif.keys())
                if "reason_codes" in data__onlyif_keys:
                    data__onlyif_keys.remove("reason_codes")
                    data__onlyif__reasoncodes = data__onlyif["reason_codes"]
                    if not isinstance(data__onlyif__reasoncodes, (list, tuple)):
                        raise Refused
                    data__onlyif__reasoncodes_is_list = isinstance(data__onlyif__reasoncodes, (list, tuple))
                    if data__onlyif__reasoncodes_is_list:
                        data__onlyif__reasoncodes_len = len(data__onlyif__reasoncodes)
                        if data__onlyif__reasoncodes_len < 1:
                            raise Refused
                        if data__onlyif__reasoncodes_len > 1000:
                            raise Refused
                        for data__onlyif__reasoncodes_x, data__onlyif__reasoncodes_item in enumerate(data__onlyif__reasoncodes):
                            validate____defs_reason_code(data__onlyif__reasoncodes_item)
                if "senders" in data__onlyif_keys:
                    data__onlyif_keys.remove("senders")
                    data__onlyif__senders = data__onlyif["senders"]
                    if not isinstance(data__onlyif__senders, (list, tuple)):
                        raise Refused
                    data__onlyif__senders_is_list = isinstance(data__onlyif__senders, (list, tuple))
                    if data__onlyif__senders_is_list:
                        data__onlyif__senders_len = len(data__onlyif__senders)
                        if data__onlyif__senders_len < 1:
                            raise Refused
                        if data__onlyif__senders_len > 1000:
                            raise Refused
                        for data__onlyif__senders_x, data__onlyif__senders_item in enumerate(data__onlyif__senders):
                            validate____defs_address(data__onlyif__senders_item)
                if "sender_domains" in data__onlyif_keys:
                    data__onlyif_keys.remove("sender_domains")
                    data__onlyif__senderdomains = data__onlyif["sender_domains"]
                    if not isinstance(data__onlyif__senderdomains, (list, tuple)):
                        raise Refused
                    data__onlyif__senderdomains_is_list = isinstance(data__onlyif__senderdomains, (list, tuple))
                    if data__onlyif__senderdomains_is_list:
                        data__onlyif__senderdomains_len = len(data__onlyif__senderdomains)
                        if data__onlyif__senderdomains_len < 1:
                            raise Refused
                        if data__onlyif__senderdomains_len > 1000:
                            raise Refused
                        for data__onlyif__senderdomains_x, data__onlyif__senderdomains_item in enumerate(data__onlyif__senderdomains):
                            validate____defs_domain(data__onlyif__senderdomains_item)
                if "recipients" in data__onlyif_keys:
                    data__onlyif_keys.remove("recipients")
                    data__onlyif__recipients = data__onlyif["recipients"]
                    if not isinstance(data__onlyif__recipients, (list, tuple)):
                        raise Refused
                    data__onlyif__recipients_is_list = isinstance(data__onlyif__recipients, (list, tuple))
                    if data__onlyif__recipients_is_list:
                        data__onlyif__recipients_len = len(data__onlyif__recipients)
                        if data__onlyif__recipients_len < 1:
                            raise Refused
                        if data__onlyif__recipients_len > 1000:
                            raise Refused
                        for data__onlyif__recipients_x, data__onlyif__recipients_item in enumerate(data__onlyif__recipients):
                            validate____defs_address(data__onlyif__recipients_item)
                if "recipient_domains" in data__onlyif_keys:
                    data__onlyif_keys.remove("recipient_domains")
                    data__onlyif__recipientdomains = data__onlyif["recipient_domains"]
                    if not isinstance(data__onlyif__recipientdomains, (list, tuple)):
                        raise Refused
                    data__onlyif__recipientdomains_is_list = isinstance(data__onlyif__recipientdomains, (list, tuple))
                    if data__onlyif__recipientdomains_is_list:
                        data__onlyif__recipientdomains_len = len(data__onlyif__recipientdomains)
                        if data__onlyif__recipientdomains_len < 1:
                            raise Refused
                        if data__onlyif__recipientdomains_len > 1000:
                            raise Refused
                        for data__onlyif__recipientdomains_x, data__onlyif__recipientdomains_item in enumerate(data__onlyif__recipientdomains):
                            validate____defs_domain(data__onlyif__recipientdomains_item)
                if data__onlyif_keys:
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

def validate____defs_domain(data):
    if not isinstance(data, (str)):
        raise Refused
    if isinstance(data, str):
        data_len = len(data)
        if data_len > 255:
            raise Refused
        if not REGEX_PATTERNS['^[^\\s@*]+(?![\\s\\S])'].search(data):
            raise Refused
    return data

def validate____defs_address(data):
    if not isinstance(data, (str)):
        raise Refused
    if isinstance(data, str):
        data_len = len(data)
        if data_len > 320:
            raise Refused
        if not REGEX_PATTERNS['^[^\\s@]+@[^\\s@]+(?![\\s\\S])'].search(data):
            raise Refused
    return data

def validate____defs_reason_code(data):
    if not isinstance(data, (str)):
        raise Refused
    if isinstance(data, str):
        data_len = len(data)
        if data_len < 1:
            raise Refused
        if data_len > 200:
            raise Refused
        if not REGEX_PATTERNS['^[^\\s\\u0000-\\u001f\\u007f](?:[^\\u0000-\\u001f\\u007f]*[^\\s\\u0000-\\u001f\\u007f])?(?![\\s\\S])'].search(data):
            raise Refused
    return data

def validate____defs_secure_id(data):
    if not isinstance(data, (str)):
        raise Refused
    if isinstance(data, str):
        data_len = len(data)
        if data_len < 1:
            raise Refused
        if data_len > 1024:
            raise Refused
        if not REGEX_PATTERNS['^[^\\u0000-\\u0020\\u007f-\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000,]+(?![\\s\\S])'].search(data):
            raise Refused
    return data
