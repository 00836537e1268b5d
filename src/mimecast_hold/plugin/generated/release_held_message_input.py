"""Check release_held_message.input. Generated from schemas/release_held_message.input.json by `make generate`; do not edit."""
# mypy: ignore-errors
from mimecast_hold.plugin.validation.violations import SchemaError as JsonSchemaValueException

JsonSchemaValuesException = JsonSchemaValueException
VERSION = '2.22.3'
import re
REGEX_PATTERNS = {'^[^\\s@*]+(?![\\s\\S])': re.compile('^[^\\s@*]+(?![\\s\\S])'), '^(?:<>|[^\\s@]+@[^\\s@]+)(?![\\s\\S])': re.compile('^(?:<>|[^\\s@]+@[^\\s@]+)(?![\\s\\S])'), '^[^\\s\\u0000-\\u001f\\u007f](?:[^\\u0000-\\u001f\\u007f]*[^\\s\\u0000-\\u001f\\u007f])?(?![\\s\\S])': re.compile('^[^\\s\\u0000-\\u001f\\u007f](?:[^\\u0000-\\u001f\\u007f]*[^\\s\\u0000-\\u001f\\u007f])?(?![\\s\\S])'), '^[A-Za-z0-9_=+/.~:-]+(?![\\s\\S])': re.compile('^[A-Za-z0-9_=+/.~:-]+(?![\\s\\S])')}
NoneType = type(None)

