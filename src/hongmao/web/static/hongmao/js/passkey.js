// Passkeys: `form[data-passkey]` makes ("create") or uses ("get") one and posts it as `credential`.
// Its options stand in data-options, or are asked for at data-options-url.

const bytes = (text) =>
  Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (one) => one.charCodeAt(0));

const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replace(/\+/g, "-")
    .replace(/\//g, "_")
    .replace(/=+$/, "");

const named = (list = []) => list.map((one) => ({ ...one, id: bytes(one.id) }));

async function optionsOf(form) {
  if (form.dataset.options) return JSON.parse(form.dataset.options).publicKey;
  const answer = await fetch(form.dataset.optionsUrl, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(answer.statusText);
  return (await answer.json()).request_options.publicKey;
}

async function create(options) {
  return navigator.credentials.create({
    publicKey: {
      ...options,
      challenge: bytes(options.challenge),
      user: { ...options.user, id: bytes(options.user.id) },
      excludeCredentials: named(options.excludeCredentials),
      authenticatorSelection: {
        ...options.authenticatorSelection,
        residentKey: "required",
        requireResidentKey: true,
        userVerification: "required",
      },
    },
  });
}

async function get(options) {
  return navigator.credentials.get({
    publicKey: {
      ...options,
      challenge: bytes(options.challenge),
      allowCredentials: named(options.allowCredentials),
    },
  });
}

function packed(credential) {
  const { response } = credential;
  const names = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"];
  const parts = names.filter((name) => response[name]).map((name) => [name, text(response[name])]);
  return JSON.stringify({
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    response: Object.fromEntries(parts),
    clientExtensionResults: credential.getClientExtensionResults(),
  });
}

function explain(form, error) {
  const kind = { SecurityError: "place", InvalidStateError: "known" }[error.name] ?? "stopped";
  for (const one of form.querySelectorAll("[data-trouble]")) one.hidden = one.dataset.trouble !== kind;
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  if (!window.PublicKeyCredential) continue;
  form.hidden = false;
  form.querySelector("button").addEventListener("click", async () => {
    try {
      const options = await optionsOf(form);
      const credential = await (form.dataset.passkey === "create" ? create : get)(options);
      form.elements.credential.value = packed(credential);
      form.submit();
    } catch (error) {
      explain(form, error);
    }
  });
}
