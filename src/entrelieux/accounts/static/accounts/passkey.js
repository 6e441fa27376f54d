/* Passkeys: asks the browser for one, and sends what it answers with the form around the button.
   Bytes travel as base64url, as the server writes and reads them. */

const toBytes = (text) => Uint8Array.from(
  atob(text.replace(/-/g, '+').replace(/_/g, '/')), (sign) => sign.charCodeAt(0))
const toText = (bytes) => btoa(String.fromCharCode(...new Uint8Array(bytes)))
  .replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '')
const withBytes = (list) => (list || []).map((one) => ({ ...one, id: toBytes(one.id) }))

function answered (credential) {
  const response = {}
  for (const name of ['clientDataJSON', 'attestationObject', 'authenticatorData', 'signature', 'userHandle']) {
    if (credential.response[name]) response[name] = toText(credential.response[name])
  }
  if (credential.response.getTransports) response.transports = credential.response.getTransports()
  return {
    id: credential.id,
    rawId: toText(credential.rawId),
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment,
    clientExtensionResults: credential.getClientExtensionResults(),
    response
  }
}

async function created ({ publicKey }, alone) {
  const options = {
    ...publicKey,
    challenge: toBytes(publicKey.challenge),
    user: { ...publicKey.user, id: toBytes(publicKey.user.id) },
    excludeCredentials: withBytes(publicKey.excludeCredentials)
  }
  if (alone) {
    options.authenticatorSelection = {
      ...options.authenticatorSelection,
      residentKey: 'required',
      requireResidentKey: true,
      userVerification: 'required'
    }
  }
  return navigator.credentials.create({ publicKey: options })
}

async function proved ({ publicKey }) {
  return navigator.credentials.get({
    publicKey: {
      ...publicKey,
      challenge: toBytes(publicKey.challenge),
      allowCredentials: withBytes(publicKey.allowCredentials)
    }
  })
}

const asked = (id) => JSON.parse(document.getElementById(id).textContent)

async function askedToEnter (form) {
  const response = await fetch(form.action, { headers: { Accept: 'application/json' } })
  if (!response.ok) throw new Error(`status ${response.status}`)
  return (await response.json()).request_options
}

function ready (form, ask) {
  const button = form.querySelector('button[type="button"]')
  const fault = form.querySelector('[role="alert"]')
  button.addEventListener('click', async () => {
    fault.hidden = true
    button.disabled = true
    try {
      form.elements.credential.value = JSON.stringify(answered(await ask(form)))
      form.submit()
    } catch {
      fault.hidden = false
      button.disabled = false
    }
  })
}

const WAYS = {
  '[data-passkey-login]': async (form) => proved(await askedToEnter(form)),
  '[data-passkey-check]': (form) => proved(asked(form.dataset.passkeyCheck)),
  '[data-passkey-add]': (form) =>
    created(asked(form.dataset.passkeyAdd), form.elements.passwordless.checked)
}

if (window.PublicKeyCredential) {
  for (const box of document.querySelectorAll('[data-passkey]')) box.hidden = false
  for (const [found, ask] of Object.entries(WAYS)) {
    for (const form of document.querySelectorAll(found)) ready(form, ask)
  }
}
