"""Check connection. Generated from schemas/connection.json by `make generate`; do not edit."""
# mypy: ignore-errors
from mimecast_hold.plugin.validation.violations import SchemaError as JsonSchemaValueException

JsonSchemaValuesException = JsonSchemaValueException
VERSION = '2.22.3'
import re
REGEX_PATTERNS = {'^[^\\u0000-\\u001f\\u007f-\\u009f]+(?![\\s\\S])': re.compile('^[^\\u0000-\\u001f\\u007f-\\u009f]+(?![\\s\\S])')}
NoneType = type(None)

def validate(data, custom_formats={}, name_prefix=None):
    if not isinstance(data, dict):
        raise JsonSchemaValueException('' + (name_prefix or 'data') + ' must be object', value=data, name='' + (name_prefix or 'data') + '', rule='type')
    data_is_dict = isinstance(data, dict)
    if data_is_dict:
        data_keys = set(data.keys())
        if 'region' in data_keys:
            data_keys.remove('region')
            data__region = data['region']
            if not isinstance(data__region, str):
                raise JsonSchemaValueException('' + (name_prefix or 'data') + '.region must be string', value=data__region, name='' + (name_prefix or 'data') + '.region', rule='type')
            if not (isinstance(data__region, str) and data__region == 'eu' or (isinstance(data__region, str) and data__region == 'de') or (isinstance(data__region, str) and data__region == 'us') or (isinstance(data__region, str) and data__region == 'usb') or (isinstance(data__region, str) and data__region == 'ca') or (isinstance(data__region, str) and data__region == 'za') or (isinstance(data__region, str) and data__region == 'au') or (isinstance(data__region, str) and data__region == 'je') or (isinstance(data__region, str) and data__region == 'sandbox') or (isinstance(data__region, str) and data__region == 'uspcom') or (isinstance(data__region, str) and data__region == 'global') or (isinstance(data__region, str) and data__region == 'uk')):
                raise JsonSchemaValueException('' + (name_prefix or 'data') + ".region must be one of ['eu', 'de', 'us', 'usb', 'ca', 'za', 'au', 'je', 'sandbox', 'uspcom', 'global', 'uk']", value=data__region, name='' + (name_prefix or 'data') + '.region', rule='enum')
        if 'base_url' in data_keys:
            data_keys.remove('base_url')
            data__baseurl = data['base_url']
            if not isinstance(data__baseurl, str):
                raise JsonSchemaValueException('' + (name_prefix or 'data') + '.base_url must be string', value=data__baseurl, name='' + (name_prefix or 'data') + '.base_url', rule='type')
            if isinstance(data__baseurl, str):
                data__baseurl_len = len(data__baseurl)
                if data__baseurl_len < 1:
                    raise JsonSchemaValueException('' + (name_prefix or 'data') + '.base_url must be longer than or equal to 1 characters', value=data__baseurl, name='' + (name_prefix or 'data') + '.base_url', rule='minLength')
                if data__baseurl_len > 2048:
                    raise JsonSchemaValueException('' + (name_prefix or 'data') + '.base_url must be shorter than or equal to 2048 characters', value=data__baseurl, name='' + (name_prefix or 'data') + '.base_url', rule='maxLength')
        if 'client_id' in data_keys:
            data_keys.remove('client_id')
            data__clientid = data['client_id']
            if not isinstance(data__clientid, str):
                raise JsonSchemaValueException('' + (name_prefix or 'data') + '.client_id must be string', value=data__clientid, name='' + (name_prefix or 'data') + '.client_id', rule='type')
            if isinstance(data__clientid, str):
                data__clientid_len = len(data__clientid)
                if data__clientid_len > 4096:
                    raise JsonSchemaValueException('' + (name_prefix or 'data') + '.client_id must be shorter than or equal to 4096 characters', value=data__clientid, name='' + (name_prefix or 'data') + '.client_id', rule='maxLength')
        if 'client_secret' in data_keys:
            data_keys.remove('client_secret')
            data__clientsecret = data['client_secret']
            if not isinstance(data__clientsecret, str):
                raise JsonSchemaValueException('' + (name_prefix or 'data') + '.client_secret must be string', value=data__clientsecret, name='' + (name_prefix or 'data') + '.client_secret', rule='type')
            if isinstance(data__clientsecret, str):
                data__clientsecret_len = len(data__clientsecret)
                if data__clientsecret_len > 4096:
                    raise JsonSchemaValueException('' + (name_prefix or 'data') + '.client_secret must be shorter than or equal to 4096 characters', value=data__clientsecret, name='' + (name_prefix or 'data') + '.client_secret', rule='maxLength')
        if 'access_key' in data_keys:
            data_keys.remove('access_key')
            data__accesskey = data['access_key']
            if not isinstance(data__accesskey, str):
                raise JsonSchemaValueException('' + (name_prefix or 'data') + '.access_key must be string', value=data__accesskey, name='' + (name_prefix or 'data') + '.access_key', rule='type')
            if isinstance(data__accesskey, str):
                data__accesskey_len = len(data__accesskey)
                if data__accesskey_len > 4096:
                    raise JsonSchemaValueException('' + (name_prefix or 'data') + '.access_key must be shorter than or equal to 4096 characters', value=data__accesskey, name='' + (name_prefix or 'data') + '.access_key', rule='maxLength')
        if 'secret_key' in data_keys:
            data_keys.remove('secret_key')
            data__secretkey = data['secret_key']
            if not isinstance(data__secretkey, str):
                raise JsonSchemaValueException('' + (name_prefix or 'data') + '.secret_key must be string', value=data__secretkey, name='' + (name_prefix or 'data') + '.secret_key', rule='type')
            if isinstance(data__secretkey, str):
                data__secretkey_len = len(data__secretkey)
                if data__secretkey_len > 4096:
                    raise JsonSchemaValueException('' + (name_prefix or 'data') + '.secret_key must be shorter than or equal to 4096 characters', value=data__secretkey, name='' + (name_prefix or 'data') + '.secret_key', rule='maxLength')
        if 'app_id' in data_keys:
            data_keys.remove('app_id')
            data__appid = data['app_id']
            if not isinstance(data__appid, str):
                raise JsonSchemaValueException('' + (name_prefix or 'data') + '.app_id must be string', value=data__appid, name='' + (name_prefix or 'data') + '.app_id', rule='type')
            if isinstance(data__appid, str):
                data__appid_len = len(data__appid)
                if data__appid_len > 4096:
                    raise JsonSchemaValueException('' + (name_prefix or 'data') + '.app_id must be shorter than or equal to 4096 characters', value=data__appid, name='' + (name_prefix or 'data') + '.app_id', rule='maxLength')
        if 'app_key' in data_keys:
            data_keys.remove('app_key')
            data__appkey = data['app_key']
            if not isinstance(data__appkey, str):
                raise JsonSchemaValueException('' + (name_prefix or 'data') + '.app_key must be string', value=data__appkey, name='' + (name_prefix or 'data') + '.app_key', rule='type')
            if isinstance(data__appkey, str):
                data__appkey_len = len(data__appkey)
                if data__appkey_len > 4096:
                    raise JsonSchemaValueException('' + (name_prefix or 'data') + '.app_key must be shorter than or equal to 4096 characters', value=data__appkey, name='' + (name_prefix or 'data') + '.app_key', rule='maxLength')
        if 'proxy_url' in data_keys:
            data_keys.remove('proxy_url')
            data__proxyurl = data['proxy_url']
            if not isinstance(data__proxyurl, str):
                raise JsonSchemaValueException('' + (name_prefix or 'data') + '.proxy_url must be string', value=data__proxyurl, name='' + (name_prefix or 'data') + '.proxy_url', rule='type')
            if isinstance(data__proxyurl, str):
                data__proxyurl_len = len(data__proxyurl)
                if data__proxyurl_len < 1:
                    raise JsonSchemaValueException('' + (name_prefix or 'data') + '.proxy_url must be longer than or equal to 1 characters', value=data__proxyurl, name='' + (name_prefix or 'data') + '.proxy_url', rule='minLength')
                if data__proxyurl_len > 4096:
                    raise JsonSchemaValueException('' + (name_prefix or 'data') + '.proxy_url must be shorter than or equal to 4096 characters', value=data__proxyurl, name='' + (name_prefix or 'data') + '.proxy_url', rule='maxLength')
        if 'ca_bundle' in data_keys:
            data_keys.remove('ca_bundle')
            data__cabundle = data['ca_bundle']
            if not isinstance(data__cabundle, str):
                raise JsonSchemaValueException('' + (name_prefix or 'data') + '.ca_bundle must be string', value=data__cabundle, name='' + (name_prefix or 'data') + '.ca_bundle', rule='type')
            if isinstance(data__cabundle, str):
                data__cabundle_len = len(data__cabundle)
                if data__cabundle_len < 1:
                    raise JsonSchemaValueException('' + (name_prefix or 'data') + '.ca_bundle must be longer than or equal to 1 characters', value=data__cabundle, name='' + (name_prefix or 'data') + '.ca_bundle', rule='minLength')
                if data__cabundle_len > 4096:
                    raise JsonSchemaValueException('' + (name_prefix or 'data') + '.ca_bundle must be shorter than or equal to 4096 characters', value=data__cabundle, name='' + (name_prefix or 'data') + '.ca_bundle', rule='maxLength')
                if not REGEX_PATTERNS['^[^\\u0000-\\u001f\\u007f-\\u009f]+(?![\\s\\S])'].search(data__cabundle):
                    raise JsonSchemaValueException('' + (name_prefix or 'data') + '.ca_bundle must match pattern ^[^\\u0000-\\u001f\\u007f-\\u009f]+(?![\\s\\S])', value=data__cabundle, name='' + (name_prefix or 'data') + '.ca_bundle', rule='pattern')
        if 'timeout_seconds' in data_keys:
            data_keys.remove('timeout_seconds')
            data__timeoutseconds = data['timeout_seconds']
            if not isinstance(data__timeoutseconds, (int, float)) or isinstance(data__timeoutseconds, bool):
                raise JsonSchemaValueException('' + (name_prefix or 'data') + '.timeout_seconds must be number', value=data__timeoutseconds, name='' + (name_prefix or 'data') + '.timeout_seconds', rule='type')
            if isinstance(data__timeoutseconds, (int, float)) and (not isinstance(data__timeoutseconds, bool)):
                if data__timeoutseconds < 1:
                    raise JsonSchemaValueException('' + (name_prefix or 'data') + '.timeout_seconds must be bigger than or equal to 1', value=data__timeoutseconds, name='' + (name_prefix or 'data') + '.timeout_seconds', rule='minimum')
                if data__timeoutseconds > 300:
                    raise JsonSchemaValueException('' + (name_prefix or 'data') + '.timeout_seconds must be smaller than or equal to 300', value=data__timeoutseconds, name='' + (name_prefix or 'data') + '.timeout_seconds', rule='maximum')
        if 'max_attempts' in data_keys:
            data_keys.remove('max_attempts')
            data__maxattempts = data['max_attempts']
            if not isinstance(data__maxattempts, int) and (not (isinstance(data__maxattempts, float) and data__maxattempts.is_integer())) or isinstance(data__maxattempts, bool):
                raise JsonSchemaValueException('' + (name_prefix or 'data') + '.max_attempts must be integer', value=data__maxattempts, name='' + (name_prefix or 'data') + '.max_attempts', rule='type')
            if isinstance(data__maxattempts, (int, float)) and (not isinstance(data__maxattempts, bool)):
                if data__maxattempts < 1:
                    raise JsonSchemaValueException('' + (name_prefix or 'data') + '.max_attempts must be bigger than or equal to 1', value=data__maxattempts, name='' + (name_prefix or 'data') + '.max_attempts', rule='minimum')
                if data__maxattempts > 10:
                    raise JsonSchemaValueException('' + (name_prefix or 'data') + '.max_attempts must be smaller than or equal to 10', value=data__maxattempts, name='' + (name_prefix or 'data') + '.max_attempts', rule='maximum')
        if 'concurrency' in data_keys:
            data_keys.remove('concurrency')
            data__concurrency = data['concurrency']
            if not isinstance(data__concurrency, int) and (not (isinstance(data__concurrency, float) and data__concurrency.is_integer())) or isinstance(data__concurrency, bool):
                raise JsonSchemaValueException('' + (name_prefix or 'data') + '.concurrency must be integer', value=data__concurrency, name='' + (name_prefix or 'data') + '.concurrency', rule='type')
            if isinstance(data__concurrency, (int, float)) and (not isinstance(data__concurrency, bool)):
                if data__concurrency < 1:
                    raise JsonSchemaValueException('' + (name_prefix or 'data') + '.concurrency must be bigger than or equal to 1', value=data__concurrency, name='' + (name_prefix or 'data') + '.concurrency', rule='minimum')
                if data__concurrency > 32:
                    raise JsonSchemaValueException('' + (name_prefix or 'data') + '.concurrency must be smaller than or equal to 32', value=data__concurrency, name='' + (name_prefix or 'data') + '.concurrency', rule='maximum')
        if 'messages_per_request' in data_keys:
            data_keys.remove('messages_per_request')
            data__messagesperrequest = data['messages_per_request']
            if not isinstance(data__messagesperrequest, int) and (not (isinstance(data__messagesperrequest, float) and data__messagesperrequest.is_integer())) or isinstance(data__messagesperrequest, bool):
                raise JsonSchemaValueException('' + (name_prefix or 'data') + '.messages_per_request must be integer', value=data__messagesperrequest, name='' + (name_prefix or 'data') + '.messages_per_request', rule='type')
            if isinstance(data__messagesperrequest, (int, float)) and (not isinstance(data__messagesperrequest, bool)):
                if data__messagesperrequest < 1:
                    raise JsonSchemaValueException('' + (name_prefix or 'data') + '.messages_per_request must be bigger than or equal to 1', value=data__messagesperrequest, name='' + (name_prefix or 'data') + '.messages_per_request', rule='minimum')
                if data__messagesperrequest > 25:
                    raise JsonSchemaValueException('' + (name_prefix or 'data') + '.messages_per_request must be smaller than or equal to 25', value=data__messagesperrequest, name='' + (name_prefix or 'data') + '.messages_per_request', rule='maximum')
        if 'allow_other_host' in data_keys:
            data_keys.remove('allow_other_host')
            data__allowotherhost = data['allow_other_host']
            if not isinstance(data__allowotherhost, bool):
                raise JsonSchemaValueException('' + (name_prefix or 'data') + '.allow_other_host must be boolean', value=data__allowotherhost, name='' + (name_prefix or 'data') + '.allow_other_host', rule='type')
        if 'require_guard' in data_keys:
            data_keys.remove('require_guard')
            data__requireguard = data['require_guard']
            if not isinstance(data__requireguard, bool):
                raise JsonSchemaValueException('' + (name_prefix or 'data') + '.require_guard must be boolean', value=data__requireguard, name='' + (name_prefix or 'data') + '.require_guard', rule='type')
        if data_keys:
            raise JsonSchemaValueException('' + (name_prefix or 'data') + ' must not contain ' + str(data_keys) + ' properties', value=data, name='' + (name_prefix or 'data') + '', rule='additionalProperties')
    return data
