// <antiphon-passkey ceremony="create|get" options="id of a JSON script" | source="address of JSON">
// wraps a form with a hidden `credential` field: submitting it asks the browser for the key first.

const toBytes = (text) =>
  Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (mark) => mark.charCodeAt(0));

const toText = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

const withBytes = (described) => ({ ...described, id: toBytes(described.id) });

function opened(options) {
  const key = { ...options.publicKey, challenge: toBytes(options.publicKey.challenge) };
  if (key.user) key.user = withBytes(key.user);
  if (key.excludeCredentials) key.excludeCredentials = key.excludeCredentials.map(withBytes);
  if (key.allowCredentials) key.allowCredentials = key.allowCredentials.map(withBytes);
  return { publicKey: key };
}

function written(credential) {
  const response = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (credential.response[name]) response[name] = toText(credential.response[name]);
  }
  if (credential.response.getTransports) response.transports = credential.response.getTransports();
  return JSON.stringify({
    type: credential.type,
    id: credential.id,
    rawId: toText(credential.rawId),
    response,
    authenticatorAttachment: credential.authenticatorAttachment ?? undefined,
    clientExtensionResults: credential.getClientExtensionResults(),
  });
}

// Browsers tie a passkey to the name of the site: 127.0.0.1 has none.
const atANumber = () => /^[\d.]+$|:/.test(location.hostname);

class AntiphonPasskey extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form");
    this.form.addEventListener("submit", (event) => this.ask(event));
  }

  async ask(event) {
    event.preventDefault();
    const trouble = this.querySelector("[data-trouble]");
    trouble.hidden = true;
    try {
      this.form.elements.credential.value = written(await this.credential());
    } catch (error) {
      console.info(error);
      trouble.textContent = atANumber() ? trouble.dataset.wordsAtANumber : trouble.dataset.words;
      trouble.hidden = false;
      return;
    }
    this.form.submit();
  }

  async credential() {
    if (this.getAttribute("ceremony") === "get") {
      return navigator.credentials.get(opened((await this.options()).request_options));
    }
    return navigator.credentials.create(this.asWished(opened((await this.options()).creation_options)));
  }

  async options() {
    const place = document.getElementById(this.getAttribute("options"));
    if (place) return JSON.parse(place.textContent);
    const answer = await fetch(this.getAttribute("source"), { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(`${answer.status}`);
    return answer.json();
  }

  asWished(options) {
    const alone = this.form.elements.passwordless?.checked ?? false;
    const wish = { ...options.publicKey.authenticatorSelection };
    wish.residentKey = alone ? "required" : "discouraged";
    wish.requireResidentKey = alone;
    if (alone) wish.userVerification = "required";
    options.publicKey.authenticatorSelection = wish;
    return options;
  }
}

customElements.define("antiphon-passkey", AntiphonPasskey);
