/* Forms marked data-queue outlive a lost line: kept on the device, sealed for this account, sent
   once when the line is back. Nothing is overwritten in silence: docs/guides/hors-ligne.md. */
const HERE_MS = 8000;
const AGAIN_MS = 30000;
const DRAFT_MS = 864e5;
const PAUSE_MS = 400;
const UNTYPED = /hidden|submit|button|reset|file|password|fieldset|output/;
const REVIEW = { 400: "refused", 409: "changed", 422: "refused" };

const made = (tag, what = {}, ...inside) => {
  const node = Object.assign(document.createElement(tag), what);
  node.append(...inside);
  return node;
};
const done = (request) => new Promise((yes, no) => {
  request.onsuccess = () => yes(request.result);
  request.onerror = () => no(request.error);
});

/* Sealed rows: {id, account, kind, at, iv, sealed}; kind: draft or waiting. */
class Shelf {
  constructor(account, key, db) {
    Object.assign(this, { account, key, db });
  }

  static async open(account, secret) {
    const bytes = Uint8Array.from(atob(secret), (sign) => sign.charCodeAt(0));
    const uses = ["encrypt", "decrypt"];
    const key = await crypto.subtle.importKey("raw", bytes, "AES-GCM", false, uses);
    const asked = indexedDB.open("entrelieux", 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore("rows", { keyPath: "id" });
    const shelf = new Shelf(account, key, await done(asked));
    const isOver = (row) => row.kind === "draft" && Date.now() - row.at > DRAFT_MS;
    for (const row of await shelf.rows())
      if (row.account !== account || isOver(row)) await shelf.drop(row.id);
    return shelf;
  }

  store(mode) {
    return this.db.transaction("rows", mode).objectStore("rows");
  }

  rows() {
    return done(this.store("readonly").getAll());
  }

  drop(id) {
    return done(this.store("readwrite").delete(id));
  }

  async clear(kind = "") {
    for (const row of await this.rows()) if (!kind || row.kind === kind) await this.drop(row.id);
  }

  async put(id, kind, what) {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const text = new TextEncoder().encode(JSON.stringify(what));
    const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, this.key, text);
    const row = { id, account: this.account, kind, at: what.at, iv, sealed };
    await done(this.store("readwrite").put(row));
  }

  async all(kind) {
    const found = [];
    for (const { id, kind: its, iv, sealed } of await this.rows()) {
      if (its !== kind) continue;
      try {
        const text = await crypto.subtle.decrypt({ name: "AES-GCM", iv }, this.key, sealed);
        found.push({ ...JSON.parse(new TextDecoder().decode(text)), id });
      } catch {
        await this.drop(id);
      }
    }
    return found.sort((a, b) => a.at - b.at);
  }
}

/* What one reads and writes in a form; its hidden fields are the page's own. */
const isBox = (one) => /radio|checkbox/.test(one.type);
const typed = (form) => [...form.elements].filter((one) => one.name && !UNTYPED.test(one.type));
const values = (form) =>
  typed(form).filter((one) => !isBox(one) || one.checked).map((one) => [one.name, one.value]);
const firstLine = (node) => (node?.innerText ?? "").trim().split("\n")[0];
const addressOf = (form) =>
  new URL(form.getAttribute("action") ?? "", location.href.split("#")[0]).href;

/* {name: {label, said}} in the words of the page. */
function described(form) {
  const found = {};
  for (const one of typed(form)) {
    const label = firstLine(one.labels?.[0]) || one.name;
    const legend = isBox(one) && firstLine(one.closest("fieldset")?.querySelector("legend"));
    const line = (found[one.name] ??= { label: legend || label, said: [] });
    if (isBox(one)) one.checked && line.said.push(label);
    else if (one.value.trim()) line.said.push(one.selectedOptions?.[0]?.text ?? one.value);
  }
  return found;
}

function fill(form, said) {
  const wanted = {};
  for (const [name, value] of said) (wanted[name] ??= []).push(value);
  for (const one of typed(form)) {
    if (isBox(one)) one.checked = !!wanted[one.name]?.includes(one.value);
    else if (wanted[one.name]) one.value = wanted[one.name].shift() ?? "";
    for (const kind of ["input", "change"]) one.dispatchEvent(new Event(kind, { bubbles: true }));
  }
}

