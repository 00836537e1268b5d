"""Check reject_held_message.output. Generated from schemas/reject_held_message.output.json by `make generate`; do not edit."""
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
        data__missing_keys = set(['action', 'status', 'dry_run', 'host', 'started_at', 'duration_ms', 'summary', 'records', 'warnings', 'error', 'readable']) - data.keys()
        if data__missing_keys:
            raise JsonSchemaValueException('' + (name_prefix or 'data') + ' must contain ' + (str(sorted(data__missing_keys)) + ' properties'), value=data, name='' + (name_prefix or 'data') + '', rule='required')
        data_keys = set(data.keys())
        if 'action' in data_keys:
            data_keys.remove('action')
            data__action = data['action']
            if not (isinstance(data__action, str) and data__action == 'reject_held_message'):
                raise JsonSchemaValueException('' + (name_prefix or 'data') + '.action must be same as const definition: reject_held_message', value=data__action, name='' + (name_prefix or 'data') + '.action', rule='const')
        if 'status' in data_keys:
            data_keys.remove('status')
            data__status = data['status']
            if not isinstance(data__status, str):
                raise JsonSchemaValueException('' + (name_prefix or 'data') + '.status must be string', value=data__status, name='' + (name_prefix or 'data') + '.status', rule='type')
            if not (isinstance(data__status, str) and data__status == 'success' or (isinstance(data__status, str) and data__status == 'partial') or (isinstance(data__status, str) and data__status == 'failure')):
                raise JsonSchemaValueException('' + (name_prefix or 'data') + ".status must be one of ['success', 'partial', 'failure']", value=data__status, name='' + (name_prefix or 'data') + '.status', rule='enum')
        if 'dry_run' in data_keys:
            data_keys.remove('dry_run')
            data__dryrun = data['dry_run']
            if not isinstance(data__dryrun, bool):
                raise JsonSchemaValueException('' + (name_prefix or 'data') + '.dry_run must be boolean', value=data__dryrun, name='' + (name_prefix or 'data') + '.dry_run', rule='type')
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
                data__summary__missing_keys = set(['requested', 'rejected', 'already_rejected', 'not_rejected', 'failed', 'unknown', 'not_attempted', 'skipped']) - data__summary.keys()
                if data__summary__missing_keys:
                    raise JsonSchemaValueException('' + (name_prefix or 'data') + '.summary must contain ' + (str(sorted(data__summary__missing_keys)) + ' properties'), value=data__summary, name='' + (name_prefix or 'data') + '.summary', rule='required')
                data__summary_keys = set(data__summary.keys())
                if 'requested' in data__summary_keys:
                    data__summary_keys.remove('requested')
                    data__summary__requested = data__summary['requested']
                    if not isinstance(data__summary__requested, int) and (not (isinstance(data__summary__requested, float) and data__summary__requested.is_integer())) or isinstance(data__summary__requested, bool):
                        raise JsonSchemaValueException('' + (name_prefix or 'data') + '.summary.requested must be integer', value=data__summary__requested, name='' + (name_prefix or 'data') + '.summary.requested', rule='type')
                    if isinstance(data__summary__requested, (int, float)) and (not isinstance(data__summary__requested, bool)):
                        if data__summary__requested < 0:
                            raise JsonSchemaValueException('' + (name_prefix or 'data') + '.summary.requested must be bigger than or equal to 0', value=data__summary__requested, name='' + (name_prefix or 'data') + '.summary.requested', rule='minimum')
                if 'rejected' in data__summary_keys:
                    data__summary_keys.remove('rejected')
                    data__summary__rejected = data__summary['rejected']
                    if not isinstance(data__summary__rejected, int) and (not (isinstance(data__summary__rejected, float) and data__summary__rejected.is_integer())) or isinstance(data__summary__rejected, bool):
                        raise JsonSchemaValueException('' + (name_prefix or 'data') + '.summary.rejected must be integer', value=data__summary__rejected, name='' + (name_prefix or 'data') + '.summary.rejected', rule='type')
                    if isinstance(data__summary__rejected, (int, float)) and (not isinstance(data__summary__rejected, bool)):
                        if data__summary__rejected < 0:
                            raise JsonSchemaValueException('' + (name_prefix or 'data') + '.summary.rejected must be bigger than or equal to 0', value=data__summary__rejected, name='' + (name_prefix or 'data') + '.summary.rejected', rule='minimum')
                if 'already_rejected' in data__summary_keys:
                    data__summary_keys.remove('already_rejected')
                    data__summary__alreadyrejected = data__summary['already_rejected']
                    if not isinstance(data__summary__alreadyrejected, int) and (not (isinstance(data__summary__alreadyrejected, float) and data__summary__alreadyrejected.is_integer())) or isinstance(data__summary__alreadyrejected, bool):
                        raise JsonSchemaValueException('' + (name_prefix or 'data') + '.summary.already_rejected must be integer', value=data__summary__alreadyrejected, name='' + (name_prefix or 'data') + '.summary.already_rejected', rule='type')
                    if isinstance(data__summary__alreadyrejected, (int, float)) and (not isinstance(data__summary__alreadyrejected, bool)):
                        if data__summary__alreadyrejected < 0:
                            raise JsonSchemaValueException('' + (name_prefix or 'data') + '.summary.already_rejected must be bigger than or equal to 0', value=data__summary__alreadyrejected, name='' + (name_prefix or 'data') + '.summary.already_rejected', rule='minimum')
                if 'not_rejected' in data__summary_keys:
                    data__summary_keys.remove('not_rejected')
                    data__summary__notrejected = data__summary['not_rejected']
                    if not isinstance(data__summary__notrejected, int) and (not (isinstance(data__summary__notrejected, float) and data__summary__notrejected.is_integer())) or isinstance(data__summary__notrejected, bool):
                        raise JsonSchemaValueException('' + (name_prefix or 'data') + '.summary.not_rejected must be integer', value=data__summary__notrejected, name='' + (name_prefix or 'data') + '.summary.not_rejected', rule='type')
                    if isinstance(data__summary__notrejected, (int, float)) and (not isinstance(data__summary__notrejected, bool)):
                        if data__summary__notrejected < 0:
                            raise JsonSchemaValueException('' + (name_prefix or 'data') + '.summary.not_rejected must be bigger than or equal to 0', value=data__summary__notrejected, name='' + (name_prefix or 'data') + '.summary.not_rejected', rule='minimum')
                if 'failed' in data__summary_keys:
                    data__summary_keys.remove('failed')
                    data__summary__failed = data__summary['failed']
                    if not isinstance(data__summary__failed, int) and (not (isinstance(data__summary__failed, float) and data__summary__failed.is_integer())) or isinstance(data__summary__failed, bool):
                        raise JsonSchemaValueException('' + (name_prefix or 'data') + '.summary.failed must be integer', value=data__summary__failed, name='' + (name_prefix or 'data') + '.summary.failed', rule='type')
                    if isinstance(data__summary__failed, (int, float)) and (not isinstance(data__summary__failed, bool)):
                        if data__summary__failed < 0:
                            raise JsonSchemaValueException('' + (name_prefix or 'data') + '.summary.failed must be bigger than or equal to 0', value=data__summary__failed, name='' + (name_prefix or 'data') + '.summary.failed', rule='minimum')
                if 'unknown' in data__summary_keys:
                    data__summary_keys.remove('unknown')
                    data__summary__unknown = data__summary['unknown']
                    if not isinstance(data__summary__unknown, int) and (not (isinstance(data__summary__unknown, float) and data__summary__unknown.is_integer())) or isinstance(data__summary__unknown, bool):
                        raise JsonSchemaValueException('' + (name_prefix or 'data') + '.summary.unknown must be integer', value=data__summary__unknown, name='' + (name_prefix or 'data') + '.summary.unknown', rule='type')
                    if isinstance(data__summary__unknown, (int, float)) and (not isinstance(data__summary__unknown, bool)):
                        if data__summary__unknown < 0:
                            raise JsonSchemaValueException('' + (name_prefix or 'data') + '.summary.unknown must be bigger than or equal to 0', value=data__summary__unknown, name='' + (name_prefix or 'data') + '.summary.unknown', rule='minimum')
                if 'not_attempted' in data__summary_keys:
                    data__summary_keys.remove('not_attempted')
                    data__summary__notattempted = data__summary['not_attempted']
                    if not isinstance(data__summary__notattempted, int) and (not (isinstance(data__summary__notattempted, float) and data__summary__notattempted.is_integer())) or isinstance(data__summary__notattempted, bool):
                        raise JsonSchemaValueException('' + (name_prefix or 'data') + '.summary.not_attempted must be integer', value=data__summary__notattempted, name='' + (name_prefix or 'data') + '.summary.not_attempted', rule='type')
                    if isinstance(data__summary__notattempted, (int, float)) and (not isinstance(data__summary__notattempted, bool)):
                        if data__summary__notattempted < 0:
                            raise JsonSchemaValueException('' + (name_prefix or 'data') + '.summary.not_attempted must be bigger than or equal to 0', value=data__summary__notattempted, name='' + (name_prefix or 'data') + '.summary.not_attempted', rule='minimum')
                if 'skipped' in data__summary_keys:
                    data__summary_keys.remove('skipped')
                    data__summary__skipped = data__summary['skipped']
                    if not isinstance(data__summary__skipped, int) and (not (isinstance(data__summary__skipped, float) and data__summary__skipped.is_integer())) or isinstance(data__summary__skipped, bool):
                        raise JsonSchemaValueException('' + (name_prefix or 'data') + '.summary.skipped must be integer', value=data__summary__skipped, name='' + (name_prefix or 'data') + '.summary.skipped', rule='type')
                    if isinstance(data__summary__skipped, (int, float)) and (not isinstance(data__summary__skipped, bool)):
                        if data__summary__skipped < 0:
                            raise JsonSchemaValueException('' + (name_prefix or 'data') + '.summary.skipped must be bigger than or equal to 0', value=data__summary__skipped, name='' + (name_prefix or 'data') + '.summary.skipped', rule='minimum')
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
                for data__records_x, data__records_item in enumerate(data__records):
                    validate____defs_reject_record(data__records_item, custom_formats, (name_prefix or 'data') + '.records[{data__records_x}]'.format(**locals()))
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

