// A client of the control API of the emulator: what openapi/emulator.yaml describes, without
// code generation. Copy it as it is.

// The endpoint is the one that the emulator prints: http://127.0.0.1:4080/v1.
const endpoint = process.env.APPWRITE_ENDPOINT ?? 'http://127.0.0.1:4080/v1';
export const api = new URL('/emulator/v1', endpoint).href;

// Problem is an error of the control API. Decide by its type.
export class Problem extends Error {
  constructor(problem) {
    super(problem.detail);
    Object.assign(this, problem); // type, status and, for values that are wrong, field and line
  }
}

async function call(method, path, body, type = 'application/json') {
  const options = {method, headers: {}};
  if (body !== undefined) {
    options.headers['Content-Type'] = type; // also with an empty object: it keeps other sites' pages out
    options.body = typeof body === 'string' ? body : JSON.stringify(body);
  }
  const response = await fetch(api + path, options);
  const text = await response.text();
  const value = text === '' ? undefined : JSON.parse(text);
  if (!response.ok) throw new Problem(value);
  return value;
}

const query = (parameters) => '?' + new URLSearchParams(parameters);

export const emulator = {
  service: () => call('GET', '/service'),
  reset: () => call('POST', '/reset', {}),
  addFixtures: (yaml) => call('POST', '/fixtures', yaml, 'application/yaml'),
  exportSnapshot: () => call('GET', '/snapshot'),
  importSnapshot: (snapshot) => call('PUT', '/snapshot', snapshot),

  // The newest message that matches {to, channel, kind}; it waits up to {timeout} seconds.
  // With {after: id} it is the first one after that.
  message: (wanted) => call('GET', '/messages/next' + query(wanted)),
  user: (user) => call('GET', `/users/${encodeURIComponent(user)}`),
  deleteUser: (user) => call('DELETE', `/users/${encodeURIComponent(user)}`),
  totp: (user) => call('GET', `/users/${encodeURIComponent(user)}/totp`),
  advanceClock: (seconds) => call('PATCH', '/clock', {advance: seconds}),
  addFault: (fault) => call('POST', '/faults', fault),
  resetRateLimits: () => call('DELETE', '/rate-limits'),
  requests: (wanted) => call('GET', '/requests' + query(wanted)),
  request: (id) => call('GET', `/requests/${id}`),
  changeSettings: (change) => call('PATCH', '/settings', change),
  setProviderAccount: (provider, account) => call('PUT', `/providers/${provider}/account`, account),

  // What happens, as it happens: {event, data}.
  async *events(signal) {
    const response = await fetch(api + '/events', {signal});
    let rest = '';
    for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
      const frames = (rest + chunk).split('\n\n');
      rest = frames.pop();
      for (const frame of frames) {
        const fields = Object.fromEntries(frame.split('\n').map((line) => line.split(/: (.*)/s)));
        yield {event: fields.event ?? 'comment', data: fields.data && JSON.parse(fields.data)};
      }
    }
  },
};
