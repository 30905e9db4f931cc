// <antiphon-device key="base64url" worker="address of the service worker"> wraps a form with hidden fields for what
// a browser gives whoever pushes to it. It asks for permission only when its button is pressed.

const toBytes = (text) =>
  Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (mark) => mark.charCodeAt(0));

const toHex = (buffer) => [...new Uint8Array(buffer)].map((one) => one.toString(16).padStart(2, "0")).join("");

const digestOf = async (text) => toHex(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)));

const able = () => window.isSecureContext && "serviceWorker" in navigator && "PushManager" in window;

class AntiphonDevice extends HTMLElement {
  async connectedCallback() {
    this.form = this.querySelector("form");
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.keep().catch(() => this.say("failed"));
    });
    if (!able()) return this.say(window.isSecureContext ? "unable" : "insecure");
    if (Notification.permission === "denied") return this.say("denied");
    const known = await this.known();
    if (known) this.mark(known);
    return this.say(known ? "kept" : "ready");
  }

  say(state) {
    for (const one of this.querySelectorAll("[data-state]")) {
      one.hidden = !one.dataset.state.split(",").includes(state);
    }
  }

  /** Return the entry of this browser in the list of devices; null if it is in none. */
  async known() {
    const registration = await navigator.serviceWorker.getRegistration(this.getAttribute("worker"));
    this.subscription = (await registration?.pushManager.getSubscription()) ?? null;
    if (!this.subscription) return null;
    return document.querySelector(`[data-device="${await digestOf(this.subscription.endpoint)}"]`);
  }

  mark(entry) {
    entry.querySelector("[data-here]").hidden = false;
    const form = entry.querySelector("form");
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      await this.subscription.unsubscribe().catch(() => null);
      form.submit();
    });
  }

  async keep() {
    this.say("asking");
    if ((await Notification.requestPermission()) !== "granted") {
      return this.say(Notification.permission === "denied" ? "denied" : "ready");
    }
    await navigator.serviceWorker.register(this.getAttribute("worker"));
    const registration = await this.active();
    await this.subscription?.unsubscribe();
    const key = toBytes(this.getAttribute("key"));
    const made = await registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
    const { endpoint, keys } = made.toJSON();
    for (const [name, value] of Object.entries({ endpoint, p256dh: keys.p256dh, auth: keys.auth })) {
      this.form.elements[name].value = value;
    }
    return this.form.submit();
  }

  /** Return the registration once its worker runs: before that a browser refuses to subscribe. */
  async active() {
    const registration = await navigator.serviceWorker.getRegistration(this.getAttribute("worker"));
    const worker = registration.installing ?? registration.waiting ?? registration.active;
    if (worker.state === "activated") return registration;
    await new Promise((resolve) => {
      worker.addEventListener("statechange", () => worker.state === "activated" && resolve());
    });
    return registration;
  }
}

customElements.define("antiphon-device", AntiphonDevice);