def validate____defs_reject_record(data, custom_formats={}, name_prefix=None):
    if not isinstance(data, dict):
        raise JsonSchemaValueException('' + (name_prefix or 'data') + ' must be object', value=data, name='' + (name_prefix or 'data') + '', rule='type')
    try:
        data_is_dict = isinstance(data, dict)
        if data_is_dict:
            data_keys = set(data.keys())
            if 'outcome' in data_keys:
                data_keys.remove('outcome')
                data__outcome = data['outcome']
                if not (isinstance(data__outcome, str) and data__outcome == 'rejected' or (isinstance(data__outcome, str) and data__outcome == 'already_rejected')):
                    raise JsonSchemaValueException('' + (name_prefix or 'data') + ".outcome must be one of ['rejected', 'already_rejected']", value=data__outcome, name='' + (name_prefix or 'data') + '.outcome', rule='enum')
    except (JsonSchemaValueException, JsonSchemaValuesException):
        pass
    else:
        data_is_dict = isinstance(data, dict)
        if data_is_dict:
            data_keys = set(data.keys())
            if 'rejected' in data_keys:
                data_keys.remove('rejected')
                data__rejected = data['rejected']
                if not (isinstance(data__rejected, bool) and data__rejected is True):
                    raise JsonSchemaValueException('' + (name_prefix or 'data') + '.rejected must be same as const definition: True', value=data__rejected, name='' + (name_prefix or 'data') + '.rejected', rule='const')
            if 'error' in data_keys:
                data_keys.remove('error')
                data__error = data['error']
                if not isinstance(data__error, NoneType):
                    raise JsonSchemaValueException('' + (name_prefix or 'data') + '.error must be null', value=data__error, name='' + (name_prefix or 'data') + '.error', rule='type')
    try:
        data_is_dict = isinstance(data, dict)
        if data_is_dict:
            data_keys = set(data.keys())
            if 'outcome' in data_keys:
                data_keys.remove('outcome')
                data__outcome = data['outcome']
                if not (isinstance(data__outcome, str) and data__outcome == 'unknown'):
                    raise JsonSchemaValueException('' + (name_prefix or 'data') + '.outcome must be same as const definition: unknown', value=data__outcome, name='' + (name_prefix or 'data') + '.outcome', rule='const')
    except (JsonSchemaValueException, JsonSchemaValuesException):
        pass
    else:
        data_is_dict = isinstance(data, dict)
        if data_is_dict:
            data_keys = set(data.keys())
            if 'rejected' in data_keys:
                data_keys.remove('rejected')
                data__rejected = data['rejected']
                if not isinstance(data__rejected, NoneType):
                    raise JsonSchemaValueException('' + (name_prefix or 'data') + '.rejected must be null', value=data__rejected, name='' + (name_prefix or 'data') + '.rejected', rule='type')
    try:
        data_is_dict = isinstance(data, dict)
        if data_is_dict:
            data_keys = set(data.keys())
            if 'outcome' in data_keys:
                data_keys.remove('outcome')
                data__outcome = data['outcome']
                if not (isinstance(data__outcome, str) and data__outcome == 'not_rejected' or (isinstance(data__outcome, str) and data__outcome == 'failed') or (isinstance(data__outcome, str) and data__outcome == 'not_attempted') or (isinstance(data__outcome, str) and data__outcome == 'skipped')):
                    raise JsonSchemaValueException('' + (name_prefix or 'data') + ".outcome must be one of ['not_rejected', 'failed', 'not_attempted', 'skipped']", value=data__outcome, name='' + (name_prefix or 'data') + '.outcome', rule='enum')
    except (JsonSchemaValueException, JsonSchemaValuesException):
        pass
    else:
        data_is_dict = isinstance(data, dict)
        if data_is_dict:
            data_keys = set(data.keys())
            if 'rejected' in data_keys:
                data_keys.remove('rejected')
                data__rejected = data['rejected']
                if not (isinstance(data__rejected, bool) and data__rejected is False):
                    raise JsonSchemaValueException('' + (name_prefix or 'data') + '.rejected must be same as const definition: False', value=data__rejected, name='' + (name_prefix or 'data') + '.rejected', rule='const')
    data_is_dict = isinstance(data, dict)
    if data_is_dict:
        data__missing_keys = set(['id', 'outcome', 'rejected', 'evidence', 'rejected_by', 'rejected_at', 'attempts', 'request_id', 'completed_at', 'message', 'error']) - data.keys()
        if data__missing_keys:
            raise JsonSchemaValueException('' + (name_prefix or 'data') + ' must contain ' + (str(sorted(data__missing_keys)) + ' properties'), value=data, name='' + (name_prefix or 'data') + '', rule='required')
        data_keys = set(data.keys())
        if 'id' in data_keys:
            data_keys.remove('id')
            data__id = data['id']
            if not isinstance(data__id, str):
                raise JsonSchemaValueException('' + (name_prefix or 'data') + '.id must be string', value=data__id, name='' + (name_prefix or 'data') + '.id', rule='type')
        if 'outcome' in data_keys:
            data_keys.remove('outcome')
            data__outcome = data['outcome']
            if not isinstance(data__outcome, str):
                raise JsonSchemaValueException('' + (name_prefix or 'data') + '.outcome must be string', value=data__outcome, name='' + (name_prefix or 'data') + '.outcome', rule='type')
            if not (isinstance(data__outcome, str) and data__outcome == 'rejected' or (isinstance(data__outcome, str) and data__outcome == 'already_rejected') or (isinstance(data__outcome, str) and data__outcome == 'not_rejected') or (isinstance(data__outcome, str) and data__outcome == 'failed') or (isinstance(data__outcome, str) and data__outcome == 'unknown') or (isinstance(data__outcome, str) and data__outcome == 'not_attempted') or (isinstance(data__outcome, str) and data__outcome == 'skipped')):
                raise JsonSchemaValueException('' + (name_prefix or 'data') + ".outcome must be one of ['rejected', 'already_rejected', 'not_rejected', 'failed', 'unknown', 'not_attempted', 'skipped']", value=data__outcome, name='' + (name_prefix or 'data') + '.outcome', rule='enum')
        if 'rejected' in data_keys:
            data_keys.remove('rejected')
            data__rejected = data['rejected']
            if not isinstance(data__rejected, (bool, NoneType)):
                raise JsonSchemaValueException('' + (name_prefix or 'data') + '.rejected must be boolean or null', value=data__rejected, name='' + (name_prefix or 'data') + '.rejected', rule='type')
        if 'evidence' in data_keys:
            data_keys.remove('evidence')
            data__evidence = data['evidence']
            if not isinstance(data__evidence, (str, NoneType)):
                raise JsonSchemaValueException('' + (name_prefix or 'data') + '.evidence must be string or null', value=data__evidence, name='' + (name_prefix or 'data') + '.evidence', rule='type')
            if not (isinstance(data__evidence, str) and data__evidence == 'response' or (isinstance(data__evidence, str) and data__evidence == 'release_log') or (isinstance(data__evidence, str) and data__evidence == 'hold_queue') or (data__evidence is None)):
                raise JsonSchemaValueException('' + (name_prefix or 'data') + ".evidence must be one of ['response', 'release_log', 'hold_queue', None]", value=data__evidence, name='' + (name_prefix or 'data') + '.evidence', rule='enum')
        if 'rejected_by' in data_keys:
            data_keys.remove('rejected_by')
            data__rejectedby = data['rejected_by']
            if not isinstance(data__rejectedby, (str, NoneType)):
                raise JsonSchemaValueException('' + (name_prefix or 'data') + '.rejected_by must be string or null', value=data__rejectedby, name='' + (name_prefix or 'data') + '.rejected_by', rule='type')
        if 'rejected_at' in data_keys:
            data_keys.remove('rejected_at')
            data__rejectedat = data['rejected_at']
            if not isinstance(data__rejectedat, (str, NoneType)):
                raise JsonSchemaValueException('' + (name_prefix or 'data') + '.rejected_at must be string or null', value=data__rejectedat, name='' + (name_prefix or 'data') + '.rejected_at', rule='type')
        if 'attempts' in data_keys:
            data_keys.remove('attempts')
            data__attempts = data['attempts']
            if not isinstance(data__attempts, int) and (not (isinstance(data__attempts, float) and data__attempts.is_integer())) or isinstance(data__attempts, bool):
                raise JsonSchemaValueException('' + (name_prefix or 'data') + '.attempts must be integer', value=data__attempts, name='' + (name_prefix or 'data') + '.attempts', rule='type')
            if isinstance(data__attempts, (int, float)) and (not isinstance(data__attempts, bool)):
                if data__attempts < 0:
                    raise JsonSchemaValueException('' + (name_prefix or 'data') + '.attempts must be bigger than or equal to 0', value=data__attempts, name='' + (name_prefix or 'data') + '.attempts', rule='minimum')
        if 'request_id' in data_keys:
            data_keys.remove('request_id')
            data__requestid = data['request_id']
            if not isinstance(data__requestid, (str, NoneType)):
                raise JsonSchemaValueException('' + (name_prefix or 'data') + '.request_id must be string or null', value=data__requestid, name='' + (name_prefix or 'data') + '.request_id', rule='type')
        if 'completed_at' in data_keys:
            data_keys.remove('completed_at')
            data__completedat = data['completed_at']
            if not isinstance(data__completedat, str):
                raise JsonSchemaValueException('' + (name_prefix or 'data') + '.completed_at must be string', value=data__completedat, name='' + (name_prefix or 'data') + '.completed_at', rule='type')
            if isinstance(data__completedat, str):
                if not REGEX_PATTERNS['^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\\.[0-9]{3}Z(?![\\s\\S])'].search(data__completedat):
                    raise JsonSchemaValueException('' + (name_prefix or 'data') + '.completed_at must match pattern ^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\\.[0-9]{3}Z(?![\\s\\S])', value=data__completedat, name='' + (name_prefix or 'data') + '.completed_at', rule='pattern')
        if 'message' in data_keys:
            data_keys.remove('message')
            data__message = data['message']
            data__message_any_of_count2 = 0
            if not data__message_any_of_count2:
                try:
                    if not isinstance(data__message, NoneType):
                        raise JsonSchemaValueException('' + (name_prefix or 'data') + '.message must be null', value=data__message, name='' + (name_prefix or 'data') + '.message', rule='type')
                    data__message_any_of_count2 += 1
                except (JsonSchemaValueException, JsonSchemaValuesException):
                    pass
            if not data__message_any_of_count2:
                try:
                    validate____defs_held_message(data__message, custom_formats, (name_prefix or 'data') + '.message')
                    data__message_any_of_count2 += 1
                except (JsonSchemaValueException, JsonSchemaValuesException):
                    pass
            if not data__message_any_of_count2:
                raise JsonSchemaValueException('' + (name_prefix or 'data') + '.message cannot be validated by any definition', value=data__message, name='' + (name_prefix or 'data') + '.message', rule='anyOf')
        if 'error' in data_keys:
            data_keys.remove('error')
            data__error = data['error']
            data__error_any_of_count3 = 0
            if not data__error_any_of_count3:
                try:
                    if not isinstance(data__error, NoneType):
                        raise JsonSchemaValueException('' + (name_prefix or 'data') + '.error must be null', value=data__error, name='' + (name_prefix or 'data') + '.error', rule='type')
                    data__error_any_of_count3 += 1
                except (JsonSchemaValueException, JsonSchemaValuesException):
                    pass
            if not data__error_any_of_count3:
                try:
                    validate____defs_problem(data__error, custom_formats, (name_prefix or 'data') + '.error')
                    data__error_any_of_count3 += 1
                except (JsonSchemaValueException, JsonSchemaValuesException):
                    pass
            if not data__error_any_of_count3:
                raise JsonSchemaValueException('' + (name_prefix or 'data') + '.error cannot be validated by any definition', value=data__error, name='' + (name_prefix or 'data') + '.error', rule='anyOf')
        if data_keys:
            raise JsonSchemaValueException('' + (name_prefix or 'data') + ' must not contain ' + str(data_keys) + ' properties', value=data, name='' + (name_prefix or 'data') + '', rule='additionalProperties')
    return data

