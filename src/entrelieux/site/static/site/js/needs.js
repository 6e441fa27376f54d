/* Needs as cards: a field that filters them and a count that is said. Without it, all is there. */
const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
const said = (template, n) => template.replace("%n", n);

customElements.define("needs-picker", class extends HTMLElement {
  connectedCallback() {
    this.field = this.querySelector("#filtre");
    this.said = this.querySelector("[data-said]");
    this.families = [...this.querySelectorAll(".family")].map((details) => ({
      details,
      count: details.querySelector(".fold__count"),
      was: details.open,
      needs: [...details.querySelectorAll(".need")].map((need) => ({
        need,
        box: need.querySelector("[name=besoins]"),
        text: plain(`${details.querySelector("summary").textContent} ${need.textContent} ${need.querySelector("input").value}`),
      })),
    }));
    // Needs shown as cards above the list stay where they are, and are found too.
    this.apart = [...this.querySelectorAll(".need")]
      .filter((need) => !need.closest(".family"))
      .map((need) => plain(need.textContent));
    this.querySelector("[data-filter]").hidden = false;
    this.field.addEventListener("input", () => this.filter());
    this.field.addEventListener("keydown", (event) => {
      if (event.key === "Enter") event.preventDefault();
    });
    this.addEventListener("change", () => this.count());
    this.count();
  }

  filter() {
    const words = plain(this.field.value).split(/\s+/).filter(Boolean);
    const all = (text) => words.every((word) => text.includes(word));
    const any = (text) => words.some((word) => text.includes(word));
    const texts = [...this.families.flatMap((family) => family.needs.map(({ text }) => text)), ...this.apart];
    const fits = texts.some(all) ? all : any;
    let found = words.length ? this.apart.filter(fits).length : 0;
    for (const family of this.families) {
      let here = 0;
      for (const { need, text } of family.needs) {
        need.hidden = words.length > 0 && !fits(text);
        here += !need.hidden;
      }
      family.details.hidden = here === 0;
      family.details.open = words.length ? here > 0 : family.was || family.needs.some((n) => n.box.checked);
      found += here;
    }
    if (!words.length) this.count();
    else {
      const { match, matches, nothing } = this.dataset;
      this.said.textContent = said(found > 1 ? matches : found ? match : nothing, found);
    }
  }

  count() {
    const chosen = this.querySelectorAll("[name=besoins]:checked").length;
    const { most, none, one, many, over } = this.dataset;
    const text = chosen > most ? over : chosen > 1 ? many : chosen ? one : none;
    this.said.textContent = said(text, chosen);
    this.said.classList.toggle("error", chosen > most);
  }
});