def validate(data, custom_formats={}, name_prefix=None):
    if not isinstance(data, dict):
        raise JsonSchemaValueException('' + (name_prefix or 'data') + ' must be object', value=data, name='' + (name_prefix or 'data') + '', rule='type')
    data_is_dict = isinstance(data, dict)
    if data_is_dict:
        data__missing_keys = set(['ids']) - data.keys()
        if data__missing_keys:
            raise JsonSchemaValueException('' + (name_prefix or 'data') + ' must contain ' + (str(sorted(data__missing_keys)) + ' properties'), value=data, name='' + (name_prefix or 'data') + '', rule='required')
        data_keys = set(data.keys())
        if 'ids' in data_keys:
            data_keys.remove('ids')
            data__ids = data['ids']
            if not isinstance(data__ids, (list, tuple)):
                raise JsonSchemaValueException('' + (name_prefix or 'data') + '.ids must be array', value=data__ids, name='' + (name_prefix or 'data') + '.ids', rule='type')
            data__ids_is_list = isinstance(data__ids, (list, tuple))
            if data__ids_is_list:
                data__ids_len = len(data__ids)
                if data__ids_len < 1:
                    raise JsonSchemaValueException('' + (name_prefix or 'data') + '.ids must contain at least 1 items', value=data__ids, name='' + (name_prefix or 'data') + '.ids', rule='minItems')
                if data__ids_len > 10000:
                    raise JsonSchemaValueException('' + (name_prefix or 'data') + '.ids must contain less than or equal to 10000 items', value=data__ids, name='' + (name_prefix or 'data') + '.ids', rule='maxItems')
                for data__ids_x, data__ids_item in enumerate(data__ids):
                    validate____defs_secure_id(data__ids_item, custom_formats, (name_prefix or 'data') + '.ids[{data__ids_x}]'.format(**locals()))
        if 'reason' in data_keys:
            data_keys.remove('reason')
            data__reason = data['reason']
            if not isinstance(data__reason, str):
                raise JsonSchemaValueException('' + (name_prefix or 'data') + '.reason must be string', value=data__reason, name='' + (name_prefix or 'data') + '.reason', rule='type')
            if isinstance(data__reason, str):
                data__reason_len = len(data__reason)
                if data__reason_len < 1:
                    raise JsonSchemaValueException('' + (name_prefix or 'data') + '.reason must be longer than or equal to 1 characters', value=data__reason, name='' + (name_prefix or 'data') + '.reason', rule='minLength')
                if data__reason_len > 500:
                    raise JsonSchemaValueException('' + (name_prefix or 'data') + '.reason must be shorter than or equal to 500 characters', value=data__reason, name='' + (name_prefix or 'data') + '.reason', rule='maxLength')
        if 'dry_run' in data_keys:
            data_keys.remove('dry_run')
            data__dryrun = data['dry_run']
            if not isinstance(data__dryrun, bool):
                raise JsonSchemaValueException('' + (name_prefix or 'data') + '.dry_run must be boolean', value=data__dryrun, name='' + (name_prefix or 'data') + '.dry_run', rule='type')
        if 'look_first' in data_keys:
            data_keys.remove('look_first')
            data__lookfirst = data['look_first']
            if not isinstance(data__lookfirst, bool):
                raise JsonSchemaValueException('' + (name_prefix or 'data') + '.look_first must be boolean', value=data__lookfirst, name='' + (name_prefix or 'data') + '.look_first', rule='type')
        if 'only_if' in data_keys:
            data_keys.remove('only_if')
            data__onlyif = data['only_if']
            if not isinstance(data__onlyif, dict):
                raise JsonSchemaValueException('' + (name_prefix or 'data') + '.only_if must be object', value=data__onlyif, name='' + (name_prefix or 'data') + '.only_if', rule='type')
            data__onlyif_is_dict = isinstance(data__onlyif, dict)
            if data__onlyif_is_dict:
                data__onlyif_len = len(data__onlyif)
                if data__onlyif_len < 1:
                    raise JsonSchemaValueException('' + (name_prefix or 'data') + '.only_if must contain at least 1 properties', value=data__onlyif, name='' + (name_prefix or 'data') + '.only_if', rule='minProperties')
                data__onlyif_keys = set(data__onlyif.keys())
                if 'reason_codes' in data__onlyif_keys:
                    data__onlyif_keys.remove('reason_codes')
                    data__onlyif__reasoncodes = data__onlyif['reason_codes']
                    if not isinstance(data__onlyif__reasoncodes, (list, tuple)):
                        raise JsonSchemaValueException('' + (name_prefix or 'data') + '.only_if.reason_codes must be array', value=data__onlyif__reasoncodes, name='' + (name_prefix or 'data') + '.only_if.reason_codes', rule='type')
                    data__onlyif__reasoncodes_is_list = isinstance(data__onlyif__reasoncodes, (list, tuple))
                    if data__onlyif__reasoncodes_is_list:
                        data__onlyif__reasoncodes_len = len(data__onlyif__reasoncodes)
                        if data__onlyif__reasoncodes_len < 1:
                            raise JsonSchemaValueException('' + (name_prefix or 'data') + '.only_if.reason_codes must contain at least 1 items', value=data__onlyif__reasoncodes, name='' + (name_prefix or 'data') + '.only_if.reason_codes', rule='minItems')
                        if data__onlyif__reasoncodes_len > 1000:
                            raise JsonSchemaValueException('' + (name_prefix or 'data') + '.only_if.reason_codes must contain less than or equal to 1000 items', value=data__onlyif__reasoncodes, name='' + (name_prefix or 'data') + '.only_if.reason_codes', rule='maxItems')
                        for data__onlyif__reasoncodes_x, data__onlyif__reasoncodes_item in enumerate(data__onlyif__reasoncodes):
                            validate____defs_reason_code(data__onlyif__reasoncodes_item, custom_formats, (name_prefix or 'data') + '.only_if.reason_codes[{data__onlyif__reasoncodes_x}]'.format(**locals()))
                if 'senders' in data__onlyif_keys:
                    data__onlyif_keys.remove('senders')
                    data__onlyif__senders = data__onlyif['senders']
                    if not isinstance(data__onlyif__senders, (list, tuple)):
                        raise JsonSchemaValueException('' + (name_prefix or 'data') + '.only_if.senders must be array', value=data__onlyif__senders, name='' + (name_prefix or 'data') + '.only_if.senders', rule='type')
                    data__onlyif__senders_is_list = isinstance(data__onlyif__senders, (list, tuple))
                    if data__onlyif__senders_is_list:
                        data__onlyif__senders_len = len(data__onlyif__senders)
                        if data__onlyif__senders_len < 1:
                            raise JsonSchemaValueException('' + (name_prefix or 'data') + '.only_if.senders must contain at least 1 items', value=data__onlyif__senders, name='' + (name_prefix or 'data') + '.only_if.senders', rule='minItems')
                        if data__onlyif__senders_len > 1000:
                            raise JsonSchemaValueException('' + (name_prefix or 'data') + '.only_if.senders must contain less than or equal to 1000 items', value=data__onlyif__senders, name='' + (name_prefix or 'data') + '.only_if.senders', rule='maxItems')
                        for data__onlyif__senders_x, data__onlyif__senders_item in enumerate(data__onlyif__senders):
                            validate____defs_address(data__onlyif__senders_item, custom_formats, (name_prefix or 'data') + '.only_if.senders[{data__onlyif__senders_x}]'.format(**locals()))
                if 'sender_domains' in data__onlyif_keys:
                    data__onlyif_keys.remove('sender_domains')
                    data__onlyif__senderdomains = data__onlyif['sender_domains']
                    if not isinstance(data__onlyif__senderdomains, (list, tuple)):
                        raise JsonSchemaValueException('' + (name_prefix or 'data') + '.only_if.sender_domains must be array', value=data__onlyif__senderdomains, name='' + (name_prefix or 'data') + '.only_if.sender_domains', rule='type')
                    data__onlyif__senderdomains_is_list = isinstance(data__onlyif__senderdomains, (list, tuple))
                    if data__onlyif__senderdomains_is_list:
                        data__onlyif__senderdomains_len = len(data__onlyif__senderdomains)
                        if data__onlyif__senderdomains_len < 1:
                            raise JsonSchemaValueException('' + (name_prefix or 'data') + '.only_if.sender_domains must contain at least 1 items', value=data__onlyif__senderdomains, name='' + (name_prefix or 'data') + '.only_if.sender_domains', rule='minItems')
                        if data__onlyif__senderdomains_len > 1000:
                            raise JsonSchemaValueException('' + (name_prefix or 'data') + '.only_if.sender_domains must contain less than or equal to 1000 items', value=data__onlyif__senderdomains, name='' + (name_prefix or 'data') + '.only_if.sender_domains', rule='maxItems')
                        for data__onlyif__senderdomains_x, data__onlyif__senderdomains_item in enumerate(data__onlyif__senderdomains):
                            validate____defs_domain(data__onlyif__senderdomains_item, custom_formats, (name_prefix or 'data') + '.only_if.sender_domains[{data__onlyif__senderdomains_x}]'.format(**locals()))
                if 'recipients' in data__onlyif_keys:
                    data__onlyif_keys.remove('recipients')
                    data__onlyif__recipients = data__onlyif['recipients']
                    if not isinstance(data__onlyif__recipients, (list, tuple)):
                        raise JsonSchemaValueException('' + (name_prefix or 'data') + '.only_if.recipients must be array', value=data__onlyif__recipients, name='' + (name_prefix or 'data') + '.only_if.recipients', rule='type')
                    data__onlyif__recipients_is_list = isinstance(data__onlyif__recipients, (list, tuple))
                    if data__onlyif__recipients_is_list:
                        data__onlyif__recipients_len = len(data__onlyif__recipients)
                        if data__onlyif__recipients_len < 1:
                            raise JsonSchemaValueException('' + (name_prefix or 'data') + '.only_if.recipients must contain at least 1 items', value=data__onlyif__recipients, name='' + (name_prefix or 'data') + '.only_if.recipients', rule='minItems')
                        if data__onlyif__recipients_len > 1000:
                            raise JsonSchemaValueException('' + (name_prefix or 'data') + '.only_if.recipients must contain less than or equal to 1000 items', value=data__onlyif__recipients, name='' + (name_prefix or 'data') + '.only_if.recipients', rule='maxItems')
                        for data__onlyif__recipients_x, data__onlyif__recipients_item in enumerate(data__onlyif__recipients):
                            validate____defs_address(data__onlyif__recipients_item, custom_formats, (name_prefix or 'data') + '.only_if.recipients[{data__onlyif__recipients_x}]'.format(**locals()))
                if 'recipient_domains' in data__onlyif_keys:
                    data__onlyif_keys.remove('recipient_domains')
                    data__onlyif__recipientdomains = data__onlyif['recipient_domains']
                    if not isinstance(data__onlyif__recipientdomains, (list, tuple)):
                        raise JsonSchemaValueException('' + (name_prefix or 'data') + '.only_if.recipient_domains must be array', value=data__onlyif__recipientdomains, name='' + (name_prefix or 'data') + '.only_if.recipient_domains', rule='type')
                    data__onlyif__recipientdomains_is_list = isinstance(data__onlyif__recipientdomains, (list, tuple))
                    if data__onlyif__recipientdomains_is_list:
                        data__onlyif__recipientdomains_len = len(data__onlyif__recipientdomains)
                        if data__onlyif__recipientdomains_len < 1:
                            raise JsonSchemaValueException('' + (name_prefix or 'data') + '.only_if.recipient_domains must contain at least 1 items', value=data__onlyif__recipientdomains, name='' + (name_prefix or 'data') + '.only_if.recipient_domains', rule='minItems')
                        if data__onlyif__recipientdomains_len > 1000:
                            raise JsonSchemaValueException('' + (name_prefix or 'data') + '.only_if.recipient_domains must contain less than or equal to 1000 items', value=data__onlyif__recipientdomains, name='' + (name_prefix or 'data') + '.only_if.recipient_domains', rule='maxItems')
                        for data__onlyif__recipientdomains_x, data__onlyif__recipientdomains_item in enumerate(data__onlyif__recipientdomains):
                            validate____defs_domain(data__onlyif__recipientdomains_item, custom_formats, (name_prefix or 'data') + '.only_if.recipient_domains[{data__onlyif__recipientdomains_x}]'.format(**locals()))
                if data__onlyif_keys:
                    raise JsonSchemaValueException('' + (name_prefix or 'data') + '.only_if must not contain ' + str(data__onlyif_keys) + ' properties', value=data__onlyif, name='' + (name_prefix or 'data') + '.only_if', rule='additionalProperties')
        if 'deadline_seconds' in data_keys:
            data_keys.remove('deadline_seconds')
            data__deadlineseconds = data['deadline_seconds']
            if not isinstance(data__deadlineseconds, (int, float)) or isinstance(data__deadlineseconds, bool):
                raise JsonSchemaValueException('' + (name_prefix or 'data') + '.deadline_seconds must be number', value=data__deadlineseconds, name='' + (name_prefix or 'data') + '.deadline_seconds', rule='type')
            if isinstance(data__deadlineseconds, (int, float)) and (not isinstance(data__deadlineseconds, bool)):
                if data__deadlineseconds < 1:
                    raise JsonSchemaValueException('' + (name_prefix or 'data') + '.deadline_seconds must be bigger than or equal to 1', value=data__deadlineseconds, name='' + (name_prefix or 'data') + '.deadline_seconds', rule='minimum')
                if data__deadlineseconds > 86400:
                    raise JsonSchemaValueException('' + (name_prefix or 'data') + '.deadline_seconds must be smaller than or equal to 86400', value=data__deadlineseconds, name='' + (name_prefix or 'data') + '.deadline_seconds', rule='maximum')
        if data_keys:
            raise JsonSchemaValueException('' + (name_prefix or 'data') + ' must not contain ' + str(data_keys) + ' properties', value=data, name='' + (name_prefix or 'data') + '', rule='additionalProperties')
    return data

