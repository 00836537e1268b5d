"""Check get_release_log.output. Generated from schemas/get_release_log.output.json by `make generate`; do not edit."""
# mypy: ignore-errors
from mimecast_hold.plugin.validation.violations import SchemaError as JsonSchemaValueException

JsonSchemaValuesException = JsonSchemaValueException
VERSION = '2.22.3'
import re
REGEX_PATTERNS = {'^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\\.[0-9]{3}Z(?![\\s\\S])': re.compile('^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\\.[0-9]{3}Z(?![\\s\\S])')}
NoneType = type(None)

def validate(data, custom_formats={}, name_prefix=None):
    if not isinstance(data, dict):
        raise JsonSchemaValueException('' + (name_prefix or 'data') + ' must be object', value=data, name='' + (name_prefix or 'data') + '', rule='type')
    data_is_dict = isinstance(data, dict)
    if data_is_dict:
        data__missing_keys = set(['action', 'status', 'host', 'started_at', 'duration_ms', 'summary', 'records', 'entries', 'truncated', 'warnings', 'error', 'readable']) - data.keys()
        if data__missing_keys:
            raise JsonSchemaValueException('' + (name_prefix or 'data') + ' must contain ' + (str(sorted(data__missing_keys)) + ' properties'), value=data, name='' + (name_prefix or 'data') + '', rule='required')
        data_keys = set(data.keys())
        if 'action' in data_keys:
            data_keys.remove('action')
            data__action = data['action']
            if not (isinstance(data__action, str) and data__action == 'get_release_log'):
                raise JsonSchemaValueException('' + (name_prefix or 'data') + '.action must be same as const definition: get_release_log', value=data__action, name='' + (name_prefix or 'data') + '.action', rule='const')
        if 'status' in data_keys:
            data_keys.remove('status')
            data__status = data['status']
            if not isinstance(data__status, str):
                raise JsonSchemaValueException('' + (name_prefix or 'data') + '.status must be string', value=data__status, name='' + (name_prefix or 'data') + '.status', rule='type')
            if not (isinstance(data__status, str) and data__status == 'success' or (isinstance(data__status, str) and data__status == 'failure')):
                raise JsonSchemaValueException('' + (name_prefix or 'data') + ".status must be one of ['success', 'failure']", value=data__status, name='' + (name_prefix or 'data') + '.status', rule='enum')
        if 'host' in data_keys:
            data_keys.remove('host')
            data__host = data['host']
            if not isinstance(data__host, (str, NoneType)):
                raise JsonSchemaValueException('' + (name_prefix or 'data') + '.host must be string or null', value=data__host, name='' + (name_prefix or 'data') + '.host', rule='type')
        if 'started_at' in data_keys:
            data_keys.remove('started_at')
            data__startedat = data['started_at']
            if not isinstance(data__startedat, str):
                raise JsonSchemaValueException('' + (name_prefix or 'data') + '.started_at must be string', value=data__startedat, name='' + (name_prefix or 'data') + '.started_at', rule='type')
            if isinstance(data__startedat, str):
                if not REGEX_PATTERNS['^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\\.[0-9]{3}Z(?![\\s\\S])'].search(data__startedat):
                    raise JsonSchemaValueException('' + (name_prefix or 'data') + '.started_at must match pattern ^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\\.[0-9]{3}Z(?![\\s\\S])', value=data__startedat, name='' + (name_prefix or 'data') + '.started_at', rule='pattern')
        if 'duration_ms' in data_keys:
            data_keys.remove('duration_ms')
            data__durationms = data['duration_ms']
            if not isinstance(data__durationms, int) and (not (isinstance(data__durationms, float) and data__durationms.is_integer())) or isinstance(data__durationms, bool):
                raise JsonSchemaValueException('' + (name_prefix or 'data') + '.duration_ms must be integer', value=data__durationms, name='' + (name_prefix or 'data') + '.duration_ms', rule='type')
            if isinstance(data__durationms, (int, float)) and (not isinstance(data__durationms, bool)):
                if data__durationms < 0:
                    raise JsonSchemaValueException('' + (name_prefix or 'data') + '.duration_ms must be bigger than or equal to 0', value=data__durationms, name='' + (name_prefix or 'data') + '.duration_ms', rule='minimum')
        if 'summary' in data_keys:
            data_keys.remove('summary')
            data__summary = data['summary']
            if not isinstance(data__summary, dict):
                raise JsonSchemaValueException('' + (name_prefix or 'data') + '.summary must be object', value=data__summary, name='' + (name_prefix or 'data') + '.summary', rule='type')
            data__summary_is_dict = isinstance(data__summary, dict)
            if data__summary_is_dict:
                data__summary__missing_keys = set(['entries']) - data__summary.keys()
                if data__summary__missing_keys:
                    raise JsonSchemaValueException('' + (name_prefix or 'data') + '.summary must contain ' + (str(sorted(data__summary__missing_keys)) + ' properties'), value=data__summary, name='' + (name_prefix or 'data') + '.summary', rule='required')
                data__summary_keys = set(data__summary.keys())
                if 'entries' in data__summary_keys:
                    data__summary_keys.remove('entries')
                    data__summary__entries = data__summary['entries']
                    if not isinstance(data__summary__entries, int) and (not (isinstance(data__summary__entries, float) and data__summary__entries.is_integer())) or isinstance(data__summary__entries, bool):
                        raise JsonSchemaValueException('' + (name_prefix or 'data') + '.summary.entries must be integer', value=data__summary__entries, name='' + (name_prefix or 'data') + '.summary.entries', rule='type')
                    if isinstance(data__summary__entries, (int, float)) and (not isinstance(data__summary__entries, bool)):
                        if data__summary__entries < 0:
                            raise JsonSchemaValueException('' + (name_prefix or 'data') + '.summary.entries must be bigger than or equal to 0', value=data__summary__entries, name='' + (name_prefix or 'data') + '.summary.entries', rule='minimum')
                if data__summary_keys:
                    raise JsonSchemaValueException('' + (name_prefix or 'data') + '.summary must not contain ' + str(data__summary_keys) + ' properties', value=data__summary, name='' + (name_prefix or 'data') + '.summary', rule='additionalProperties')
        if 'records' in data_keys:
            data_keys.remove('records')
            data__records = data['records']
            if not isinstance(data__records, (list, tuple)):
                raise JsonSchemaValueException('' + (name_prefix or 'data') + '.records must be array', value=data__records, name='' + (name_prefix or 'data') + '.records', rule='type')
            data__records_is_list = isinstance(data__records, (list, tuple))
            if data__records_is_list:
                data__records_len = len(data__records)
                if data__records_len > 0:
                    raise JsonSchemaValueException('' + (name_prefix or 'data') + '.records must contain less than or equal to 0 items', value=data__records, name='' + (name_prefix or 'data') + '.records', rule='maxItems')
        if 'entries' in data_keys:
            data_keys.remove('entries')
            data__entries = data['entries']
            if not isinstance(data__entries, (list, tuple)):
                raise JsonSchemaValueException('' + (name_prefix or 'data') + '.entries must be array', value=data__entries, name='' + (name_prefix or 'data') + '.entries', rule='type')
            data__entries_is_list = isinstance(data__entries, (list, tuple))
            if data__entries_is_list:
                data__entries_len = len(data__entries)
                for data__entries_x, data__entries_item in enumerate(data__entries):
                    validate____defs_log_entry(data__entries_item, custom_formats, (name_prefix or 'data') + '.entries[{data__entries_x}]'.format(**locals()))
        if 'truncated' in data_keys:
            data_keys.remove('truncated')
            data__truncated = data['truncated']
            if not isinstance(data__truncated, bool):
                raise JsonSchemaValueException('' + (name_prefix or 'data') + '.truncated must be boolean', value=data__truncated, name='' + (name_prefix or 'data') + '.truncated', rule='type')
        if 'warnings' in data_keys:
            data_keys.remove('warnings')
            data__warnings = data['warnings']
            if not isinstance(data__warnings, (list, tuple)):
                raise JsonSchemaValueException('' + (name_prefix or 'data') + '.warnings must be array', value=data__warnings, name='' + (name_prefix or 'data') + '.warnings', rule='type')
            data__warnings_is_list = isinstance(data__warnings, (list, tuple))
            if data__warnings_is_list:
                data__warnings_len = len(data__warnings)
                for data__warnings_x, data__warnings_item in enumerate(data__warnings):
                    if not isinstance(data__warnings_item, str):
                        raise JsonSchemaValueException('' + (name_prefix or 'data') + '.warnings[{data__warnings_x}]'.format(**locals()) + ' must be string', value=data__warnings_item, name='' + (name_prefix or 'data') + '.warnings[{data__warnings_x}]'.format(**locals()) + '', rule='type')
        if 'error' in data_keys:
            data_keys.remove('error')
            data__error = data['error']
            data__error_any_of_count1 = 0
            if not data__error_any_of_count1:
                try:
                    if not isinstance(data__error, NoneType):
                        raise JsonSchemaValueException('' + (name_prefix or 'data') + '.error must be null', value=data__error, name='' + (name_prefix or 'data') + '.error', rule='type')
                    data__error_any_of_count1 += 1
                except (JsonSchemaValueException, JsonSchemaValuesException):
                    pass
            if not data__error_any_of_count1:
                try:
                    validate____defs_problem(data__error, custom_formats, (name_prefix or 'data') + '.error')
                    data__error_any_of_count1 += 1
                except (JsonSchemaValueException, JsonSchemaValuesException):
                    pass
            if not data__error_any_of_count1:
                raise JsonSchemaValueException('' + (name_prefix or 'data') + '.error cannot be validated by any definition', value=data__error, name='' + (name_prefix or 'data') + '.error', rule='anyOf')
        if 'readable' in data_keys:
            data_keys.remove('readable')
            data__readable = data['readable']
            if not isinstance(data__readable, str):
                raise JsonSchemaValueException('' + (name_prefix or 'data') + '.readable must be string', value=data__readable, name='' + (name_prefix or 'data') + '.readable', rule='type')
        if 'plugin' in data_keys:
            data_keys.remove('plugin')
            data__plugin = data['plugin']
            if not isinstance(data__plugin, dict):
                raise JsonSchemaValueException('' + (name_prefix or 'data') + '.plugin must be object', value=data__plugin, name='' + (name_prefix or 'data') + '.plugin', rule='type')
            data__plugin_is_dict = isinstance(data__plugin, dict)
            if data__plugin_is_dict:
                data__plugin__missing_keys = set(['name', 'version']) - data__plugin.keys()
                if data__plugin__missing_keys:
                    raise JsonSchemaValueException('' + (name_prefix or 'data') + '.plugin must contain ' + (str(sorted(data__plugin__missing_keys)) + ' properties'), value=data__plugin, name='' + (name_prefix or 'data') + '.plugin', rule='required')
                data__plugin_keys = set(data__plugin.keys())
                if 'name' in data__plugin_keys:
                    data__plugin_keys.remove('name')
                    data__plugin__name = data__plugin['name']
                    if not isinstance(data__plugin__name, str):
                        raise JsonSchemaValueException('' + (name_prefix or 'data') + '.plugin.name must be string', value=data__plugin__name, name='' + (name_prefix or 'data') + '.plugin.name', rule='type')
                if 'version' in data__plugin_keys:
                    data__plugin_keys.remove('version')
                    data__plugin__version = data__plugin['version']
                    if not isinstance(data__plugin__version, str):
                        raise JsonSchemaValueException('' + (name_prefix or 'data') + '.plugin.version must be string', value=data__plugin__version, name='' + (name_prefix or 'data') + '.plugin.version', rule='type')
                if data__plugin_keys:
                    raise JsonSchemaValueException('' + (name_prefix or 'data') + '.plugin must not contain ' + str(data__plugin_keys) + ' properties', value=data__plugin, name='' + (name_prefix or 'data') + '.plugin', rule='additionalProperties')
        if data_keys:
            raise JsonSchemaValueException('' + (name_prefix or 'data') + ' must not contain ' + str(data_keys) + ' properties', value=data, name='' + (name_prefix or 'data') + '', rule='additionalProperties')
    return data

