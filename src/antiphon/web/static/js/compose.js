// <antiphon-composer most="bytes" data-too-large="words"> guards the file inputs within it: what is too large is said
// before anything is sent, how much has arrived is shown, what was taken in leaves the input; rows that are taken out
// go without a request. What is written anew by the server is followed by a look at how it stands.

class AntiphonComposer extends HTMLElement {
  connectedCallback() {
    this.addEventListener("change", (event) => this.guard(event), { capture: true });
    this.addEventListener("click", (event) => this.takeOut(event));
    this.addEventListener("click", (event) => this.insert(event), { capture: true });
    this.addEventListener("input", (event) => this.describe(event));
    this.addEventListener("focusin", (event) => {
      if (event.target.matches("textarea.words")) this.last = event.target;
    });
    this.addEventListener("htmx:beforeRequest", (event) => this.begin(event));
    this.addEventListener("htmx:xhr:progress", (event) => this.arrive(event));
    this.addEventListener("htmx:afterRequest", (event) => this.taken(event));
    this.focusFirst();
  }

  guard(event) {
    const input = event.target;
    if (!this.isFile(input)) return;
    const most = Number(this.getAttribute("most"));
    if ([...input.files].every((file) => file.size <= most)) return;
    event.stopPropagation();
    input.value = "";
    this.say(input, this.dataset.tooLarge);
  }

  begin(event) {
    if (this.isFile(event.target)) this.say(event.target, "");
  }

  arrive(event) {
    const bar = this.isFile(event.target) && event.target.closest(".giving")?.querySelector("progress");
    if (!bar || !event.detail.lengthComputable) return;
    bar.hidden = event.detail.loaded >= event.detail.total;
    bar.value = (100 * event.detail.loaded) / event.detail.total;
  }

  taken(event) {
    const input = event.target;
    if (!this.isFile(input) || !event.detail.successful) return;
    const rows = document.getElementById(input.name.replace(/pictures$/, "shots"));
    input.value = "";
    rows?.querySelector(".shot:last-child textarea")?.focus();
    written();
  }

  takeOut(event) {
    const button = event.target.closest("button[name=remove]");
    const row = button?.closest(".shot");
    if (!row || row.dataset.key !== button.value) return;
    event.preventDefault();
    const input = row.closest("fieldset").querySelector("input[type=file]");
    row.remove();
    input.focus();
    written();
  }

  describe(event) {
    const words = event.target.closest(".shot-words");
    if (!words) return;
    if (!isWordless(words)) words.querySelector("textarea").removeAttribute("aria-invalid");
    if ([...this.querySelectorAll(".shot-words")].some(isWordless)) return;
    for (const said of this.querySelectorAll(".about-words")) said.remove();
  }

  insert(event) {
    const button = event.target.closest("button[data-insert], button[data-wall]");
    if (!button) return;
    event.preventDefault();
    event.stopPropagation();
    if (button.dataset.wall) return this.plan(button.dataset.wall);
    const into = this.last?.isConnected ? this.last : this.querySelector("#text");
    const before = into.value.slice(0, into.selectionStart);
    const words = (before && !/\s$/.test(before) ? " " : "") + button.dataset.insert;
    into.setRangeText(words, into.selectionStart, into.selectionEnd, "end");
    into.focus();
    into.dispatchEvent(new Event("input", { bubbles: true }));
  }

  plan(wall) {
    const field = this.querySelector("#wall");
    field.value = wall;
    field.dispatchEvent(new Event("change", { bubbles: true }));
    field.focus();
  }

  focusFirst() {
    this.querySelector("[autofocus]")?.focus();
  }

  isFile(element) {
    return element instanceof HTMLInputElement && element.type === "file";
  }

  say(input, words) {
    const prefix = input.name.replace(/(pictures|files)$/, "");
    const place = this.querySelector(`[id="${prefix}picture-trouble"]`);
    place.replaceChildren();
    if (!words) return;
    const line = document.createElement("p");
    line.className = "error";
    line.setAttribute("role", "alert");
    line.textContent = words;
    place.append(line);
  }
}

function isWordless(words) {
  return !words.querySelector("textarea").value.trim() && !words.querySelector("[name^=decorative-]").checked;
}

function written() {
  document.body.dispatchEvent(new Event("written"));
}

// Once the form is on its way nothing looks at it any more; who comes back to it is looked after again.
let leaving = false;

document.addEventListener("submit", (event) => {
  if (event.target.id !== "compose") return;
  leaving = true;
  window.htmx.trigger("#checked", "htmx:abort");
});
window.addEventListener("pageshow", () => {
  leaving = false;
});
document.addEventListener("htmx:beforeRequest", (event) => {
  if (leaving && event.target.id === "checked") event.preventDefault();
});

document.addEventListener("htmx:afterSwap", (event) => {
  if (event.target.id === "writing") written();
});

customElements.define("antiphon-composer", AntiphonComposer);
