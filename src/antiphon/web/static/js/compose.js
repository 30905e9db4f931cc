// <antiphon-pictures most="bytes" data-too-large="words"> guards the file input it wraps: what is too large is said
// before anything is sent; what was sent is taken out of the input; removed rows go without a request.

class AntiphonPictures extends HTMLElement {
  connectedCallback() {
    this.input = this.querySelector("input[type=file]");
    this.addEventListener("change", (event) => this.guard(event), { capture: true });
    this.addEventListener("click", (event) => this.remove(event));
    this.addEventListener("htmx:afterRequest", (event) => this.taken(event));
    this.addEventListener("htmx:beforeRequest", (event) => {
      if (event.target === this.input) this.say("");
    });
  }

  guard(event) {
    if (event.target !== this.input) return;
    const most = Number(this.getAttribute("most"));
    const small = [...this.input.files].every((file) => file.size <= most);
    if (small) return;
    event.stopPropagation();
    this.input.value = "";
    this.say(this.dataset.tooLarge);
  }

  taken(event) {
    if (event.target !== this.input || !event.detail.successful) return;
    this.input.value = "";
    this.changed();
    this.querySelector(".shot:last-child textarea")?.focus();
  }

  remove(event) {
    const button = event.target.closest("button[name=remove]");
    if (!button) return;
    event.preventDefault();
    button.closest(".shot").remove();
    this.changed();
    this.input.focus();
  }

  changed() {
    document.body.dispatchEvent(new Event("pictures"));
  }

  say(words) {
    const place = this.querySelector("#picture-trouble");
    place.replaceChildren();
    if (!words) return;
    const line = document.createElement("p");
    line.className = "error";
    line.setAttribute("role", "alert");
    line.textContent = words;
    place.append(line);
  }
}

customElements.define("antiphon-pictures", AntiphonPictures);
