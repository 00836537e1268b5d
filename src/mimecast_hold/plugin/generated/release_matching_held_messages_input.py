"""Check release_matching_held_messages.input. Generated from schemas/release_matching_held_messages.input.json by `make generate`; do not edit."""
# mypy: ignore-errors
from mimecast_hold.plugin.validation.violations import SchemaError as JsonSchemaValueException

JsonSchemaValuesException = JsonSchemaValueException
VERSION = '2.22.3'
import re
REGEX_PATTERNS = {'^(?:[1-9][0-9]{0,4}[mhdw]|[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])[Tt](?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\\.[0-9]{1,9})?(?:[Zz]|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9]))(?![\\s\\S])': re.compile('^(?:[1-9][0-9]{0,4}[mhdw]|[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])[Tt](?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\\.[0-9]{1,9})?(?:[Zz]|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9]))(?![\\s\\S])'), '^[^\\s\\u0000-\\u001f\\u007f](?:[^\\u0000-\\u001f\\u007f]*[^\\s\\u0000-\\u001f\\u007f])?(?![\\s\\S])': re.compile('^[^\\s\\u0000-\\u001f\\u007f](?:[^\\u0000-\\u001f\\u007f]*[^\\s\\u0000-\\u001f\\u007f])?(?![\\s\\S])')}
NoneType = type(None)

