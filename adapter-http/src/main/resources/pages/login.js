'use strict';
// Talks to the API as any client would; the tokens are in cookies that no script can read.

const find = (id) => document.getElementById(id);
let mfaToken = null;
let linkToken = null;
let pending = null;
let conditional = null;
let factorRequired = false;

function say(text, wrong) {
  const message = find('message');
  message.textContent = text;
  message.className = wrong ? 'wrong' : '';
}

function csrf() {
  const cookie = document.cookie.split('; ').find((each) => each.startsWith('__Host-hexforge-csrf='));
  return cookie ? cookie.substring(cookie.indexOf('=') + 1) : '';
}

class ApiError extends Error {
  constructor(status, problem) {
    super(problem.detail || 'the server answered ' + status);
    this.status = status;
    this.problem = problem;
  }
}

async function send(method, path, body) {
  const headers = {'X-Session-Mode': 'cookie', 'X-CSRF-Token': csrf()};
  if (body !== undefined) {
    headers['Content-Type'] = 'application/json';
  }
  const response = await fetch('/v1/auth/' + path, {
    method, headers, body: body === undefined ? undefined : JSON.stringify(body), credentials: 'same-origin',
  });
  const text = await response.text();
  const answer = text ? JSON.parse(text) : null;
  if (!response.ok) {
    throw new ApiError(response.status, answer || {});
  }
  return answer;
}

// An access token lives minutes, a session days.
async function api(method, path, body) {
  try {
    return await send(method, path, body);
  } catch (e) {
    if (e.status !== 401 || !csrf() || path === 'refresh') {
      throw e;
    }
    await send('POST', 'refresh', {});
    return send(method, path, body);
  }
}

function show(section) {
  for (const id of ['login', 'account', 'reset']) {
    find(id).hidden = id !== section;
  }
}

function failed(e) {
  if (e.problem && e.problem.code === 'mfa_required') {
    mfaToken = e.problem.mfa_token;
    find('code-form').hidden = false;
    say('One more step: your second factor.');
  } else if (e.problem && e.problem.code === 'reauthentication_required') {
    find('prove-form').hidden = false;
    say('Prove once more who you are.');
  } else {
    say(e.message, true);
  }
}

function on(id, event, action) {
  find(id).addEventListener(event, async (occurred) => {
    occurred.preventDefault();
    say('');
    try {
      await action(occurred);
    } catch (e) {
      failed(e);
    }
  });
}

function fields(form) {
  return Object.fromEntries([...new FormData(form)].filter(([, value]) => value !== ''));
}

async function loggedIn() {
  find('code-form').hidden = true;
  find('claim-form').hidden = true;
  if (conditional) {
    conditional.abort();
    conditional = null;
  }
  history.replaceState(null, '', '/account');
  await account();
}

async function account() {
  const me = await api('GET', 'me');
  find('who').textContent = me.email || me.username;
  show('account');
  await listPasskeys();
  await showApp();
}

async function showApp() {
  const mfa = await api('GET', 'mfa');
  factorRequired = mfa.setup_required;
  forgetApp();
  find('app-setup').hidden = mfa.enabled;
  find('app-state').textContent = mfa.enabled
      ? 'It is asked for at each login. Recovery codes left: ' + mfa.recovery_codes_left
      : 'There is none.';
  if (factorRequired) {
    say('A second factor is required here. Set up an authenticator app or add a passkey to go on.');
  }
}

function forgetApp() {
  find('app-new').hidden = true;
  find('app-link').removeAttribute('href');
  find('app-secret').textContent = '';
  find('app-codes').replaceChildren();
}

async function setUpApp() {
  const setup = await api('POST', 'mfa/setup', {});
  find('app-link').href = setup.otpauth_url;
  find('app-secret').textContent = setup.secret;
  find('app-codes').replaceChildren(...setup.recovery_codes.map((code) => {
    const item = document.createElement('li');
    item.textContent = code;
    return item;
  }));
  find('app-setup').hidden = true;
  find('app-new').hidden = false;
}

async function listPasskeys() {
  const {items} = await api('GET', 'passkeys');
  find('passkeys').replaceChildren(...items.map((passkey) => {
    const item = document.createElement('li');
    item.textContent = passkey.name + (passkey.backed_up ? ' (backed up)' : '');
    const remove = document.createElement('button');
    remove.type = 'button';
    remove.textContent = 'Remove';
    remove.addEventListener('click', () => attempt(async () => {
      await api('DELETE', 'passkeys/' + passkey.id);
      await listPasskeys();
      say('The passkey was removed.');
    }));
    item.append(remove);
    return item;
  }));
}

// What needs a fresh proof is tried again once the proof is there.
async function attempt(action) {
  pending = action;
  try {
    await action();
    pending = null;
  } catch (e) {
    failed(e);
  }
}

