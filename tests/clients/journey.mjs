// A customer's journey through the sandbox, with Codat's own TypeScript client: `node journey.mjs <URL> <API key> <webhook secret>`.
//
// Nothing may fail to decode. Every operation that it has is called, every documented error status is met, and a webhook is verified.

import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { text } from "node:stream/consumers";

import { CodatPlatform } from "@codat/platform";
import { ErrorMessage } from "@codat/platform/sdk/models/errors/index.js";
import { companyWebhookFromJSON } from "@codat/platform/sdk/models/shared/index.js";
import { Webhook } from "standardwebhooks";

const [url, key, secret] = process.argv.slice(2);
const nil = "00000000-0000-0000-0000-000000000000";
let calls = 0;
let refusals = 0;

const header = (key) => `Basic ${Buffer.from(key).toString("base64")}`;
const client = (key, options) => new CodatPlatform({ serverURL: url, authHeader: header(key), ...options });
const codat = client(key);

async function ok(call) {
  calls += 1;
  return await call;
}

// The call fails with this status, and its ErrorMessage is decoded.
async function refused(status, call) {
  const error = await call.then(
    () => assert.fail(`isn't refused with ${status}`),
    (error) => error,
  );
  assert.ok(error instanceof ErrorMessage, error);
  assert.equal(error.statusCode, status);
  assert.ok(error.error && error.correlationId);
  refusals += 1;
  return error;
}