def validate____defs_held_message(data, custom_formats={}, name_prefix=None):
    if not isinstance(data, dict):
        raise JsonSchemaValueException('' + (name_prefix or 'data') + ' must be object', value=data, name='' + (name_prefix or 'data') + '', rule='type')
    data_is_dict = isinstance(data, dict)
    if data_is_dict:
        data__missing_keys = set(['id', 'received_at', 'subject', 'from_envelope', 'from_header', 'from_name', 'to', 'reason', 'reason_code', 'route', 'size_bytes', 'has_attachments', 'policy']) - data.keys()
        if data__missing_keys:
            raise JsonSchemaValueException('' + (name_prefix or 'data') + ' must contain ' + (str(sorted(data__missing_keys)) + ' properties'), value=data, name='' + (name_prefix or 'data') + '', rule='required')
        data_keys = set(data.keys())
        if 'id' in data_keys:
            data_keys.remove('id')
            data__id = data['id']
            if not isinstance(data__id, str):
                raise JsonSchemaValueException('' + (name_prefix or 'data') + '.id must be string', value=data__id, name='' + (name_prefix or 'data') + '.id', rule='type')
        if 'received_at' in data_keys:
            data_keys.remove('received_at')
            data__receivedat = data['received_at']
            if not isinstance(data__receivedat, (str, NoneType)):
                raise JsonSchemaValueException('' + (name_prefix or 'data') + '.received_at must be string or null', value=data__receivedat, name='' + (name_prefix or 'data') + '.received_at', rule='type')
        if 'subject' in data_keys:
            data_keys.remove('subject')
            data__subject = data['subject']
            if not isinstance(data__subject, (str, NoneType)):
                raise JsonSchemaValueException('' + (name_prefix or 'data') + '.subject must be string or null', value=data__subject, name='' + (name_prefix or 'data') + '.subject', rule='type')
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
        if 'from_name' in data_keys:
            data_keys.remove('from_name')
            data__fromname = data['from_name']
            if not isinstance(data__fromname, (str, NoneType)):
                raise JsonSchemaValueException('' + (name_prefix or 'data') + '.from_name must be string or null', value=data__fromname, name='' + (name_prefix or 'data') + '.from_name', rule='type')
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
        if 'reason' in data_keys:
            data_keys.remove('reason')
            data__reason = data['reason']
            if not isinstance(data__reason, (str, NoneType)):
                raise JsonSchemaValueException('' + (name_prefix or 'data') + '.reason must be string or null', value=data__reason, name='' + (name_prefix or 'data') + '.reason', rule='type')
        if 'reason_code' in data_keys:
            data_keys.remove('reason_code')
            data__reasoncode = data['reason_code']
            if not isinstance(data__reasoncode, (str, NoneType)):
                raise JsonSchemaValueException('' + (name_prefix or 'data') + '.reason_code must be string or null', value=data__reasoncode, name='' + (name_prefix or 'data') + '.reason_code', rule='type')
        if 'route' in data_keys:
            data_keys.remove('route')
            data__route = data['route']
            if not isinstance(data__route, (str, NoneType)):
                raise JsonSchemaValueException('' + (name_prefix or 'data') + '.route must be string or null', value=data__route, name='' + (name_prefix or 'data') + '.route', rule='type')
        if 'size_bytes' in data_keys:
            data_keys.remove('size_bytes')
            data__sizebytes = data['size_bytes']
            if not isinstance(data__sizebytes, (int, NoneType)) and (not (isinstance(data__sizebytes, float) and data__sizebytes.is_integer())) or isinstance(data__sizebytes, bool):
                raise JsonSchemaValueException('' + (name_prefix or 'data') + '.size_bytes must be integer or null', value=data__sizebytes, name='' + (name_prefix or 'data') + '.size_bytes', rule='type')
        if 'has_attachments' in data_keys:
            data_keys.remove('has_attachments')
            data__hasattachments = data['has_attachments']
            if not isinstance(data__hasattachments, (bool, NoneType)):
                raise JsonSchemaValueException('' + (name_prefix or 'data') + '.has_attachments must be boolean or null', value=data__hasattachments, name='' + (name_prefix or 'data') + '.has_attachments', rule='type')
        if 'policy' in data_keys:
            data_keys.remove('policy')
            data__policy = data['policy']
            if not isinstance(data__policy, (str, NoneType)):
                raise JsonSchemaValueException('' + (name_prefix or 'data') + '.policy must be string or null', value=data__policy, name='' + (name_prefix or 'data') + '.policy', rule='type')
        if data_keys:
            raise JsonSchemaValueException('' + (name_prefix or 'data') + ' must not contain ' + str(data_keys) + ' properties', value=data, name='' + (name_prefix or 'data') + '', rule='additionalProperties')
    return data