def validate(data, custom_formats={}, name_prefix=None):
    if not isinstance(data, dict):
        raise JsonSchemaValueException('' + (name_prefix or 'data') + ' must be object', value=data, name='' + (name_prefix or 'data') + '', rule='type')
    data_is_dict = isinstance(data, dict)
    if data_is_dict:
        data__missing_keys = set(['max_messages']) - data.keys()
        if data__missing_keys:
            raise JsonSchemaValueException('' + (name_prefix or 'data') + ' must contain ' + (str(sorted(data__missing_keys)) + ' properties'), value=data, name='' + (name_prefix or 'data') + '', rule='required')
        data_keys = set(data.keys())
        if 'max_messages' in data_keys:
            data_keys.remove('max_messages')
            data__maxmessages = data['max_messages']
            if not isinstance(data__maxmessages, int) and (not (isinstance(data__maxmessages, float) and data__maxmessages.is_integer())) or isinstance(data__maxmessages, bool):
                raise JsonSchemaValueException('' + (name_prefix or 'data') + '.max_messages must be integer', value=data__maxmessages, name='' + (name_prefix or 'data') + '.max_messages', rule='type')
            if isinstance(data__maxmessages, (int, float)) and (not isinstance(data__maxmessages, bool)):
                if data__maxmessages < 1:
                    raise JsonSchemaValueException('' + (name_prefix or 'data') + '.max_messages must be bigger than or equal to 1', value=data__maxmessages, name='' + (name_prefix or 'data') + '.max_messages', rule='minimum')
                if data__maxmessages > 10000:
                    raise JsonSchemaValueException('' + (name_prefix or 'data') + '.max_messages must be smaller than or equal to 10000', value=data__maxmessages, name='' + (name_prefix or 'data') + '.max_messages', rule='maximum')
        if 'dry_run' in data_keys:
            data_keys.remove('dry_run')
            data__dryrun = data['dry_run']
            if not isinstance(data__dryrun, bool):
                raise JsonSchemaValueException('' + (name_prefix or 'data') + '.dry_run must be boolean', value=data__dryrun, name='' + (name_prefix or 'data') + '.dry_run', rule='type')
        if 'search_field' in data_keys:
            data_keys.remove('search_field')
            data__searchfield = data['search_field']
            if not isinstance(data__searchfield, str):
                raise JsonSchemaValueException('' + (name_prefix or 'data') + '.search_field must be string', value=data__searchfield, name='' + (name_prefix or 'data') + '.search_field', rule='type')
            if not (isinstance(data__searchfield, str) and data__searchfield == 'subject' or (isinstance(data__searchfield, str) and data__searchfield == 'sender') or (isinstance(data__searchfield, str) and data__searchfield == 'recipient') or (isinstance(data__searchfield, str) and data__searchfield == 'reason_code')):
                raise JsonSchemaValueException('' + (name_prefix or 'data') + ".search_field must be one of ['subject', 'sender', 'recipient', 'reason_code']", value=data__searchfield, name='' + (name_prefix or 'data') + '.search_field', rule='enum')
        if 'search_text' in data_keys:
            data_keys.remove('search_text')
            data__searchtext = data['search_text']
            if not isinstance(data__searchtext, str):
                raise JsonSchemaValueException('' + (name_prefix or 'data') + '.search_text must be string', value=data__searchtext, name='' + (name_prefix or 'data') + '.search_text', rule='type')
            if isinstance(data__searchtext, str):
                data__searchtext_len = len(data__searchtext)
                if data__searchtext_len < 1:
                    raise JsonSchemaValueException('' + (name_prefix or 'data') + '.search_text must be longer than or equal to 1 characters', value=data__searchtext, name='' + (name_prefix or 'data') + '.search_text', rule='minLength')
                if data__searchtext_len > 1000:
                    raise JsonSchemaValueException('' + (name_prefix or 'data') + '.search_text must be shorter than or equal to 1000 characters', value=data__searchtext, name='' + (name_prefix or 'data') + '.search_text', rule='maxLength')
        if 'start' in data_keys:
            data_keys.remove('start')
            data__start = data['start']
            if not isinstance(data__start, str):
                raise JsonSchemaValueException('' + (name_prefix or 'data') + '.start must be string', value=data__start, name='' + (name_prefix or 'data') + '.start', rule='type')
            if isinstance(data__start, str):
                data__start_len = len(data__start)
                if data__start_len > 40:
                    raise JsonSchemaValueException('' + (name_prefix or 'data') + '.start must be shorter than or equal to 40 characters', value=data__start, name='' + (name_prefix or 'data') + '.start', rule='maxLength')
                if not REGEX_PATTERNS['^(?:[1-9][0-9]{0,4}[mhdw]|[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])[Tt](?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\\.[0-9]{1,9})?(?:[Zz]|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9]))(?![\\s\\S])'].search(data__start):
                    raise JsonSchemaValueException('' + (name_prefix or 'data') + '.start must match pattern ^(?:[1-9][0-9]{0,4}[mhdw]|[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])[Tt](?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\\.[0-9]{1,9})?(?:[Zz]|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9]))(?![\\s\\S])', value=data__start, name='' + (name_prefix or 'data') + '.start', rule='pattern')
        if 'end' in data_keys:
            data_keys.remove('end')
            data__end = data['end']
            if not isinstance(data__end, str):
                raise JsonSchemaValueException('' + (name_prefix or 'data') + '.end must be string', value=data__end, name='' + (name_prefix or 'data') + '.end', rule='type')
            if isinstance(data__end, str):
                data__end_len = len(data__end)
                if data__end_len > 40:
                    raise JsonSchemaValueException('' + (name_prefix or 'data') + '.end must be shorter than or equal to 40 characters', value=data__end, name='' + (name_prefix or 'data') + '.end', rule='maxLength')
                if not REGEX_PATTERNS['^(?:[1-9][0-9]{0,4}[mhdw]|[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])[Tt](?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\\.[0-9]{1,9})?(?:[Zz]|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9]))(?![\\s\\S])'].search(data__end):
                    raise JsonSchemaValueException('' + (name_prefix or 'data') + '.end must match pattern ^(?:[1-9][0-9]{0,4}[mhdw]|[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])[Tt](?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\\.[0-9]{1,9})?(?:[Zz]|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9]))(?![\\s\\S])', value=data__end, name='' + (name_prefix or 'data') + '.end', rule='pattern')
        if 'reason_codes' in data_keys:
            data_keys.remove('reason_codes')
            data__reasoncodes = data['reason_codes']
            if not isinstance(data__reasoncodes, (list, tuple)):
                raise JsonSchemaValueException('' + (name_prefix or 'data') + '.reason_codes must be array', value=data__reasoncodes, name='' + (name_prefix or 'data') + '.reason_codes', rule='type')
            data__reasoncodes_is_list = isinstance(data__reasoncodes, (list, tuple))
            if data__reasoncodes_is_list:
                data__reasoncodes_len = len(data__reasoncodes)
                if data__reasoncodes_len < 1:
                    raise JsonSchemaValueException('' + (name_prefix or 'data') + '.reason_codes must contain at least 1 items', value=data__reasoncodes, name='' + (name_prefix or 'data') + '.reason_codes', rule='minItems')
                if data__reasoncodes_len > 1000:
                    raise JsonSchemaValueException('' + (name_prefix or 'data') + '.reason_codes must contain less than or equal to 1000 items', value=data__reasoncodes, name='' + (name_prefix or 'data') + '.reason_codes', rule='maxItems')
                for data__reasoncodes_x, data__reasoncodes_item in enumerate(data__reasoncodes):
                    validate____defs_reason_code(data__reasoncodes_item, custom_formats, (name_prefix or 'data') + '.reason_codes[{data__reasoncodes_x}]'.format(**locals()))
        if 'route' in data_keys:
            data_keys.remove('route')
            data__route = data['route']
            if not isinstance(data__route, str):
                raise JsonSchemaValueException('' + (name_prefix or 'data') + '.route must be string', value=data__route, name='' + (name_prefix or 'data') + '.route', rule='type')
            if not (isinstance(data__route, str) and data__route == 'all' or (isinstance(data__route, str) and data__route == 'internal') or (isinstance(data__route, str) and data__route == 'outbound') or (isinstance(data__route, str) and data__route == 'inbound') or (isinstance(data__route, str) and data__route == 'external')):
                raise JsonSchemaValueException('' + (name_prefix or 'data') + ".route must be one of ['all', 'internal', 'outbound', 'inbound', 'external']", value=data__route, name='' + (name_prefix or 'data') + '.route', rule='enum')
        if 'has_attachments' in data_keys:
            data_keys.remove('has_attachments')
            data__hasattachments = data['has_attachments']
            if not isinstance(data__hasattachments, bool):
                raise JsonSchemaValueException('' + (name_prefix or 'data') + '.has_attachments must be boolean', value=data__hasattachments, name='' + (name_prefix or 'data') + '.has_attachments', rule='type')
        if 'admin' in data_keys:
            data_keys.remove('admin')
            data__admin = data['admin']
            if not isinstance(data__admin, bool):
                raise JsonSchemaValueException('' + (name_prefix or 'data') + '.admin must be boolean', value=data__admin, name='' + (name_prefix or 'data') + '.admin', rule='type')
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
