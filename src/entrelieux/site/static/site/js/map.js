/* A map that moves in place of the drawing, after the list can be used and where the browser can.
   Until then, and otherwise, the drawing of the server stays. */
const AHEAD = "300px";

const idle = window.requestIdleCallback ?? ((act) => setTimeout(act, 200));
const loaded = new Promise((resolve) => {
  if (document.readyState === "complete") resolve();
  else window.addEventListener("load", resolve, { once: true });
});

function canDraw() {
  const context = document.createElement("canvas").getContext("webgl2");
  context?.getExtension("WEBGL_lose_context")?.loseContext(); // Browsers keep few of them.
  return Boolean(context);
}

function isSlow() {
  const line = navigator.connection;
  return Boolean(line) && (line.saveData || /(^|-)2g$/.test(line.effectiveType ?? ""));
}

customElements.define("places-map", class extends HTMLElement {
  async connectedCallback() {
    if (this.begun) return;
    this.begun = true;
    await loaded;
    idle(() => {
      this.seen = new IntersectionObserver((entries) => {
        if (!entries.some((entry) => entry.isIntersecting)) return;
        this.seen.disconnect();
        if (canDraw()) isSlow() ? this.offer() : this.draw();
      }, { rootMargin: AHEAD });
      this.seen.observe(this);
    });
  }

  disconnectedCallback() {
    this.seen?.disconnect();
  }

  offer() {
    const words = JSON.parse(this.dataset.words);
    const button = document.createElement("button");
    Object.assign(button, { type: "button", className: "button button--quiet" });
    button.textContent = `${words.show} ${words.weight}`;
    button.addEventListener("click", async () => {
      button.disabled = true;
      await this.draw();
      button.remove();
      this.querySelector("canvas")?.focus();
    });
    this.append(button);
  }

  async draw() {
    try {
      const { draw } = await import("./map-drawing.js");
      await draw(this, JSON.parse(this.dataset.map), JSON.parse(this.dataset.words));
    } catch (fault) {
      console.info(`map: ${fault.message}`); // The drawing is still there.
    }
  }
});