def validate____defs_domain(data, custom_formats={}, name_prefix=None):
    if not isinstance(data, str):
        raise JsonSchemaValueException('' + (name_prefix or 'data') + ' must be string', value=data, name='' + (name_prefix or 'data') + '', rule='type')
    if isinstance(data, str):
        data_len = len(data)
        if data_len > 255:
            raise JsonSchemaValueException('' + (name_prefix or 'data') + ' must be shorter than or equal to 255 characters', value=data, name='' + (name_prefix or 'data') + '', rule='maxLength')
        if not REGEX_PATTERNS['^[^\\s@*]+(?![\\s\\S])'].search(data):
            raise JsonSchemaValueException('' + (name_prefix or 'data') + ' must match pattern ^[^\\s@*]+(?![\\s\\S])', value=data, name='' + (name_prefix or 'data') + '', rule='pattern')
    return data

def validate____defs_address(data, custom_formats={}, name_prefix=None):
    if not isinstance(data, str):
        raise JsonSchemaValueException('' + (name_prefix or 'data') + ' must be string', value=data, name='' + (name_prefix or 'data') + '', rule='type')
    if isinstance(data, str):
        data_len = len(data)
        if data_len > 320:
            raise JsonSchemaValueException('' + (name_prefix or 'data') + ' must be shorter than or equal to 320 characters', value=data, name='' + (name_prefix or 'data') + '', rule='maxLength')
        if not REGEX_PATTERNS['^(?:<>|[^\\s@]+@[^\\s@]+)(?![\\s\\S])'].search(data):
            raise JsonSchemaValueException('' + (name_prefix or 'data') + ' must match pattern ^(?:<>|[^\\s@]+@[^\\s@]+)(?![\\s\\S])', value=data, name='' + (name_prefix or 'data') + '', rule='pattern')
    return data

