// Drives the emulator end to end, with the public SDKs as they are. Run the emulator with
//
//   appwrite-account-emulator --server-version 1.9 --provider github
//
// and then this with `npm test`.

import assert from 'node:assert/strict';
import {before, beforeEach, test} from 'node:test';

import * as web from 'appwrite';
import {Account, Client, ID} from 'node-appwrite';

import {api, emulator} from './emulator.js';

const service = await emulator.service();
const ann = {email: 'ann@example.com', password: 'correct-horse-9'};
const bob = {email: 'bob@example.com', password: 'battery-staple-9'};
const fixtures = `
users:
  - id: bob
    email: ${bob.email}
    password: ${bob.password}
    name: Bob
    emailVerified: true
`;

const guest = () => new Client().setEndpoint(service.endpoint).setProject(service.projectId);
const backEnd = () => new Account(guest().setKey(service.apiKey));
const withSession = (secret) => new Account(guest().setSession(secret));

async function signIn(person) {
  const session = await backEnd().createEmailPasswordSession(person);
  return withSession(session.secret);
}

before(async () => {
  await emulator.reset();
  await emulator.deleteUser('bob').catch(() => {}); // of an earlier run
  await emulator.addFixtures(fixtures);
});
beforeEach(emulator.reset); // back to the fixtures, whatever a test has done

test('a new user verifies the address with the link of the mail', async () => {
  await new Account(guest()).create({userId: ID.unique(), ...ann, name: 'Ann'});
  const me = await signIn(ann);
  await me.createEmailVerification({url: 'http://localhost/verify'});

  const mail = await emulator.message({to: ann.email, kind: 'email-verification'});
  const link = new URL(mail.link); // what the page behind the link gets
  await me.updateEmailVerification({userId: link.searchParams.get('userId'), secret: link.searchParams.get('secret')});
  assert.equal((await me.get()).emailVerification, true);
});

test('a code from a mail signs in', async () => {
  const account = new Account(guest());
  const token = await account.createEmailToken({userId: ID.unique(), email: bob.email});
  const mail = await emulator.message({to: bob.email, kind: 'email-code'});
  assert.match(mail.code, /^\d{6}$/);
  const session = await backEnd().createSession({userId: token.userId, secret: mail.code});
  assert.equal((await withSession(session.secret).get()).$id, 'bob');
});

test('a second factor is the code that the app shows', async () => {
  const me = await signIn(bob);
  await me.createMFAAuthenticator({type: 'totp'});
  await me.updateMFAAuthenticator({type: 'totp', otp: (await emulator.totp('bob')).code});
  await me.updateMFA({mfa: true});

  const again = await signIn(bob);
  await assert.rejects(again.get(), {code: 401, type: 'user_more_factors_required'});
  const challenge = await again.createMFAChallenge({factor: 'totp'});
  await again.updateMFAChallenge({challengeId: challenge.$id, otp: (await emulator.totp('bob')).code});
  assert.equal((await again.get()).mfa, true);
});

test('a session expires when the clock says so', async () => {
  const me = await signIn(bob);
  await emulator.advanceClock(364 * 86400);
  await me.get();
  await emulator.advanceClock(2 * 86400);
  await assert.rejects(me.get(), {code: 401, type: 'general_unauthorized_scope'});
});

test('a fault fails as many calls as it is told to', async () => {
  const me = await signIn(bob);
  await emulator.addFault({operation: 'get', status: 503, times: 2});
  await assert.rejects(me.get(), {name: 'AppwriteException', code: 503});
  await assert.rejects(me.get(), {name: 'AppwriteException', code: 503});
  await me.get();
});

test('a rate limit is met, and is counted anew after a reset', async () => {
  const account = new Account(guest());
  const wrong = {email: bob.email, password: 'wrong-horse-9'};
  for (let i = 0; i < 10; i++) {
    await assert.rejects(account.createEmailPasswordSession(wrong), {type: 'user_invalid_credentials'});
  }
  await assert.rejects(account.createEmailPasswordSession(bob), {code: 429, type: 'general_rate_limit_exceeded'});
  await emulator.resetRateLimits();
  await account.createEmailPasswordSession(bob);
});

