/* Where a word of « Les mots de cette page » first comes in a sentence, a button explains it there. */
const APART = `a, button, label, legend, summary, h1, h2, h3, h4, h5, h6, svg, textarea, select, output, code, pre,
  table, .tag, .sr, [hidden], [aria-hidden=true], [aria-live], [role=status], [role=alert], [role=option], [data-apart], [data-explained]`;
/* A word set apart inside a row of boxes would become a box of its own. */
const SENTENCES = new Set(["block", "inline", "inline-block", "list-item", "table-cell", "flow-root"]);

const main = document.querySelector("main");
const waiting = new Map();
for (const entry of document.querySelectorAll("[data-explained] [data-forms]")) {
  for (const form of entry.dataset.forms.split("|")) waiting.set(form, entry);
}

const anyWaiting = () => {
  const forms = [...waiting.keys()].sort((a, b) => b.length - a.length);
  const written = forms.map((form) => form.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`(?<![\\p{L}\\p{N}_-])(?:${written.join("|")})(?![\\p{L}\\p{N}_-])`, "u");
};

const explain = (said, entry) => {
  const button = document.createElement("button");
  const told = document.createElement("span");
  button.type = "button";
  button.className = "term";
  button.textContent = said.data;
  told.className = "unfolded";
  told.dataset.aloud = "";
  told.append(...entry.querySelector("dd").cloneNode(true).childNodes);
  const show = (is) => {
    told.hidden = !is;
    button.setAttribute("aria-expanded", is);
  };
  button.addEventListener("click", () => show(told.hidden));
  for (const one of [button, told]) {
    one.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || told.hidden) return;
      show(false);
      button.focus();
    });
  }
  show(false);
  said.replaceWith(button, told);
};

const walker = document.createTreeWalker(main, NodeFilter.SHOW_TEXT);
const texts = [];
while (walker.nextNode()) texts.push(walker.currentNode);
let any = anyWaiting();
for (let text of texts) {
  const parent = text.parentElement;
  if (!any.test(text.data) || parent.closest(APART)) continue;
  if (!SENTENCES.has(getComputedStyle(parent).display)) continue;
  for (let found; waiting.size && (found = any.exec(text.data)); any = anyWaiting()) {
    const said = text.splitText(found.index);
    text = said.splitText(found[0].length);
    const entry = waiting.get(found[0]);
    explain(said, entry);
    for (const form of entry.dataset.forms.split("|")) waiting.delete(form);
  }
  if (!waiting.size) break;
}