// Looks until it is done, ten seconds at most.
async function until(look, done) {
  for (let tries = 0; tries < 200; tries += 1) {
    const value = await ok(look());
    if (done(value)) return value;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return assert.fail("not done");
}

async function post(path, body) {
  const headers = { Authorization: header(key), "Content-Type": "application/json" };
  const response = await fetch(path, { method: "POST", body, headers });
  assert.ok(response.ok, response.statusText);
  return response;
}

// Companies.
const created = [];
for (let n = 0; n < 120; n += 1) {
  const tags = { region: n % 2 ? "uk" : "us" };
  created.push(await ok(codat.companies.create({ name: `Customer ${n}`, tags })));
}
const seen = [];
let page = 1;
for (;;) {
  const query = { page, pageSize: 50, query: "name~Customer", orderBy: "-created" };
  const listed = await ok(codat.companies.list(query));
  assert.equal(listed.totalResults, 120);
  seen.push(...listed.results.map((company) => company.id));
  if (!listed.links.next) break;
  page += 1;
}
assert.equal(page, 3);
assert.deepEqual(seen, created.map((company) => company.id).reverse());
const tagged = await ok(codat.companies.list({ tags: "region=uk", query: "name~Customer" }));
assert.equal(tagged.totalResults, 60);

const companyId = created[0].id;
const update = (companyUpdateRequest) => ok(codat.companies.update({ companyId, companyUpdateRequest }));
const kept = await update({ name: "New Name" });
assert.deepEqual([kept.name, kept.tags], ["New Name", { region: "us" }]);
const gone = await update({ tags: {} });
assert.deepEqual([gone.name, gone.tags], ["New Name", {}]);
await ok(codat.companies.replace({ companyId, companyRequestBody: { name: "Customer 0" } }));
assert.equal((await ok(codat.companies.get({ companyId }))).name, "Customer 0");
assert.equal((await ok(codat.companies.getAccessToken({ companyId }))).tokenType, "Bearer");
assert.ok((await ok(codat.connectionManagement.get({ companyId }))).accessToken);

// Settings.
const setting = { dataType: "invoices", fetchOnFirstLink: true, syncSchedule: 1, syncOrder: 0 };
const requestBody = { companyId, settings: [setting], overridesDefaults: true };
await ok(codat.companies.setCompanySyncSettings({ companyId, requestBody }));
assert.ok((await ok(codat.companies.getCompanySyncSettings({ companyId }))).overridesDefaults);
const { clientId } = await ok(codat.settings.getSyncSettings());
await ok(codat.settings.updateSyncSettings({ clientId, settings: [], overridesDefaults: false }));
const { redirectUrl } = await ok(codat.settings.getProfile());
await ok(codat.settings.updateProfile({ name: "Ours", redirectUrl }));
for (const api of [codat.settings, codat.cors]) {
  const origins = { allowedOrigins: ["https://www.bank-of-dave.com"] };
  assert.deepEqual(await ok(api.set(origins)), await ok(api.get()));
}

// Integrations and a connection.
const platforms = await ok(codat.integrations.list({}));
assert.ok(platforms.results.some((platform) => platform.key === "gbol"));
await ok(codat.integrations.get({ platformKey: "gbol" }));
assert.ok((await ok(codat.integrations.getBranding({ platformKey: "gbol" }))).logo.full.image.src);
const connect = (platformKey) => ok(codat.connections.create({ companyId, requestBody: { platformKey } }));
const connection = await connect("gbol");
assert.equal(connection.status, "PendingAuth");
const here = { companyId, connectionId: connection.id };
await post(connection.linkUrl);
assert.equal((await ok(codat.connections.get(here))).status, "Linked");
assert.equal((await ok(codat.connections.list({ companyId }))).totalResults, 1);

// Reads.
const history = () => codat.refreshData.listPullOperations({ companyId, pageSize: 500 });
const ended = ({ results }) => results.length > 0 && results.every((pull) => pull.isCompleted);
await until(history, ended);
const pull = await ok(codat.refreshData.byDataType({ companyId, dataType: "invoices" }));
const again = { ...here, dataType: "invoices" };
const already = await refused(400, codat.refreshData.byDataType(again));
assert.match(already.error, /DatasetAlreadyInProgressException/);
const look = { companyId, datasetId: pull.id };
await until(
  () => codat.refreshData.getPullOperation(look),
  (pull) => pull.isCompleted,
);
assert.equal((await ok(codat.refreshData.get({ companyId }))).invoices.latestSyncId, pull.id);
await ok(codat.readData.getValidationResults(look));
await ok(codat.refreshData.all({ companyId }));
await until(history, ended);

// Writes. They are begun by Codat's Accounting API.
await ok(codat.pushData.getModelOptions({ ...here, dataType: "invoices" }));
const pushed = await post(`${url}/companies/${companyId}/connections/${connection.id}/push/invoices`, "{}");
const { pushOperationKey } = await pushed.json();
await until(
  () => codat.pushData.getOperation({ companyId, pushOperationKey }),
  (push) => push.status === "Success",
);
assert.equal((await ok(codat.pushData.listOperations({ companyId }))).totalResults, 1);

// Products, custom and supplemental data.
for (const productIdentifier of ["lending", "ours"]) {
  await ok(codat.companies.addProduct({ companyId, productIdentifier }));
}
const ours = { companyId, productIdentifier: "ours" };
await ok(codat.companies.refreshProductData({ ...ours, requestBody: { dataTypes: ["bills"] } }));
await refused(400, codat.companies.refreshProductData(ours));
await refused(400, codat.companies.refreshProductData({ companyId, productIdentifier: "lending" }));
await until(history, ended);
await ok(codat.companies.removeProduct(ours));
const orders = { platformKey: "gbol", customDataIdentifier: "Orders" };
const customDataTypeConfiguration = {
  dataSource: "api/orders",
  requiredData: { number: "$[*].number" },
  keyBy: ["$[*].id"],
};
await ok(codat.customDataType.configure({ ...orders, customDataTypeConfiguration }));
await ok(codat.customDataType.getConfiguration(orders));
const mine = { ...here, customDataIdentifier: "Orders" };
await ok(codat.customDataType.refresh(mine));
await until(
  () => codat.customDataType.list(mine),
  (records) => records.totalResults === 3,
);
const bills = { platformKey: "gbol", dataType: "bills" };
const supplementalDataConfiguration = {
  supplementalDataConfig: { ours: { dataSource: "/Bills", pullData: { a: "b" } } },
};
await ok(codat.supplementalData.configure({ ...bills, supplementalDataConfiguration }));
assert.deepEqual(await ok(codat.supplementalData.getConfiguration(bills)), supplementalDataConfiguration);
const barred = { companyId, connectionId: (await connect("qudb")).id, customDataIdentifier: "Orders" };
await refused(451, codat.customDataType.refresh(barred));
await refused(451, codat.customDataType.list(barred));

// A webhook.
const receiver = createServer().listen(0, "127.0.0.1");
await once(receiver, "listening");
const consumer = await ok(
  codat.webhooks.createConsumer({
    url: `http://127.0.0.1:${receiver.address().port}/`,
    eventTypes: ["company.created"],
  }),
);
const arrival = once(receiver, "request", { signal: AbortSignal.timeout(10_000) });
created.push(await ok(codat.companies.create({ name: "Customer 120" })));
const [message, response] = await arrival;
const body = await text(message);
response.writeHead(204).end();
receiver.close();
const webhook = new Webhook(secret);
const event = companyWebhookFromJSON(JSON.stringify(webhook.verify(body, message.headers)));
assert.ok(event.ok, event.error);
assert.deepEqual([event.value.eventType, event.value.payload.id], ["company.created", created.at(-1).id]);
assert.throws(() => webhook.verify(`${body} `, message.headers));

// Webhook consumers and API keys.
const consumers = await ok(codat.webhooks.listConsumers());
assert.ok(consumers.results.some((known) => known.id === consumer.id));
await ok(codat.webhooks.deleteConsumer({ webhookId: consumer.id }));
await refused(400, codat.webhooks.createConsumer({ url: "no URL", eventTypes: [] }));
const keys = [];
for (let n = 0; n < 9; n += 1) {
  keys.push(await ok(codat.settings.createApiKey({ name: `key ${n}` })));
}
await refused(409, codat.settings.createApiKey({}));
assert.equal((await ok(client(keys[0].apiKey).settings.listApiKeys())).results.length, 10);
for (const { id: apiKeyId } of keys) {
  // Codat's description gives this 204 a body, which HTTP has no place for, so the client can't read the success.
  await codat.settings.deleteApiKey({ apiKeyId }).catch((error) => assert.equal(error.statusCode, 204, error));
}
assert.equal((await ok(codat.settings.listApiKeys())).results.length, 1);

// The other documented errors.
await refused(401, client("wrong").companies.list({}));
await refused(400, codat.companies.list({ query: "name" }));
await refused(400, codat.companies.list({ orderBy: "nonsense" }));
const nowhere = { companyId: nil };
await refused(404, codat.companies.get(nowhere));
await refused(404, codat.companies.delete(nowhere));
await refused(404, codat.connections.list(nowhere));
await refused(404, codat.refreshData.get(nowhere));
await refused(404, codat.refreshData.all(nowhere));
await refused(404, codat.pushData.listOperations(nowhere));
await refused(404, codat.connections.get({ companyId, connectionId: nil }));
await refused(404, codat.integrations.get({ platformKey: "zzzz" }));
await refused(404, codat.webhooks.deleteConsumer({ webhookId: nil }));
await refused(404, codat.settings.deleteApiKey({ apiKeyId: nil }));
await refused(400, codat.settings.createApiKey({ name: "x".repeat(51) }));
const impatient = client(key, { retryConfig: { strategy: "none" } });
for (const status of [402, 403, 429, 500, 503]) {
  await post(`${url}/sandbox/script`, JSON.stringify([status]));
  await refused(status, impatient.companies.create({ name: "Customer 121" }));
}
// Those that pass are retried.
await post(`${url}/sandbox/script`, "[429,500,503]");
await ok(codat.settings.getProfile());

// The end.
const unlink = { ...here, updateConnectionStatus: { status: "Unlinked" } };
assert.equal((await ok(codat.connections.unlink(unlink))).status, "Unlinked");
await ok(codat.connections.updateAuthorization({ ...here, requestBody: { code: "x" } }));
await ok(codat.connections.delete(here));
await refused(404, codat.connections.delete(here));
for (const { id } of created) {
  await ok(codat.companies.delete({ companyId: id }));
}
assert.equal((await ok(codat.companies.list({ query: "name~Customer" }))).totalResults, 0);

console.log(`TypeScript: ${calls} calls succeeded and ${refusals} were refused, as documented`);