def validate____defs_problem(data, custom_formats={}, name_prefix=None):
    if not isinstance(data, dict):
        raise JsonSchemaValueException('' + (name_prefix or 'data') + ' must be object', value=data, name='' + (name_prefix or 'data') + '', rule='type')
    data_is_dict = isinstance(data, dict)
    if data_is_dict:
        data__missing_keys = set(['category', 'code', 'message', 'retryable', 'hint', 'http_status']) - data.keys()
        if data__missing_keys:
            raise JsonSchemaValueException('' + (name_prefix or 'data') + ' must contain ' + (str(sorted(data__missing_keys)) + ' properties'), value=data, name='' + (name_prefix or 'data') + '', rule='required')
        data_keys = set(data.keys())
        if 'category' in data_keys:
            data_keys.remove('category')
            data__category = data['category']
            if not isinstance(data__category, str):
                raise JsonSchemaValueException('' + (name_prefix or 'data') + '.category must be string', value=data__category, name='' + (name_prefix or 'data') + '.category', rule='type')
            if not (isinstance(data__category, str) and data__category == 'invalid_input' or (isinstance(data__category, str) and data__category == 'configuration') or (isinstance(data__category, str) and data__category == 'authentication') or (isinstance(data__category, str) and data__category == 'permission') or (isinstance(data__category, str) and data__category == 'not_found') or (isinstance(data__category, str) and data__category == 'already_released') or (isinstance(data__category, str) and data__category == 'already_rejected') or (isinstance(data__category, str) and data__category == 'rate_limited') or (isinstance(data__category, str) and data__category == 'refused') or (isinstance(data__category, str) and data__category == 'server_error') or (isinstance(data__category, str) and data__category == 'network') or (isinstance(data__category, str) and data__category == 'timeout') or (isinstance(data__category, str) and data__category == 'protocol') or (isinstance(data__category, str) and data__category == 'deadline') or (isinstance(data__category, str) and data__category == 'cancelled') or (isinstance(data__category, str) and data__category == 'guard') or (isinstance(data__category, str) and data__category == 'internal')):
                raise JsonSchemaValueException('' + (name_prefix or 'data') + ".category must be one of ['invalid_input', 'configuration', 'authentication', 'permission', 'not_found', 'already_released', 'already_rejected', 'rate_limited', 'refused', 'server_error', 'network', 'timeout', 'protocol', 'deadline', 'cancelled', 'guard', 'internal']", value=data__category, name='' + (name_prefix or 'data') + '.category', rule='enum')
        if 'code' in data_keys:
            data_keys.remove('code')
            data__code = data['code']
            if not isinstance(data__code, (str, NoneType)):
                raise JsonSchemaValueException('' + (name_prefix or 'data') + '.code must be string or null', value=data__code, name='' + (name_prefix or 'data') + '.code', rule='type')
        if 'message' in data_keys:
            data_keys.remove('message')
            data__message = data['message']
            if not isinstance(data__message, str):
                raise JsonSchemaValueException('' + (name_prefix or 'data') + '.message must be string', value=data__message, name='' + (name_prefix or 'data') + '.message', rule='type')
            if isinstance(data__message, str):
                data__message_len = len(data__message)
                if data__message_len < 1:
                    raise JsonSchemaValueException('' + (name_prefix or 'data') + '.message must be longer than or equal to 1 characters', value=data__message, name='' + (name_prefix or 'data') + '.message', rule='minLength')
        if 'retryable' in data_keys:
            data_keys.remove('retryable')
            data__retryable = data['retryable']
            if not isinstance(data__retryable, bool):
                raise JsonSchemaValueException('' + (name_prefix or 'data') + '.retryable must be boolean', value=data__retryable, name='' + (name_prefix or 'data') + '.retryable', rule='type')
        if 'hint' in data_keys:
            data_keys.remove('hint')
            data__hint = data['hint']
            if not isinstance(data__hint, str):
                raise JsonSchemaValueException('' + (name_prefix or 'data') + '.hint must be string', value=data__hint, name='' + (name_prefix or 'data') + '.hint', rule='type')
        if 'http_status' in data_keys:
            data_keys.remove('http_status')
            data__httpstatus = data['http_status']
            if not isinstance(data__httpstatus, (int, NoneType)) and (not (isinstance(data__httpstatus, float) and data__httpstatus.is_integer())) or isinstance(data__httpstatus, bool):
                raise JsonSchemaValueException('' + (name_prefix or 'data') + '.http_status must be integer or null', value=data__httpstatus, name='' + (name_prefix or 'data') + '.http_status', rule='type')
        if data_keys:
            raise JsonSchemaValueException('' + (name_prefix or 'data') + ' must not contain ' + str(data_keys) + ' properties', value=data, name='' + (name_prefix or 'data') + '', rule='additionalProperties')
    return data

