"""A customer's journey through the sandbox, with Codat's own Python client: `journey.py <URL> <API key> <webhook secret>`.

Nothing may fail to decode. Every operation is called, every documented error status is met, and a webhook is verified.
"""

import base64
import json
import queue
import sys
import threading
import time
import urllib.request
import uuid
from http.server import BaseHTTPRequestHandler, HTTPServer

from codat_platform import CodatPlatform
from codat_platform.models import errors, shared
from codat_platform.utils.retries import RetryConfig
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

URL, KEY, SECRET = sys.argv[1:]
NIL = str(uuid.UUID(int=0))
calls = refusals = 0


def header(key):
    return "Basic " + base64.b64encode(key.encode()).decode()


def client(key, **options):
    return CodatPlatform(server_url=URL, security=shared.Security(auth_header=header(key)), **options)


def post(url, body=None):
    headers = {"Authorization": header(KEY), "Content-Type": "application/json"}
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data=data, headers=headers, method="POST")
    with urllib.request.urlopen(request, timeout=10) as response:
        return response.read()


def ok(call, *args, **kwargs):
    global calls
    calls += 1
    return call(*args, **kwargs)


def refused(status, call, *args, **kwargs):
    """The call fails with this status, and its ErrorMessage is decoded."""
    global refusals
    try:
        call(*args, **kwargs)
    except errors.ErrorMessage as error:
        assert error.status_code == status, (status, error)
        assert error.data.error and error.data.correlation_id, error
        refusals += 1
        return error.data
    raise AssertionError(f"{call} isn't refused with {status}")


def until(look, done):
    """Looks until it is done, ten seconds at most."""
    for _ in range(200):
        value = ok(look)
        if done(value):
            return value
        time.sleep(0.05)
    raise AssertionError(f"not done: {value}")


codat = client(KEY)

# Companies.
created = [
    ok(codat.companies.create, request={"name": f"Customer {n}", "tags": {"region": "uk" if n % 2 else "us"}})
    for n in range(120)
]
seen, page = [], 1
while True:
    listed = ok(
        codat.companies.list,
        request={"page": page, "page_size": 50, "query": "name~Customer", "order_by": "-created"},
    )
    seen += [company.id for company in listed.results]
    if listed.links.next is None:
        break
    page += 1
assert listed.total_results == 120 and page == 3, (listed.total_results, page)
assert seen == [company.id for company in reversed(created)]
tagged = ok(codat.companies.list, request={"tags": "region=uk", "query": "name~Customer"})
assert tagged.total_results == 60

id = created[0].id
kept = ok(codat.companies.update, request={"company_id": id, "company_update_request": {"name": "New Name"}})
assert (kept.name, kept.tags) == ("New Name", {"region": "us"}), kept
gone = ok(codat.companies.update, request={"company_id": id, "company_update_request": {"tags": {}}})
assert (gone.name, gone.tags) == ("New Name", {}), gone
ok(codat.companies.replace, request={"company_id": id, "company_request_body": {"name": "Customer 0"}})
assert ok(codat.companies.get, request={"company_id": id}).name == "Customer 0"
assert ok(codat.companies.get_access_token, request={"company_id": id}).token_type == "Bearer"
assert ok(codat.connection_management.get, request={"company_id": id}).access_token

# Settings.
setting = {"data_type": "invoices", "fetch_on_first_link": True, "sync_schedule": 1, "sync_order": 0}
body = {"company_id": id, "settings": [setting], "overrides_defaults": True}
ok(codat.companies.set_company_sync_settings, request={"company_id": id, "request_body": body})
settings = ok(codat.companies.get_company_sync_settings, request={"company_id": id})
assert settings.overrides_defaults
profile_settings = ok(codat.settings.get_sync_settings)
body = {"client_id": profile_settings.client_id, "settings": [], "overrides_defaults": False}
ok(codat.settings.update_sync_settings, request=body)
profile = ok(codat.settings.get_profile)
ok(codat.settings.update_profile, request={"name": "Ours", "redirect_url": profile.redirect_url})
origins = {"allowed_origins": ["https://www.bank-of-dave.com"]}
for api in (codat.settings, codat.cors):
    assert ok(api.set, request=origins).allowed_origins == ok(api.get).allowed_origins

