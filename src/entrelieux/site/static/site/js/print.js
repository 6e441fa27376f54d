/* The button exists only where it can work; without it, the browser's own menu prints. */
customElements.define("print-button", class extends HTMLElement {
  connectedCallback() {
    this.hidden = false;
    this.addEventListener("click", () => print());
  }
});
