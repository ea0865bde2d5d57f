// <pass-key> asks the device for what its form sends: a new passkey, or a sign-in by one.
// Without script, in a browser that has none, or at another address it is not shown.
const bytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

// What the server asks for names bytes in base64; the browser wants bytes.
function asked(said) {
  const options = JSON.parse(said).publicKey;
  options.challenge = bytes(options.challenge);
  if (options.user) options.user.id = bytes(options.user.id);
  for (const list of [options.excludeCredentials, options.allowCredentials]) for (const one of list ?? []) one.id = bytes(one.id);
  return options;
}

function answered(key) {
  const response = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (key.response[name]) response[name] = text(key.response[name]);
  }
  return JSON.stringify({ id: key.id, rawId: text(key.rawId), type: key.type, response });
}

customElements.define(
  "pass-key",
  class extends HTMLElement {
    connectedCallback() {
      if (!window.PublicKeyCredential || location.origin !== this.getAttribute("origin")) return;
      this.classList.add("possible");
      this.addEventListener("submit", (event) => this.send(event));
    }

    async send(event) {
      const form = event.target;
      const credential = form.elements.credential;
      if (credential.value) return; // the device has answered: the form goes its way
      event.preventDefault();
      const wrong = form.querySelector("[data-wrong]");
      wrong.hidden = true;
      wrong.dataset.usual ??= wrong.textContent;
      try {
        const password = form.elements.password;
        const body = JSON.stringify(password ? { password: password.value } : {});
        const headers = { "Content-Type": "application/json", Accept: "application/json" };
        const answer = await fetch(`/api/v1/${this.getAttribute("begin")}`, { method: "POST", headers, body });
        const said = await answer.json();
        if (!answer.ok) throw { said: said.errors?.[0]?.what ?? said.title };
        const publicKey = asked(said.token);
        const made = publicKey.user ? await navigator.credentials.create({ publicKey }) : await navigator.credentials.get({ publicKey });
        credential.value = answered(made);
        if (password) password.disabled = true; // it has done its work
        form.requestSubmit();
      } catch (fault) {
        wrong.textContent = fault.said ?? wrong.dataset.usual;
        wrong.hidden = false;
      }
    }
  },
);