# Integrations and a connection.
platforms = ok(codat.integrations.list, request={}).results
assert {platform.key for platform in platforms} >= {"gbol", "qudb"}
ok(codat.integrations.get, request={"platform_key": "gbol"})
assert ok(codat.integrations.get_branding, request={"platform_key": "gbol"}).logo.full.image.src
connection = ok(codat.connections.create, request={"company_id": id, "request_body": {"platform_key": "gbol"}})
assert connection.status == "PendingAuth"
here = {"company_id": id, "connection_id": connection.id}
post(connection.link_url)
assert ok(codat.connections.get, request=here).status == "Linked"
assert ok(codat.connections.list, request={"company_id": id}).total_results == 1

# Reads.
def pulls_ended(history):
    return history.results and all(pull.is_completed for pull in history.results)

all_pulls = {"company_id": id, "page_size": 500}
until(lambda: codat.refresh_data.list_pull_operations(request=all_pulls), pulls_ended)
pull = ok(codat.refresh_data.by_data_type, request={"company_id": id, "data_type": "invoices"})
again = {"company_id": id, "data_type": "invoices", "connection_id": connection.id}
already = refused(400, codat.refresh_data.by_data_type, request=again)
assert "DatasetAlreadyInProgressException" in already.error
look = {"company_id": id, "dataset_id": pull.id}
until(lambda: codat.refresh_data.get_pull_operation(request=look), lambda pull: pull.is_completed)
assert ok(codat.refresh_data.get, request={"company_id": id}).invoices.latest_sync_id == pull.id
ok(codat.read_data.get_validation_results, request=look)
ok(codat.refresh_data.all, request={"company_id": id})
until(lambda: codat.refresh_data.list_pull_operations(request=all_pulls), pulls_ended)

# Writes. They are begun by Codat's Accounting API.
ok(codat.push_data.get_model_options, request={**here, "data_type": "invoices"})
pushed = post(f"{URL}/companies/{id}/connections/{connection.id}/push/invoices", {})
key = json.loads(pushed)["pushOperationKey"]
push = {"company_id": id, "push_operation_key": key}
until(lambda: codat.push_data.get_operation(request=push), lambda push: push.status == "Success")
assert ok(codat.push_data.list_operations, request={"company_id": id}).total_results == 1

# Products, custom and supplemental data.
for product in ("lending", "ours"):
    ok(codat.companies.add_product, request={"company_id": id, "product_identifier": product})
ours = {"company_id": id, "product_identifier": "ours"}
ok(codat.companies.refresh_product_data, request={**ours, "request_body": {"data_types": ["bills"]}})
refused(400, codat.companies.refresh_product_data, request=ours)
refused(400, codat.companies.refresh_product_data, request={**ours, "product_identifier": "lending"})
until(lambda: codat.refresh_data.list_pull_operations(request=all_pulls), pulls_ended)
ok(codat.companies.remove_product, request=ours)
orders = {"platform_key": "gbol", "custom_data_identifier": "Orders"}
configuration = {"data_source": "api/orders", "required_data": {"number": "$[*].number"}, "key_by": ["$[*].id"]}
ok(codat.custom_data_type.configure, request={**orders, "custom_data_type_configuration": configuration})
ok(codat.custom_data_type.get_configuration, request=orders)
mine = {**here, "custom_data_identifier": "Orders"}
ok(codat.custom_data_type.refresh, request=mine)
until(lambda: codat.custom_data_type.list(request=mine), lambda records: records.total_results == 3)
bills = {"platform_key": "gbol", "data_type": "bills"}
configuration = {"supplemental_data_config": {"ours": {"data_source": "/Bills", "pull_data": {"a": "b"}}}}
ok(codat.supplemental_data.configure, request={**bills, "supplemental_data_configuration": configuration})
assert "ours" in ok(codat.supplemental_data.get_configuration, request=bills).supplemental_data_config
barred = ok(codat.connections.create, request={"company_id": id, "request_body": {"platform_key": "qudb"}})
barred = {"company_id": id, "connection_id": barred.id, "custom_data_identifier": "Orders"}
refused(451, codat.custom_data_type.refresh, request=barred)
refused(451, codat.custom_data_type.list, request=barred)

