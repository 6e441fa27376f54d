/* The field grows with the words, and says how many letters are left when few are. */
const SAY_UNDER = 200;

customElements.define("words-field", class extends HTMLElement {
  connectedCallback() {
    this.field = this.querySelector("textarea");
    this.said = document.createElement("span");
    this.said.className = "hint";
    this.said.setAttribute("role", "status");
    this.append(this.said);
    this.field.addEventListener("input", () => this.tell());
    this.tell();
  }

  tell() {
    const left = Number(this.dataset.most) - [...this.field.value].length;
    const text = left < 0 ? this.dataset.over : left < SAY_UNDER ? this.dataset.left : "";
    this.said.textContent = text.replace("%n", Math.abs(left));
    this.said.classList.toggle("error", left < 0);
  }
});