def validate____defs_log_entry(data, custom_formats={}, name_prefix=None):
    if not isinstance(data, dict):
        raise JsonSchemaValueException('' + (name_prefix or 'data') + ' must be object', value=data, name='' + (name_prefix or 'data') + '', rule='type')
    data_is_dict = isinstance(data, dict)
    if data_is_dict:
        data__missing_keys = set(['id', 'fate', 'operator', 'at', 'reject_reason', 'info', 'held_reason', 'policy', 'from_envelope', 'from_header', 'to', 'subject', 'size_bytes', 'spam_score']) - data.keys()
        if data__missing_keys:
            raise JsonSchemaValueException('' + (name_prefix or 'data') + ' must contain ' + (str(sorted(data__missing_keys)) + ' properties'), value=data, name='' + (name_prefix or 'data') + '', rule='required')
        data_keys = set(data.keys())
        if 'id' in data_keys:
            data_keys.remove('id')
            data__id = data['id']
            if not isinstance(data__id, (str, NoneType)):
                raise JsonSchemaValueException('' + (name_prefix or 'data') + '.id must be string or null', value=data__id, name='' + (name_prefix or 'data') + '.id', rule='type')
        if 'fate' in data_keys:
            data_keys.remove('fate')
            data__fate = data['fate']
            if not isinstance(data__fate, str):
                raise JsonSchemaValueException('' + (name_prefix or 'data') + '.fate must be string', value=data__fate, name='' + (name_prefix or 'data') + '.fate', rule='type')
            if not (isinstance(data__fate, str) and data__fate == 'released' or (isinstance(data__fate, str) and data__fate == 'rejected') or (isinstance(data__fate, str) and data__fate == 'expired') or (isinstance(data__fate, str) and data__fate == 'unclear')):
                raise JsonSchemaValueException('' + (name_prefix or 'data') + ".fate must be one of ['released', 'rejected', 'expired', 'unclear']", value=data__fate, name='' + (name_prefix or 'data') + '.fate', rule='enum')
        if 'operator' in data_keys:
            data_keys.remove('operator')
            data__operator = data['operator']
            if not isinstance(data__operator, (str, NoneType)):
                raise JsonSchemaValueException('' + (name_prefix or 'data') + '.operator must be string or null', value=data__operator, name='' + (name_prefix or 'data') + '.operator', rule='type')
        if 'at' in data_keys:
            data_keys.remove('at')
            data__at = data['at']
            if not isinstance(data__at, (str, NoneType)):
                raise JsonSchemaValueException('' + (name_prefix or 'data') + '.at must be string or null', value=data__at, name='' + (name_prefix or 'data') + '.at', rule='type')
        if 'reject_reason' in data_keys:
            data_keys.remove('reject_reason')
            data__rejectreason = data['reject_reason']
            if not isinstance(data__rejectreason, (str, NoneType)):
                raise JsonSchemaValueException('' + (name_prefix or 'data') + '.reject_reason must be string or null', value=data__rejectreason, name='' + (name_prefix or 'data') + '.reject_reason', rule='type')
        if 'info' in data_keys:
            data_keys.remove('info')
            data__info = data['info']
            if not isinstance(data__info, (str, NoneType)):
                raise JsonSchemaValueException('' + (name_prefix or 'data') + '.info must be string or null', value=data__info, name='' + (name_prefix or 'data') + '.info', rule='type')
        if 'held_reason' in data_keys:
            data_keys.remove('held_reason')
            data__heldreason = data['held_reason']
            if not isinstance(data__heldreason, (str, NoneType)):
                raise JsonSchemaValueException('' + (name_prefix or 'data') + '.held_reason must be string or null', value=data__heldreason, name='' + (name_prefix or 'data') + '.held_reason', rule='type')
        if 'policy' in data_keys:
            data_keys.remove('policy')
            data__policy = data['policy']
            if not isinstance(data__policy, (str, NoneType)):
                raise JsonSchemaValueException('' + (name_prefix or 'data') + '.policy must be string or null', value=data__policy, name='' + (name_prefix or 'data') + '.policy', rule='type')
        if 'from_envelope' in data_keys:
            data_keys.remove('from_envelope')
            data__fromenvelope = data['from_envelope']
            if not isinstance(data__fromenvelope, (str, NoneType)):
                raise JsonSchemaValueException('' + (name_prefix or 'data') + '.from_envelope must be string or null', value=data__fromenvelope, name='' + (name_prefix or 'data') + '.from_envelope', rule='type')
        if 'from_header' in data_keys:
            data_keys.remove('from_header')
            data__fromheader = data['from_header']
            if not isinstance(data__fromheader, (str, NoneType)):
                raise JsonSchemaValueException('' + (name_prefix or 'data') + '.from_header must be string or null', value=data__fromheader, name='' + (name_prefix or 'data') + '.from_header', rule='type')
        if 'to' in data_keys:
            data_keys.remove('to')
            data__to = data['to']
            if not isinstance(data__to, (list, tuple)):
                raise JsonSchemaValueException('' + (name_prefix or 'data') + '.to must be array', value=data__to, name='' + (name_prefix or 'data') + '.to', rule='type')
            data__to_is_list = isinstance(data__to, (list, tuple))
            if data__to_is_list:
                data__to_len = len(data__to)
                for data__to_x, data__to_item in enumerate(data__to):
                    if not isinstance(data__to_item, str):
                        raise JsonSchemaValueException('' + (name_prefix or 'data') + '.to[{data__to_x}]'.format(**locals()) + ' must be string', value=data__to_item, name='' + (name_prefix or 'data') + '.to[{data__to_x}]'.format(**locals()) + '', rule='type')
        if 'subject' in data_keys:
            data_keys.remove('subject')
            data__subject = data['subject']
            if not isinstance(data__subject, (str, NoneType)):
                raise JsonSchemaValueException('' + (name_prefix or 'data') + '.subject must be string or null', value=data__subject, name='' + (name_prefix or 'data') + '.subject', rule='type')
        if 'size_bytes' in data_keys:
            data_keys.remove('size_bytes')
            data__sizebytes = data['size_bytes']
            if not isinstance(data__sizebytes, (int, NoneType)) and (not (isinstance(data__sizebytes, float) and data__sizebytes.is_integer())) or isinstance(data__sizebytes, bool):
                raise JsonSchemaValueException('' + (name_prefix or 'data') + '.size_bytes must be integer or null', value=data__sizebytes, name='' + (name_prefix or 'data') + '.size_bytes', rule='type')
        if 'spam_score' in data_keys:
            data_keys.remove('spam_score')
            data__spamscore = data['spam_score']
            if not isinstance(data__spamscore, (int, float, NoneType)) or isinstance(data__spamscore, bool):
                raise JsonSchemaValueException('' + (name_prefix or 'data') + '.spam_score must be number or null', value=data__spamscore, name='' + (name_prefix or 'data') + '.spam_score', rule='type')
        if data_keys:
            raise JsonSchemaValueException('' + (name_prefix or 'data') + ' must not contain ' + str(data_keys) + ' properties', value=data, name='' + (name_prefix or 'data') + '', rule='additionalProperties')
    return data
