"""Checks reject_held_message.input; generated from schemas/reject_held_message.input.json by `make generate`: change it there."""
# mypy: ignore-errors
import re

from mimecast_hold.plugin.validation.refused import Refused


REGEX_PATTERNS = {
    '^[^\\s@*]+(?![\\s\\S])': re.compile('^[^\\s@*]+(?![\\s\\S])'),
    '^(?:<>|[^\\s@]+@[^\\s@]+)(?![\\s\\S])': re.compile('^(?:<>|[^\\s@]+@[^\\s@]+)(?![\\s\\S])'),
    '^[^\\s\\u0000-\\u001f\\u007f](?:[^\\u0000-\\u001f\\u007f]*[^\\s\\u0000-\\u001f\\u007f])?(?![\\s\\S])': re.compile('^[^\\s\\u0000-\\u001f\\u007f](?:[^\\u0000-\\u001f\\u007f]*[^\\s\\u0000-\\u001f\\u007f])?(?![\\s\\S])'),
    '^[A-Za-z0-9_=+/.~:-]+(?![\\s\\S])': re.compile('^[A-Za-z0-9_=+/.~:-]+(?![\\s\\S])')
}

NoneType = type(None)

def validate(data, custom_formats={}, name_prefix=None):
    if not isinstance(data, (dict)):
        raise Refused("" + (name_prefix or "data") + " must be object")
    data_is_dict = isinstance(data, dict)
    if data_is_dict:
        data__missing_keys = set(['ids']) - data.keys()
        if data__missing_keys:
            raise Refused("" + (name_prefix or "data") + " must contain ")
        data_keys = set(data.keys())
        if "ids" in data_keys:
            data_keys.remove("ids")
            data__ids = data["ids"]
            if not isinstance(data__ids, (list, tuple)):
                raise Refused("" + (name_prefix or "data") + ".ids must be array")
            data__ids_is_list = isinstance(data__ids, (list, tuple))
            if data__ids_is_list:
                data__ids_len = len(data__ids)
                if data__ids_len < 1:
                    raise Refused("" + (name_prefix or "data") + ".ids must contain at least 1 items")
                if data__ids_len > 10000:
                    raise Refused("" + (name_prefix or "data") + ".ids must contain less than or equal to 10000 items")
                for data__ids_x, data__ids_item in enumerate(data__ids):
                    validate____defs_secure_id(data__ids_item, custom_formats, f'{name_prefix or "data"}.ids[{data__ids_x}]')
        if "reason_type" in data_keys:
            data_keys.remove("reason_type")
            data__reasontype = data["reason_type"]
            if not isinstance(data__reasontype, (str)):
                raise Refused("" + (name_prefix or "data") + ".reason_type must be string")
            if not (isinstance(data__reasontype, str) and data__reasontype == 'MESSAGE CONTAINS UNDESIRABLE CONTENT' or isinstance(data__reasontype, str) and data__reasontype == 'MESSAGE CONTAINS CONFIDENTIAL INFORMATION' or isinstance(data__reasontype, str) and data__reasontype == 'REVIEWER DISAPPROVES OF CONTENT' or isinstance(data__reasontype, str) and data__reasontype == 'INAPPROPRIATE COMMUNICATION' or isinstance(data__reasontype, str) and data__reasontype == 'MESSAGE GOES AGAINST EMAIL POLICIES'):
                raise Refused("" + (name_prefix or "data") + ".reason_type must be one of ['MESSAGE CONTAINS UNDESIRABLE CONTENT', 'MESSAGE CONTAINS CONFIDENTIAL INFORMATION', 'REVIEWER DISAPPROVES OF CONTENT', 'INAPPROPRIATE COMMUNICATION', 'MESSAGE GOES AGAINST EMAIL POLICIES']")
        if "message" in data_keys:
            data_keys.remove("message")
            data__message = data["message"]
            if not isinstance(data__message, (str)):
                raise Refused("" + (name_prefix or "data") + ".message must be string")
            if isinstance(data__message, str):
                data__message_len = len(data__message)
                if data__message_len < 1:
                    raise Refused("" + (name_prefix or "data") + ".message must be longer than or equal to 1 characters")
                if data__message_len > 10000:
                    raise Refused("" + (name_prefix or "data") + ".message must be shorter than or equal to 10000 characters")
        if "notify" in data_keys:
            data_keys.remove("notify")
            data__notify = data["notify"]
            if not isinstance(data__notify, (bool)):
                raise Refused("" + (name_prefix or "data") + ".notify must be boolean")
        if "dry_run" in data_keys:
            data_keys.remove("dry_run")
            data__dryrun = data["dry_run"]
            if not isinstance(data__dryrun, (bool)):
                raise Refused("" + (name_prefix or "data") + ".dry_run must be boolean")
        if "look_first" in data_keys:
            data_keys.remove("look_first")
            data__lookfirst = data["look_first"]
            if not isinstance(data__lookfirst, (bool)):
                raise Refused("" + (name_prefix or "data") + ".look_first must be boolean")
        if "only_if" in data_keys:
            data_keys.remove("only_if")
            data__onlyif = data["only_if"]
            if not isinstance(data__onlyif, (dict)):
                raise Refused("" + (name_prefix or "data") + ".only_if must be object")
            data__onlyif_is_dict = isinstance(data__onlyif, dict)
            if data__onlyif_is_dict:
                data__onlyif_len = len(data__onlyif)
                if data__onlyif_len < 1:
                    raise Refused("" + (name_prefix or "data") + ".only_if must contain at least 1 properties")
                data__onlyif_keys = set(data__onlyif.keys())
                if "reason_codes" in data__onlyif_keys:
                    data__onlyif_keys.remove("reason_codes")
                    data__onlyif__reasoncodes = data__onlyif["reason_codes"]
                    if not isinstance(data__onlyif__reasoncodes, (list, tuple)):
                        raise Refused("" + (name_prefix or "data") + ".only_if.reason_codes must be array")
                    data__onlyif__reasoncodes_is_list = isinstance(data__onlyif__reasoncodes, (list, tuple))
                    if data__onlyif__reasoncodes_is_list:
                        data__onlyif__reasoncodes_len = len(data__onlyif__reasoncodes)
                        if data__onlyif__reasoncodes_len < 1:
                            raise Refused("" + (name_prefix or "data") + ".only_if.reason_codes must contain at least 1 items")
                        if data__onlyif__reasoncodes_len > 1000:
                            raise Refused("" + (name_prefix or "data") + ".only_if.reason_codes must contain less than or equal to 1000 items")
                        for data__onlyif__reasoncodes_x, data__onlyif__reasoncodes_item in enumerate(data__onlyif__reasoncodes):
                            validate____defs_reason_code(data__onlyif__reasoncodes_item, custom_formats, f'{name_prefix or "data"}.only_if.reason_codes[{data__onlyif__reasoncodes_x}]')
                if "senders" in data__onlyif_keys:
                    data__onlyif_keys.remove("senders")
                    data__onlyif__senders = data__onlyif["senders"]
                    if not isinstance(data__onlyif__senders, (list, tuple)):
                        raise Refused("" + (name_prefix or "data") + ".only_if.senders must be array")
                    data__onlyif__senders_is_list = isinstance(data__onlyif__senders, (list, tuple))
                    if data__onlyif__senders_is_list:
                        data__onlyif__senders_len = len(data__onlyif__senders)
                        if data__onlyif__senders_len < 1:
                            raise Refused("" + (name_prefix or "data") + ".only_if.senders must contain at least 1 items")
                        if data__onlyif__senders_len > 1000:
                            raise Refused("" + (name_prefix or "data") + ".only_if.senders must contain less than or equal to 1000 items")
                        for data__onlyif__senders_x, data__onlyif__senders_item in enumerate(data__onlyif__senders):
                            validate____defs_address(data__onlyif__senders_item, custom_formats, f'{name_prefix or "data"}.only_if.senders[{data__onlyif__senders_x}]')
                if "sender_domains" in data__onlyif_keys:
                    data__onlyif_keys.remove("sender_domains")
                    data__onlyif__senderdomains = data__onlyif["sender_domains"]
                    if not isinstance(data__onlyif__senderdomains, (list, tuple)):
                        raise Refused("" + (name_prefix or "data") + ".only_if.sender_domains must be array")
                    data__onlyif__senderdomains_is_list = isinstance(data__onlyif__senderdomains, (list, tuple))
                    if data__onlyif__senderdomains_is_list:
                        data__onlyif__senderdomains_len = len(data__onlyif__senderdomains)
                        if data__onlyif__senderdomains_len < 1:
                            raise Refused("" + (name_prefix or "data") + ".only_if.sender_domains must contain at least 1 items")
                        if data__onlyif__senderdomains_len > 1000:
                            raise Refused("" + (name_prefix or "data") + ".only_if.sender_domains must contain less than or equal to 1000 items")
                        for data__onlyif__senderdomains_x, data__onlyif__senderdomains_item in enumerate(data__onlyif__senderdomains):
                            validate____defs_domain(data__onlyif__senderdomains_item, custom_formats, f'{name_prefix or "data"}.only_if.sender_domains[{data__onlyif__senderdomains_x}]')
                if "recipients" in data__onlyif_keys:
                    data__onlyif_keys.remove("recipients")
                    data__onlyif__recipients = data__onlyif["recipients"]
                    if not isinstance(data__onlyif__recipients, (list, tuple)):
                        raise Refused("" + (name_prefix or "data") + ".only_if.recipients must be array")
                    data__onlyif__recipients_is_list = isinstance(data__onlyif__recipients, (list, tuple))
                    if data__onlyif__recipients_is_list:
                        data__onlyif__recipients_len = len(data__onlyif__recipients)
                        if data__onlyif__recipients_len < 1:
                            raise Refused("" + (name_prefix or "data") + ".only_if.recipients must contain at least 1 items")
                        if data__onlyif__recipients_len > 1000:
                            raise Refused("" + (name_prefix or "data") + ".only_if.recipients must contain less than or equal to 1000 items")
                        for data__onlyif__recipients_x, data__onlyif__recipients_item in enumerate(data__onlyif__recipients):
                            validate____defs_address(data__onlyif__recipients_item, custom_formats, f'{name_prefix or "data"}.only_if.recipients[{data__onlyif__recipients_x}]')
                if "recipient_domains" in data__onlyif_keys:
                    data__onlyif_keys.remove("recipient_domains")
                    data__onlyif__recipientdomains = data__onlyif["recipient_domains"]
                    if not isinstance(data__onlyif__recipientdomains, (list, tuple)):
                        raise Refused("" + (name_prefix or "data") + ".only_if.recipient_domains must be array")
                    data__onlyif__recipientdomains_is_list = isinstance(data__onlyif__recipientdomains, (list, tuple))
                    if data__onlyif__recipientdomains_is_list:
                        data__onlyif__recipientdomains_len = len(data__onlyif__recipientdomains)
                        if data__onlyif__recipientdomains_len < 1:
                            raise Refused("" + (name_prefix or "data") + ".only_if.recipient_domains must contain at least 1 items")
                        if data__onlyif__recipientdomains_len > 1000:
                            raise Refused("" + (name_prefix or "data") + ".only_if.recipient_domains must contain less than or equal to 1000 items")
                        for data__onlyif__recipientdomains_x, data__onlyif__recipientdomains_item in enumerate(data__onlyif__recipientdomains):
                            validate____defs_domain(data__onlyif__recipientdomains_item, custom_formats, f'{name_prefix or "data"}.only_if.recipient_domains[{data__onlyif__recipientdomains_x}]')
                if data__onlyif_keys:
                    raise Refused("" + (name_prefix or "data") + ".only_if must not contain "+str(data__onlyif_keys)+" properties")
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

