/* Communes while typing (ARIA combobox, list autocomplete). Without it, the server asks among homonyms. */
const WAIT_MS = 160;
const LEAST = 2;

customElements.define("commune-field", class extends HTMLElement {
  connectedCallback() {
    this.input = this.querySelector("input[type=text]");
    this.list = document.createElement("ul");
    Object.assign(this.list, { id: "commune-liste", role: "listbox", hidden: true, className: "suggestions" });
    this.list.setAttribute("aria-label", this.querySelector("label").textContent);
    this.status = document.createElement("span");
    this.status.className = "sr";
    this.status.setAttribute("role", "status");
    this.input.after(this.list);
    this.append(this.status);
    for (const [name, value] of Object.entries({
      role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": "commune-liste",
    })) this.input.setAttribute(name, value);
    this.at = -1;
    // The browser's own list would cover ours; without « off », it gives the answer back when one goes back.
    this.input.addEventListener("focus", () => { this.input.autocomplete = "off"; });
    this.input.form.addEventListener("submit", () => { this.input.autocomplete = "on"; });
    this.input.addEventListener("input", () => this.later());
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.input.addEventListener("blur", () => this.close());
    // Before blur takes the list away.
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) this.choose(option);
    });
  }

  later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(), WAIT_MS);
  }

  async ask() {
    const text = this.input.value.trim();
    if (text.length < LEAST) return this.close();
    this.pending?.abort();
    this.pending = new AbortController();
    try {
      const address = `${this.dataset.url}?q=${encodeURIComponent(text)}`;
      const answer = await fetch(address, { signal: this.pending.signal, headers: { Accept: "application/json" } });
      if (answer.ok) this.show(await answer.json());
    } catch {
      this.close(); // Network away or overtaken by a newer question: the field still works.
    }
  }

  show(answer) {
    const found = answer.slice(0, 8);
    this.at = -1;
    this.list.replaceChildren(...found.map((commune, n) => {
      const option = document.createElement("li");
      Object.assign(option, { id: `commune-${n}`, role: "option", textContent: commune.label });
      option.setAttribute("aria-selected", "false");
      return option;
    }));
    const { one, many, none } = this.dataset;
    this.status.textContent = found.length > 1 ? many.replace("%n", found.length) : found.length ? one : none;
    this.open(found.length > 0 && document.activeElement === this.input);
  }

  key(event) {
    const options = this.list.children;
    if (event.key === "Escape" && !this.list.hidden) {
      event.preventDefault();
      this.close();
    } else if (["ArrowDown", "ArrowUp"].includes(event.key) && options.length) {
      event.preventDefault();
      this.open(true);
      const step = event.key === "ArrowDown" ? 1 : -1;
      this.mark((this.at + step + options.length + (this.at < 0 && step < 0 ? 1 : 0)) % options.length);
    } else if (event.key === "Enter" && !this.list.hidden && this.at >= 0) {
      event.preventDefault();
      this.choose(options[this.at]);
    }
  }

  mark(at) {
    this.at = at;
    [...this.list.children].forEach((option, n) => option.setAttribute("aria-selected", String(n === at)));
    this.input.setAttribute("aria-activedescendant", `commune-${at}`);
    this.list.children[at].scrollIntoView({ block: "nearest" });
  }

  choose(option) {
    this.input.value = option.textContent; // A label names one commune only.
    this.querySelector("fieldset")?.remove(); // Homonyms asked by the server: answered here.
    this.list.replaceChildren();
    this.close();
  }

  open(is) {
    this.list.hidden = !is;
    this.input.setAttribute("aria-expanded", String(is));
    if (!is) this.input.removeAttribute("aria-activedescendant");
  }

  close() {
    clearTimeout(this.timer);
    this.at = -1;
    this.open(false);
  }
});