async function addPasskey(name) {
  const {public_key: options} = await api('POST', 'passkeys/register/start', {});
  const credential = await navigator.credentials.create({
    publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options),
  });
  await api('POST', 'passkeys/register/finish', {credential: credential.toJSON(), name});
  await listPasskeys();
  say('The passkey was added.' + (factorRequired ? ' Log out, and log in with it to go on.' : ''));
}

async function logInWithPasskey(name, mediation, signal) {
  const {public_key: options} = await send('POST', 'passkeys/login/start', name ? {email: name} : {});
  const credential = await navigator.credentials.get({
    publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options), mediation, signal,
  });
  await send('POST', 'passkeys/login/finish', {credential: credential.toJSON()});
  await loggedIn();
}

// Offers passkeys where the name is typed.
async function offerPasskeys() {
  const possible = window.PublicKeyCredential && PublicKeyCredential.isConditionalMediationAvailable
      && await PublicKeyCredential.isConditionalMediationAvailable();
  if (!possible) {
    return;
  }
  conditional = new AbortController();
  try {
    await logInWithPasskey(null, 'conditional', conditional.signal);
  } catch (e) {
    if (e.name !== 'AbortError') {
      failed(e);
    }
  }
}

async function listProviders() {
  const {items} = await send('GET', 'oauth');
  find('providers').replaceChildren(...items.map((provider) => {
    const item = document.createElement('li');
    const link = document.createElement('a');
    link.href = provider.start_url + '?return_to=/account';
    link.textContent = 'Log in with ' + provider.name;
    item.append(link);
    return item;
  }));
}

async function logInPage() {
  find('who').textContent = '';
  find('passkeys').replaceChildren();
  forgetApp();
  show('login');
  await listProviders();
  offerPasskeys();
}

on('login-form', 'submit', async (event) => {
  const {name, password} = fields(event.target);
  await send('POST', 'login', {username: name, password});
  await loggedIn();
});
on('code-form', 'submit', async (event) => {
  await send('POST', 'mfa/login', {mfa_token: mfaToken, code: fields(event.target).code});
  await loggedIn();
});
on('claim-form', 'submit', async (event) => {
  await send('POST', 'oauth/claim', {link_token: linkToken, password: fields(event.target).password});
  await loggedIn();
});
on('register-form', 'submit', async (event) => {
  const answer = await send('POST', 'register', fields(event.target));
  say(answer.message || 'Look at your mail to go on.');
});
on('mail-form', 'submit', async (event) => {
  await send('POST', event.submitter.value, {email: fields(event.target).email});
  say('If there is an account with this address, a mail is on its way.');
});
on('reset-form', 'submit', async (event) => {
  const token = new URLSearchParams(location.search).get('token');
  await send('POST', 'reset-password', {token, new_password: fields(event.target).password});
  history.replaceState(null, '', '/login');
  await logInPage();
  say('The password was set. Log in with it.');
});
on('passkey-login', 'click', async () => {
  if (conditional) {
    conditional.abort();
  }
  const name = find('login-form').elements.name.value;
  await logInWithPasskey(name, 'optional');
});
on('passkey-form', 'submit', (event) => attempt(() => addPasskey(fields(event.target).name)));
on('app-setup', 'click', () => attempt(setUpApp));
on('app-form', 'submit', async (event) => {
  await api('POST', 'mfa/verify', {code: fields(event.target).code});
  event.target.reset();
  await account();
  say('The app was confirmed. It is asked for at each login from now on.');
});
on('prove-form', 'submit', async (event) => {
  await api('POST', 'reauthenticate', fields(event.target));
  find('prove-form').hidden = true;
  if (pending) {
    await attempt(pending);
  }
});
on('logout', 'click', async () => {
  await api('POST', 'logout', {});
  history.replaceState(null, '', '/login');
  await logInPage();
  say('You are logged out.');
});

async function start() {
  const token = new URLSearchParams(location.search).get('token');
  const result = new URLSearchParams(location.hash.substring(1));
  if (location.hash) {
    history.replaceState(null, '', location.pathname);
  }
  if (location.pathname === '/verify-email' && token) {
    history.replaceState(null, '', '/login');
    await send('POST', 'verify-email', {token});
    await logInPage();
    say('Thank you: your address is verified.');
  } else if (location.pathname === '/magic-link' && token) {
    history.replaceState(null, '', '/login');
    show('login');
    await send('POST', 'magic-link/verify', {token});
    await loggedIn();
  } else if (location.pathname === '/reset-password' && token) {
    show('reset');
  } else if (result.get('error')) {
    await logInPage();
    mfaToken = result.get('mfa_token');
    linkToken = result.get('link_token');
    find('code-form').hidden = !mfaToken;
    find('claim-form').hidden = !linkToken;
    say('The login did not succeed: ' + result.get('error').replaceAll('_', ' '), true);
  } else if (csrf()) {
    await account().catch(logInPage);
  } else {
    await logInPage();
  }
}

start().catch(failed);