customElements.define("device-queue", class extends HTMLElement {
  async connectedCallback() {
    this.status = this.querySelector("p");
    const { account, key } = this.dataset;
    this.opening = Shelf.open(account, key).catch(() => null);
    addEventListener("submit", (event) => this.submitted(event), true);
    addEventListener("offline", () => this.forms().length && this.show(this.dataset.lost));
    addEventListener("online", () => this.show().then(() => this.send()));
    this.shelf = await this.opening;
    if (!this.shelf) return;
    await this.bringBack();
    for (const kind of ["input", "change"]) addEventListener(kind, (event) => this.note(event));
    await this.show();
    await this.compare();
    await this.send();
    setInterval(() => document.hidden || this.send(), AGAIN_MS);
  }

  forms() {
    return [...document.querySelectorAll("form[data-queue]")];
  }

  name(form) {
    const same = this.forms().filter((one) => one.dataset.queue === form.dataset.queue);
    return `${form.dataset.queue}:${same.indexOf(form)}`;
  }

  button(text, act, style = "button--quiet") {
    return made("button", { type: "button", className: `button ${style}`, onclick: act }, text);
  }

  /* Asked before each sending: does the line hold, for whom, and with which token? */
  async here() {
    const signal = AbortSignal.timeout(HERE_MS);
    const answer = await fetch(this.dataset.here, { cache: "no-store", signal });
    if (!answer.ok) throw new Error(answer.status);
    return answer.json();
  }

  /* What is being typed. */

  draft(form) {
    return `draft:${location.pathname}:${this.name(form)}`;
  }

  keepDraft(form, left = false) {
    clearTimeout(form.pause);
    const what = { at: Date.now(), said: values(form), key: form.elements.cle?.value, left };
    return this.shelf.put(this.draft(form), "draft", what);
  }

  note({ target: { form } }) {
    if (!form?.dataset.queue) return;
    clearTimeout(form.pause);
    form.pause = setTimeout(() => this.keepDraft(form), PAUSE_MS);
  }

  async bringBack() {
    const isNew = performance.getEntriesByType("navigation")[0]?.type === "navigate";
    for (const draft of await this.shelf.all("draft")) {
      const form = this.forms().find((one) => this.draft(one) === draft.id);
      if (isNew && draft.left) await this.shelf.drop(draft.id);
      else if (form && !form.querySelector("[aria-invalid=true]")) this.offer(form, draft, !isNew);
    }
  }

  /* Put back at once after a reload; proposed when one comes to the page anew: it may be for
     somebody else. What may have left already keeps its key, so that it is written once. */
  offer(form, draft, atOnce) {
    const before = values(form);
    if (JSON.stringify(before) === JSON.stringify(draft.said)) return;
    const note = made("p", { className: "note row" });
    const put = () => {
      fill(form, draft.said);
      if (draft.left && draft.key) form.elements.cle.value = draft.key;
      note.firstChild.data = this.dataset.draft;
      note.querySelector("button:not(.button--link)")?.remove();
    };
    const drop = async () => {
      fill(form, before);
      clearTimeout(form.pause);
      await this.shelf.drop(draft.id);
      note.remove();
    };
    note.append(this.dataset.begun, this.button(this.dataset.put, put));
    note.append(this.button(this.dataset.drop, drop, "button--link"));
    if (atOnce) put();
    form.prepend(note);
  }

  /* Sending. */

  async submitted(event) {
    const form = event.target;
    const address = addressOf(form);
    if (form.let) return;
    if (address.endsWith("/sortir/")) await this.leave(event, form);
    else if (address.endsWith("/effacer/")) this.shelf?.clear("draft");
    else if (form.dataset.queue && form.method === "post") await this.leaves(event, form);
  }

  pass(form, button) {
    form.let = true;
    form.requestSubmit(button);
    form.let = false;
  }

  async leaves(event, form) {
    const button = event.submitter;
    event.preventDefault();
    if (form.busy) return;
    form.busy = true;
    try {
      await this.go(form, button);
    } finally {
      form.busy = false;
    }
  }

  async go(form, button) {
    await this.opening;
    let now;
    try {
      now = await this.here();
    } catch {
      await this.keep(form, button, this.dataset.kept);
      return;
    }
    if (!now.account) await this.keep(form, button, this.dataset.signin);
    else if (now.account !== this.dataset.account) location.reload();
    else {
      const tokens = document.querySelectorAll("input[name=csrfmiddlewaretoken]");
      for (const one of tokens) one.value = now.token;
      if (this.shelf) await this.keepDraft(form, true);
      this.pass(form, button);
    }
  }

  async keep(form, button, message) {
    if (!this.shelf) {
      this.hidden = false;
      this.status.textContent = this.dataset.unsealed;
      return;
    }
    const body = [...new FormData(form)].filter(
      ([name, value]) => name !== "csrfmiddlewaretoken" && typeof value === "string",
    );
    if (button?.name) body.push([button.name, button.value]);
    const key = form.elements.cle;
    const url = addressOf(form);
    clearTimeout(form.pause);
    await this.shelf.put(`${url} ${key?.value ?? JSON.stringify(body)}`, "waiting", {
      at: Date.now(),
      url,
      body,
      page: location.pathname + location.search,
      form: this.name(form),
      title: firstLine(document.querySelector("h1")),
      said: values(form),
      lines: described(form),
      state: "later",
    });
    await this.shelf.drop(this.draft(form));
    if (key) {
      const bytes = crypto.getRandomValues(new Uint8Array(12));
      form.reset();
      key.value = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    } else this.lock(form, true);
    await this.show(message);
    this.scrollIntoView({ block: "nearest" });
  }

  lock(form, isLocked) {
    for (const one of form.querySelectorAll("button")) one.disabled = isLocked;
  }

  async send() {
    if (!this.shelf) return;
    if (!navigator.locks) await this.sendAll();
    else await navigator.locks.request("queue", () => this.sendAll());
  }

  async sendAll() {
    const waiting = (await this.shelf.all("waiting")).filter((one) => one.state === "later");
    if (!waiting.length) return;
    const now = await this.here().catch(() => null);
    if (!now) return;
    if (now.account !== this.dataset.account) {
      await this.show(this.dataset.signin);
      return;
    }
    const sent = [];
    for (const one of waiting) {
      const found = await this.post(one, now.token);
      if (!found) break;
      if (found.link) {
        await this.shelf.drop(one.id);
        sent.push(sent.length ? ", " : `${this.dataset.sent} `, found.link);
      } else await this.shelf.put(one.id, "waiting", { ...one, ...found });
    }
    await this.show(...sent);
  }

  /* {link} once done, {state, why} when somebody must look, null when it must wait. */
  async post(one, token) {
    const body = new URLSearchParams([...one.body, ["csrfmiddlewaretoken", token]]);
    let answer;
    let page;
    try {
      answer = await fetch(one.url, { method: "POST", body });
      page = new DOMParser().parseFromString(await answer.text(), "text/html");
    } catch {
      return null;
    }
    if (answer.ok) {
      const href = answer.redirected ? answer.url : one.page;
      return { link: made("a", { href }, one.title) };
    }
    if (answer.status >= 500 || answer.status === 429) return null;
    const said = [...page.querySelectorAll("main .error, main [role=alert]")];
    const texts = said.map((node) => node.textContent.trim().replace(/\s+/g, " "));
    const why = [...new Set(texts)].join(" · ").slice(0, 300);
    return { state: REVIEW[answer.status] ?? "gone", why };
  }

  /* What waits, and what somebody must look at. */

  count(number, which) {
    const text = this.dataset[which + (number > 1 ? "Many" : "One")];
    return number ? [text.replace("%n", number)] : [];
  }

  async show(...said) {
    const rows = this.shelf ? await this.shelf.all("waiting") : [];
    const later = rows.filter((one) => one.state === "later").length;
    const counts = [...this.count(later, "waiting"), ...this.count(rows.length - later, "review")];
    const strong = made("strong", {}, counts.join(" · "));
    this.hidden = !rows.length && !said.length;
    this.status.replaceChildren(strong, rows.length && said.length ? ". " : "", ...said);
    this.querySelector("ul")?.remove();
    const lines = rows.map((one) => this.line(one));
    if (rows.length) this.append(made("ul", { className: "stack stack--s" }, ...lines));
    const waits = (form) => (one) =>
      one.state === "later" && one.form === this.name(form) && one.url === addressOf(form);
    for (const form of this.forms())
      if (!form.elements.cle) this.lock(form, rows.some(waits(form)));
  }

  line(one) {
    const clock = { hour: "2-digit", minute: "2-digit" };
    const at = new Date(one.at).toLocaleTimeString(document.documentElement.lang, clock);
    const text = `${one.title}, ${at} (${this.dataset[one.state]}) ${one.why ?? ""}`;
    const href = `${one.page}#reprendre=${encodeURIComponent(one.id)}`;
    const look = () => setTimeout(() => this.compare());
    const drop = () => this.shelf.drop(one.id).then(() => this.show());
    return made(
      "li",
      { className: "row" },
      text,
      one.state === "later"
        ? this.button(this.dataset.retry, () => this.send())
        : made("a", { href, onclick: look }, this.dataset.resume),
      this.button(this.dataset.drop, (event) => this.sure(event.target, drop), "button--link"),
    );
  }

  /* The first press asks, the second does. */
  sure(button, act) {
    if (button.textContent === this.dataset.sure) act();
    else button.textContent = this.dataset.sure;
  }

  async compare() {
    const id = decodeURIComponent(location.hash.split("#reprendre=")[1] ?? "");
    const one = id && (await this.shelf.all("waiting")).find((row) => row.id === id);
    if (!one || document.getElementById("reprendre")) return;
    const form = this.forms().find((found) => this.name(found) === one.form);
    const panel = made("section", { id: "reprendre", className: "card stack", tabIndex: -1 });
    const end = async () => {
      await this.shelf.drop(one.id);
      history.replaceState(history.state, "", location.pathname + location.search);
      panel.remove();
      await this.show();
    };
    const restore = async () => {
      fill(form, one.said);
      await end();
      form.scrollIntoView();
      typed(form)[0]?.focus();
    };
    const buttons = made("p", { className: "row" });
    if (form) buttons.append(this.button(this.dataset.restore, restore, ""));
    const drop = (event) => this.sure(event.target, end);
    buttons.append(this.button(this.dataset.drop, drop, "button--link"));
    panel.append(made("h2", { className: "card__title" }, this.dataset.compare));
    if (one.why) panel.append(made("p", {}, one.why));
    if (!form) panel.append(made("p", {}, this.dataset.noform));
    panel.append(this.beside(one.lines, form && described(form)), buttons);
    this.after(panel);
    panel.focus();
  }

  /* Field by field: what was typed, what is there now. */
  beside(lines, now) {
    const list = made("dl", { className: "stack stack--s" });
    for (const [name, { label, said }] of Object.entries(lines)) {
      const pairs = [[this.dataset.typed, said]];
      if (now) pairs.push([this.dataset.now, now[name]?.said ?? []]);
      if (!pairs.some(([, found]) => found.length)) continue;
      const told = pairs.map(([title, found]) => {
        const text = found.join(", ") || this.dataset.nothing;
        return made("dd", {}, made("span", { className: "muted" }, title), " ", text);
      });
      list.append(made("div", {}, made("dt", {}, label), ...told));
    }
    return list;
  }

  async leave(event, form) {
    const { submitter } = event;
    event.preventDefault();
    await this.opening;
    const go = async () => {
      await this.shelf?.clear();
      this.pass(form, submitter);
    };
    if (!this.shelf || !(await this.shelf.all("waiting")).length) {
      await go();
      return;
    }
    const button = this.button(this.dataset.leaving, go, "button--erase");
    await this.show(this.dataset.leave, " ", button);
    this.scrollIntoView();
    button.focus();
  }
});
