"""Check get_release_log.input. Generated from schemas/get_release_log.input.json by `make generate`; do not edit."""
# mypy: ignore-errors
from mimecast_hold.plugin.validation.violations import SchemaError as JsonSchemaValueException

JsonSchemaValuesException = JsonSchemaValueException
VERSION = '2.22.3'
import re
REGEX_PATTERNS = {'^(?:[1-9][0-9]{0,4}[mhdw]|[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])[Tt](?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\\.[0-9]{1,9})?(?:[Zz]|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9]))(?![\\s\\S])': re.compile('^(?:[1-9][0-9]{0,4}[mhdw]|[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])[Tt](?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\\.[0-9]{1,9})?(?:[Zz]|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9]))(?![\\s\\S])')}
NoneType = type(None)

def validate(data, custom_formats={}, name_prefix=None):
    if not isinstance(data, dict):
        raise JsonSchemaValueException('' + (name_prefix or 'data') + ' must be object', value=data, name='' + (name_prefix or 'data') + '', rule='type')
    data_is_dict = isinstance(data, dict)
    if data_is_dict:
        data_keys = set(data.keys())
        if 'search_field' in data_keys:
            data_keys.remove('search_field')
            data__searchfield = data['search_field']
            if not isinstance(data__searchfield, str):
                raise JsonSchemaValueException('' + (name_prefix or 'data') + '.search_field must be string', value=data__searchfield, name='' + (name_prefix or 'data') + '.search_field', rule='type')
            if not (isinstance(data__searchfield, str) and data__searchfield == 'all' or (isinstance(data__searchfield, str) and data__searchfield == 'operator') or (isinstance(data__searchfield, str) and data__searchfield == 'from') or (isinstance(data__searchfield, str) and data__searchfield == 'to') or (isinstance(data__searchfield, str) and data__searchfield == 'subject') or (isinstance(data__searchfield, str) and data__searchfield == 'info') or (isinstance(data__searchfield, str) and data__searchfield == 'held_reason')):
                raise JsonSchemaValueException('' + (name_prefix or 'data') + ".search_field must be one of ['all', 'operator', 'from', 'to', 'subject', 'info', 'held_reason']", value=data__searchfield, name='' + (name_prefix or 'data') + '.search_field', rule='enum')
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
        if 'status' in data_keys:
            data_keys.remove('status')
            data__status = data['status']
            if not isinstance(data__status, str):
                raise JsonSchemaValueException('' + (name_prefix or 'data') + '.status must be string', value=data__status, name='' + (name_prefix or 'data') + '.status', rule='type')
            if not (isinstance(data__status, str) and data__status == 'released' or (isinstance(data__status, str) and data__status == 'rejected')):
                raise JsonSchemaValueException('' + (name_prefix or 'data') + ".status must be one of ['released', 'rejected']", value=data__status, name='' + (name_prefix or 'data') + '.status', rule='enum')
        if 'max_entries' in data_keys:
            data_keys.remove('max_entries')
            data__maxentries = data['max_entries']
            if not isinstance(data__maxentries, int) and (not (isinstance(data__maxentries, float) and data__maxentries.is_integer())) or isinstance(data__maxentries, bool):
                raise JsonSchemaValueException('' + (name_prefix or 'data') + '.max_entries must be integer', value=data__maxentries, name='' + (name_prefix or 'data') + '.max_entries', rule='type')
            if isinstance(data__maxentries, (int, float)) and (not isinstance(data__maxentries, bool)):
                if data__maxentries < 1:
                    raise JsonSchemaValueException('' + (name_prefix or 'data') + '.max_entries must be bigger than or equal to 1', value=data__maxentries, name='' + (name_prefix or 'data') + '.max_entries', rule='minimum')
                if data__maxentries > 100000:
                    raise JsonSchemaValueException('' + (name_prefix or 'data') + '.max_entries must be smaller than or equal to 100000', value=data__maxentries, name='' + (name_prefix or 'data') + '.max_entries', rule='maximum')
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
