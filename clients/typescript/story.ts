// The account service from TypeScript, with types by openapi-typescript and calls by
// openapi-fetch:
//
//   npm install openapi-fetch && npm install --save-dev openapi-typescript typescript
//   npx openapi-typescript openapi/account.yaml --output account.d.ts
//   APPWRITE_ENDPOINT=… APPWRITE_PROJECT_ID=… APPWRITE_API_KEY=… node story.ts
//
// Calls return {data, error, response} and do not throw for a status: `error.type` is the
// error type of the service, with its type known to the compiler.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import createClient from "openapi-fetch";
import type { components, paths } from "./account.d.ts";
import { totp } from "./totp.ts";

const baseUrl = process.env.APPWRITE_ENDPOINT!;
const project = { "X-Appwrite-Project": process.env.APPWRITE_PROJECT_ID! };

// A back end has the key, and sees the secrets of sessions. A session is a client of its
// own: key and session must not be sent together.
const backend = createClient<paths>({ baseUrl, headers: { ...project, "X-Appwrite-Key": process.env.APPWRITE_API_KEY! } });
const signedIn = (secret: string) => createClient<paths>({ baseUrl, headers: { ...project, "X-Appwrite-Session": secret } });

/** must returns the data of a response that has to be a success. */
function must<T>(result: { data?: T; error?: { type?: string }; response: Response }): T {
  assert(result.data !== undefined, `${result.response.status} ${result.error?.type}`);
  return result.data;
}

const email = `ts-${randomUUID()}@example.com`;
const password = "correct-horse-9";

const created = must(await backend.POST("/account", { body: { userId: "unique()", email, password, name: "Ann" } }));
assert.equal(created.email, email);
console.log("ok 1 sign up");

const session = must(await backend.POST("/account/sessions/email", { body: { email, password } }));
assert.notEqual(session.secret, "");
const me = signedIn(session.secret);
console.log("ok 2 sign in");

const user = must(await me.GET("/account"));
assert.equal(user.$id, created.$id);
console.log("ok 3 account");

// A query is a JSON object in a string; `queries[]` is sent once for each.
const queries = [{ method: "limit", values: [1] }, { method: "offset", values: [1] }].map((q) => JSON.stringify(q));
const logs = must(await me.GET("/account/logs", { params: { query: { "queries[]": queries } } }));
assert.equal(logs.logs.length, 1);
assert.equal(logs.logs[0].event, "user.create"); // the oldest but for the sign-in before it
console.log("ok 4 logs");

const prefs = { theme: "dark", editor: { size: 12, rulers: [80, 100] } };
must(await me.PATCH("/account/prefs", { body: { prefs } }));
assert.deepEqual(must(await me.GET("/account/prefs")), prefs);
console.log("ok 5 prefs");

const rejected = await backend.POST("/account/sessions/email", { body: { email, password: "wrong-horse-9" } });
assert.equal(rejected.response.status, 401);
assert.equal(rejected.error?.type, "user_invalid_credentials");
console.log("ok 6 wrong password");

const path = { type: "totp" } as const;
const app = must(await me.POST("/account/mfa/authenticators/{type}", { params: { path } }));
must(await me.PUT("/account/mfa/authenticators/{type}", { params: { path }, body: { otp: await totp(app.secret) } }));
must(await me.PATCH("/account/mfa", { body: { mfa: true } }));
const second = signedIn(must(await backend.POST("/account/sessions/email", { body: { email, password } })).secret);
const pending = await second.GET("/account");
assert.equal(pending.error?.type, "user_more_factors_required");
const challenge = must(await second.POST("/account/mfa/challenge", { body: { factor: "totp" } }));
must(await second.PUT("/account/mfa/challenge", { body: { challengeId: challenge.$id, otp: await totp(app.secret) } }));
assert.equal(must(await second.GET("/account")).mfa, true);
console.log("ok 7 mfa");

// fetch follows redirects and would send the key to the provider: `redirect: "manual"`.
// The URL in Location is for the user's browser.
const start = await backend.GET("/account/tokens/oauth2/{provider}", {
  params: { path: { provider: "github" }, query: { success: "http://localhost/in", failure: "http://localhost/out" } },
  redirect: "manual",
});
assert.equal(start.response.status, 301);
assert(URL.canParse(start.response.headers.get("Location")!));
console.log("ok 8 oauth2");

const sessions: components["schemas"]["SessionList"] = must(await second.GET("/account/sessions"));
assert.equal(sessions.total, 2);
assert.equal(sessions.sessions.filter((s) => s.current).length, 1);
console.log("ok 9 sessions");

const gone = await second.DELETE("/account/sessions/{sessionId}", { params: { path: { sessionId: "current" } } });
assert.equal(gone.response.status, 204);
const guest = await second.GET("/account");
assert.equal(guest.response.status, 401);
assert.equal(guest.error?.type, "general_unauthorized_scope");
console.log("ok 10 sign out");
