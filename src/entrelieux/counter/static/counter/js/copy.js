/* One button copies the text beside it. Without scripts, the text is selected by one click or
   read from the page; the button exists only where it can work. */
customElements.define("copy-text", class extends HTMLElement {
  connectedCallback() {
    const button = this.querySelector("button");
    const text = this.querySelector("[data-text]");
    if (!button || !text) return;
    button.hidden = false;
    button.addEventListener("click", async () => {
      const done = await this.copy(text);
      const said = this.querySelector("[role=status]");
      said.textContent = done ? this.dataset.done : this.dataset.failed;
      setTimeout(() => { said.textContent = ""; }, 4000);
    });
  }

  async copy(text) {
    try {
      await navigator.clipboard.writeText(text.textContent);
      return true;
    } catch {
      const range = document.createRange();
      range.selectNodeContents(text);
      const selection = getSelection();
      selection.removeAllRanges();
      selection.addRange(range);
      return false;
    }
  }
});
