// <antiphon-quote> wraps the form for a new comment: words that are marked in the text become what it is about.

class AntiphonQuote extends HTMLElement {
  connectedCallback() {
    this.mark = () => this.take();
    document.addEventListener("mouseup", this.mark);
    document.addEventListener("keyup", this.mark);
  }

  disconnectedCallback() {
    document.removeEventListener("mouseup", this.mark);
    document.removeEventListener("keyup", this.mark);
  }

  take() {
    const selection = document.getSelection();
    const words = selection.toString().trim();
    if (!words || selection.rangeCount === 0) return;
    const range = selection.getRangeAt(0);
    const place = (node) => (node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement)?.closest("[data-passage]");
    const passage = place(range.startContainer);
    if (!passage || passage !== place(range.endContainer)) return;
    const before = document.createRange();
    before.selectNodeContents(passage);
    before.setEnd(range.startContainer, range.startOffset);
    const form = this.querySelector("form");
    form.elements.quote.value = this.plain(range);
    form.elements.passage.value = passage.dataset.passage;
    form.elements.start.value = this.plain(before).length;
  }

  // The numbers of comments stand in the text as <sup>; they are no part of it.
  plain(range) {
    const copy = range.cloneContents();
    for (const number of copy.querySelectorAll("sup")) number.remove();
    return copy.textContent;
  }
}

customElements.define("antiphon-quote", AntiphonQuote);