test('requests are kept, with their secrets masked', async () => {
  await assert.rejects(signIn({...bob, password: 'wrong-horse-9'}));
  const {total, requests} = await emulator.requests({operation: 'createEmailPasswordSession', failed: true});
  assert.equal(total, 1);
  assert.equal(requests[0].errorType, 'user_invalid_credentials');
  const details = await emulator.request(requests[0].id);
  assert.equal(details.body.text, `{"email":"${bob.email}","password":"[redacted]"}`);
  assert.doesNotMatch(JSON.stringify(details), new RegExp(`wrong-horse-9|${service.apiKey}`));
});

test('settings change while it runs', async () => {
  await emulator.changeSettings({sessionLimit: 1});
  const first = await signIn(bob);
  const second = await signIn(bob);
  await assert.rejects(first.get(), {code: 401});
  assert.equal((await second.listSessions()).total, 1);
});

test('an OAuth2 sign-in ends with a session', async () => {
  await emulator.setProviderAccount('github', {id: '583231', email: 'carol@example.com', name: 'Carol'});
  let location = await backEnd().createOAuth2Token({provider: 'github', success: 'http://localhost/ok', failure: 'http://localhost/no'});
  assert.equal(new URL(location).searchParams.get('client_id'), '1');
  while (!location.startsWith('http://localhost/')) { // the browser's part
    location = (await fetch(location, {redirect: 'manual'})).headers.get('location');
  }
  const {pathname, searchParams} = new URL(location);
  assert.equal(pathname, '/ok');
  const session = await backEnd().createSession({userId: searchParams.get('userId'), secret: searchParams.get('secret')});
  assert.equal((await withSession(session.secret).get()).email, 'carol@example.com');
});

test('a snapshot brings back what was deleted', async () => {
  const snapshot = await emulator.exportSnapshot();
  await emulator.deleteUser('bob');
  await assert.rejects(signIn(bob), {type: 'user_invalid_credentials'});
  await emulator.importSnapshot(snapshot);
  assert.equal((await (await signIn(bob)).get()).name, 'Bob');
});

test('an error in fixtures has its line and its field, and changes nothing', async () => {
  const wrong = 'users:\n  - email: dave@example.com\n  - email: erin@example.com\n    emailVerifed: true\n';
  await assert.rejects(emulator.addFixtures(wrong), {type: 'invalid', status: 400, line: 4, field: 'users[1].emailVerifed'});
  await assert.rejects(emulator.user('dave@example.com'), {type: 'not_found'});
});

test('events tell of a message as it is sent', async () => {
  const stop = new AbortController();
  const events = emulator.events(stop.signal);
  await events.next(); // it is open
  await new Account(guest()).createEmailToken({userId: 'bob', email: bob.email});
  for await (const {event, data} of events) {
    if (event === 'message') {
      assert.equal(data.to, bob.email);
      break;
    }
  }
  stop.abort();
});

test('pages of other sites are kept out', async () => {
  const headers = {Origin: 'https://evil.example'};
  const response = await fetch(api + '/users', {headers});
  assert.equal(response.status, 403);
  assert.equal((await response.json()).type, 'forbidden');
  const account = new Account(guest().addHeader('Origin', 'https://evil.example'));
  await assert.rejects(account.createEmailPasswordSession(bob), {code: 403});
});

test('the SDK for browsers signs in, and has what apps call beside the account', async (t) => {
  // What the SDK takes from a browser: where a session is kept without cookies.
  const stored = new Map();
  globalThis.window = {
    console: {warn() {}},
    localStorage: {getItem: (name) => stored.get(name) ?? null, setItem: (name, value) => stored.set(name, value)},
  };
  t.after(() => delete globalThis.window);

  const client = new web.Client().setEndpoint(service.endpoint).setProject(service.projectId);
  assert.equal((await client.ping()).message, 'Pong!');
  assert.equal((await new web.Locale(client).get()).ip, '127.0.0.1');
  const avatars = new web.Avatars(client);
  for (const image of [avatars.getInitials({name: 'Bob'}), avatars.getQR({text: 'http://localhost/'})]) {
    assert.equal((await fetch(image)).headers.get('content-type'), 'image/png');
  }
  const account = new web.Account(client);
  await account.createEmailPasswordSession(bob);
  assert.equal((await account.get()).$id, 'bob');
  await account.deleteSession({sessionId: 'current'});
  await assert.rejects(account.get(), {code: 401});

  // Other services are not there, and the error says so.
  await assert.rejects(new web.Teams(client).list(), {code: 404, message: /only the account service/});
});