# A webhook.
received = queue.Queue()


class Receiver(BaseHTTPRequestHandler):
    def do_POST(self):
        received.put((self.rfile.read(int(self.headers["Content-Length"])), dict(self.headers)))
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_):
        pass


receiver = HTTPServer(("127.0.0.1", 0), Receiver)
threading.Thread(target=receiver.serve_forever, daemon=True).start()
consumer = ok(
    codat.webhooks.create_consumer,
    request={"url": f"http://127.0.0.1:{receiver.server_port}/", "event_types": ["company.created"]},
)
created.append(ok(codat.companies.create, request={"name": "Customer 120"}))
body, headers = received.get(timeout=10)
event = shared.CompanyWebhook.model_validate(Webhook(SECRET).verify(body, headers))
assert (event.event_type, event.payload.id) == ("company.created", created[-1].id), event
try:
    Webhook(SECRET).verify(body + b" ", headers)
except WebhookVerificationError:
    pass
else:
    raise AssertionError("a forged body is verified")

# Webhook consumers and API keys.
assert consumer.id in [known.id for known in ok(codat.webhooks.list_consumers).results]
ok(codat.webhooks.delete_consumer, request={"webhook_id": consumer.id})
assert ok(codat.webhooks.rotate_zapier_key).key
refused(400, codat.webhooks.create_consumer, request={"url": "no URL", "event_types": []})
keys = [ok(codat.settings.create_api_key, request={"name": f"key {n}"}) for n in range(9)]
refused(409, codat.settings.create_api_key, request={})
assert len(ok(client(keys[0].api_key).settings.list_api_keys).results) == 10
for key in keys:
    # Codat's description gives this 204 a body, which HTTP has no place for, so the client can't read the success.
    try:
        codat.settings.delete_api_key(request={"api_key_id": key.id})
    except errors.ResponseValidationError as error:
        assert error.status_code == 204, error
assert len(ok(codat.settings.list_api_keys).results) == 1

# The other documented errors.
refused(401, client("wrong").companies.list, request={})
refused(400, codat.companies.list, request={"query": "name"})
refused(400, codat.companies.list, request={"order_by": "nonsense"})
nowhere = {"company_id": NIL}
for call in (
    codat.companies.get,
    codat.companies.delete,
    codat.connections.list,
    codat.refresh_data.get,
    codat.refresh_data.all,
    codat.push_data.list_operations,
):
    refused(404, call, request=nowhere)
refused(404, codat.connections.get, request={"company_id": id, "connection_id": NIL})
refused(404, codat.integrations.get, request={"platform_key": "zzzz"})
refused(404, codat.webhooks.delete_consumer, request={"webhook_id": NIL})
refused(404, codat.settings.delete_api_key, request={"api_key_id": NIL})
refused(400, codat.settings.create_api_key, request={"name": "x" * 51})
impatient = client(KEY, retry_config=RetryConfig("none"))
for status in (402, 403, 429, 500, 503):
    post(f"{URL}/sandbox/script", [status])
    # The client's HTTP library retries what isn't a POST, without being asked to.
    refused(status, impatient.companies.create, request={"name": "Customer 121"})
# Those that pass are retried.
post(f"{URL}/sandbox/script", [429, 500, 503])
ok(codat.settings.get_profile)

# The end.
unlinked = ok(codat.connections.unlink, request={**here, "update_connection_status": {"status": "Unlinked"}})
assert unlinked.status == "Unlinked"
ok(codat.connections.update_authorization, request={**here, "request_body": {"code": "x"}})
ok(codat.connections.delete, request=here)
refused(404, codat.connections.delete, request=here)
for company in created:
    ok(codat.companies.delete, request={"company_id": company.id})
assert ok(codat.companies.list, request={"query": "name~Customer"}).total_results == 0

print(f"Python: {calls} calls succeeded and {refusals} were refused, as documented")
