// The account service from TypeScript, with functions by @hey-api/openapi-ts, one for each
// operation:
//
//   npm install --save-dev @hey-api/openapi-ts typescript
//   npx openapi-ts        # reads openapi-ts.config.ts
//   APPWRITE_ENDPOINT=… APPWRITE_PROJECT_ID=… APPWRITE_API_KEY=… node story.ts
//
// With `throwOnError: true` a call returns data or throws the error of the service; without
// it, it returns {data, error, response}.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import * as account from "./account/index.ts";
import { createClient, createConfig } from "./account/client/index.ts";
import { totp } from "./totp.ts";

/** connect makes a client with one credential: key and session must not be sent together. */
function connect(credential: Record<string, string>) {
  const headers: Record<string, string> = { "X-Appwrite-Project": process.env.APPWRITE_PROJECT_ID!, ...credential };
  return createClient(createConfig<account.ClientOptions>({
    baseUrl: process.env.APPWRITE_ENDPOINT! as account.ClientOptions["baseUrl"],
    auth: (scheme) => headers[scheme.name!], // asked for each header that the operation takes
    throwOnError: true,
  }));
}

const backend = connect({ "X-Appwrite-Key": process.env.APPWRITE_API_KEY! });
const email = `hey-${randomUUID()}@example.com`;
const password = "correct-horse-9";

/** signIn makes a session, and a client with its secret. */
async function signIn() {
  const session = await account.createEmailPasswordSession({ client: backend, throwOnError: true, body: { email, password } });
  return connect({ "X-Appwrite-Session": session.data.secret });
}

/** rejection is the error type of a call that has to fail. */
async function rejection(call: Promise<{ error?: unknown; response?: Response }>) {
  const { error, response } = await call;
  return [response?.status, (error as account.Error | undefined)?.type];
}

const created = await account.create({ client: backend, throwOnError: true, body: { userId: "unique()", email, password, name: "Ann" } });
assert.equal(created.data.email, email);
console.log("ok 1 sign up");

const client = await signIn();
console.log("ok 2 sign in");

const user = await account.get({ client, throwOnError: true });
assert.equal(user.data.$id, created.data.$id);
console.log("ok 3 account");

// A query is a JSON object in a string; `queries[]` is sent once for each.
const queries = [{ method: "limit", values: [1] }, { method: "offset", values: [1] }].map((q) => JSON.stringify(q));
const logs = await account.listLogs({ client, throwOnError: true, query: { "queries[]": queries } });
assert.deepEqual(logs.data.logs.map((log) => log.event), ["user.create"]);
console.log("ok 4 logs");

const prefs = { theme: "dark", editor: { size: 12, rulers: [80, 100] } };
await account.updatePrefs({ client, throwOnError: true, body: { prefs } });
assert.deepEqual((await account.getPrefs({ client, throwOnError: true })).data, prefs);
console.log("ok 5 prefs");

const wrong = account.createEmailPasswordSession({ client: backend, throwOnError: false, body: { email, password: "wrong-horse-9" } });
assert.deepEqual(await rejection(wrong), [401, "user_invalid_credentials"]);
console.log("ok 6 wrong password");

const path = { type: "totp" } as const;
const app = await account.createMfaAuthenticator({ client, throwOnError: true, path });
await account.updateMfaAuthenticator({ client, throwOnError: true, path, body: { otp: await totp(app.data.secret) } });
await account.updateMfa({ client, throwOnError: true, body: { mfa: true } });
const second = await signIn();
assert.deepEqual(await rejection(account.get({ client: second, throwOnError: false })), [401, "user_more_factors_required"]);
const challenge = await account.createMfaChallenge({ client: second, throwOnError: true, body: { factor: "totp" } });
const body = { challengeId: challenge.data.$id, otp: await totp(app.data.secret) };
await account.updateMfaChallenge({ client: second, throwOnError: true, body });
assert.equal((await account.get({ client: second, throwOnError: true })).data.mfa, true);
console.log("ok 7 mfa");

// fetch follows redirects and would send the key to the provider: `redirect: "manual"`.
// The URL in Location is for the user's browser.
const start = await account.createOAuth2Token({
  client: backend,
  throwOnError: false,
  redirect: "manual",
  path: { provider: "github" },
  query: { success: "http://localhost/in", failure: "http://localhost/out" },
});
assert.equal(start.response?.status, 301);
assert(URL.canParse(start.response.headers.get("Location")!));
console.log("ok 8 oauth2");

const sessions = await account.listSessions({ client: second, throwOnError: true });
assert.equal(sessions.data.total, 2);
assert.equal(sessions.data.sessions.filter((s) => s.current).length, 1);
console.log("ok 9 sessions");

await account.deleteSession({ client: second, throwOnError: true, path: { sessionId: "current" } });
assert.deepEqual(await rejection(account.get({ client: second, throwOnError: false })), [401, "general_unauthorized_scope"]);
console.log("ok 10 sign out");