def validate____defs_domain(data, custom_formats={}, name_prefix=None):
    if not isinstance(data, (str)):
        raise Refused("" + (name_prefix or "data") + " must be string")
    if isinstance(data, str):
        data_len = len(data)
        if data_len > 255:
            raise Refused("" + (name_prefix or "data") + " must be shorter than or equal to 255 characters")
        if not REGEX_PATTERNS['^[^\\s@*]+(?![\\s\\S])'].search(data):
            raise Refused("" + (name_prefix or "data") + " must match pattern ^[^\\s@*]+(?![\\s\\S])")
    return data

def validate____defs_address(data, custom_formats={}, name_prefix=None):
    if not isinstance(data, (str)):
        raise Refused("" + (name_prefix or "data") + " must be string")
    if isinstance(data, str):
        data_len = len(data)
        if data_len > 320:
            raise Refused("" + (name_prefix or "data") + " must be shorter than or equal to 320 characters")
        if not REGEX_PATTERNS['^(?:<>|[^\\s@]+@[^\\s@]+)(?![\\s\\S])'].search(data):
            raise Refused("" + (name_prefix or "data") + " must match pattern ^(?:<>|[^\\s@]+@[^\\s@]+)(?![\\s\\S])")
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

def validate____defs_secure_id(data, custom_formats={}, name_prefix=None):
    if not isinstance(data, (str)):
        raise Refused("" + (name_prefix or "data") + " must be string")
    if isinstance(data, str):
        data_len = len(data)
        if data_len < 1:
            raise Refused("" + (name_prefix or "data") + " must be longer than or equal to 1 characters")
        if data_len > 1024:
            raise Refused("" + (name_prefix or "data") + " must be shorter than or equal to 1024 characters")
        if not REGEX_PATTERNS['^[A-Za-z0-9_=+/.~:-]+(?![\\s\\S])'].search(data):
            raise Refused("" + (name_prefix or "data") + " must match pattern ^[A-Za-z0-9_=+/.~:-]+(?![\\s\\S])")
    return data
