"""Check test_connection.input. Generated from schemas/test_connection.input.json by `make generate`; do not edit."""
# mypy: ignore-errors
from mimecast_hold.plugin.validation.violations import SchemaError as JsonSchemaValueException

JsonSchemaValuesException = JsonSchemaValueException
VERSION = '2.22.3'
NoneType = type(None)

def validate(data, custom_formats={}, name_prefix=None):
    if not isinstance(data, dict):
        raise JsonSchemaValueException('' + (name_prefix or 'data') + ' must be object', value=data, name='' + (name_prefix or 'data') + '', rule='type')
    data_is_dict = isinstance(data, dict)
    if data_is_dict:
        data_keys = set(data.keys())
        if 'check_release_permission' in data_keys:
            data_keys.remove('check_release_permission')
            data__checkreleasepermission = data['check_release_permission']
            if not isinstance(data__checkreleasepermission, bool):
                raise JsonSchemaValueException('' + (name_prefix or 'data') + '.check_release_permission must be boolean', value=data__checkreleasepermission, name='' + (name_prefix or 'data') + '.check_release_permission', rule='type')
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