def validate____defs_reason_code(data, custom_formats={}, name_prefix=None):
    if not isinstance(data, str):
        raise JsonSchemaValueException('' + (name_prefix or 'data') + ' must be string', value=data, name='' + (name_prefix or 'data') + '', rule='type')
    if isinstance(data, str):
        data_len = len(data)
        if data_len < 1:
            raise JsonSchemaValueException('' + (name_prefix or 'data') + ' must be longer than or equal to 1 characters', value=data, name='' + (name_prefix or 'data') + '', rule='minLength')
        if data_len > 200:
            raise JsonSchemaValueException('' + (name_prefix or 'data') + ' must be shorter than or equal to 200 characters', value=data, name='' + (name_prefix or 'data') + '', rule='maxLength')
        if not REGEX_PATTERNS['^[^\\s\\u0000-\\u001f\\u007f](?:[^\\u0000-\\u001f\\u007f]*[^\\s\\u0000-\\u001f\\u007f])?(?![\\s\\S])'].search(data):
            raise JsonSchemaValueException('' + (name_prefix or 'data') + ' must match pattern ^[^\\s\\u0000-\\u001f\\u007f](?:[^\\u0000-\\u001f\\u007f]*[^\\s\\u0000-\\u001f\\u007f])?(?![\\s\\S])', value=data, name='' + (name_prefix or 'data') + '', rule='pattern')
    return data

def validate____defs_secure_id(data, custom_formats={}, name_prefix=None):
    if not isinstance(data, str):
        raise JsonSchemaValueException('' + (name_prefix or 'data') + ' must be string', value=data, name='' + (name_prefix or 'data') + '', rule='type')
    if isinstance(data, str):
        data_len = len(data)
        if data_len < 1:
            raise JsonSchemaValueException('' + (name_prefix or 'data') + ' must be longer than or equal to 1 characters', value=data, name='' + (name_prefix or 'data') + '', rule='minLength')
        if data_len > 1024:
            raise JsonSchemaValueException('' + (name_prefix or 'data') + ' must be shorter than or equal to 1024 characters', value=data, name='' + (name_prefix or 'data') + '', rule='maxLength')
        if not REGEX_PATTERNS['^[A-Za-z0-9_=+/.~:-]+(?![\\s\\S])'].search(data):
            raise JsonSchemaValueException('' + (name_prefix or 'data') + ' must match pattern ^[A-Za-z0-9_=+/.~:-]+(?![\\s\\S])', value=data, name='' + (name_prefix or 'data') + '', rule='pattern')
    return data
