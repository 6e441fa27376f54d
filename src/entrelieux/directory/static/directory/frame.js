// In our frame: say how high it is. Around it: give each frame of this site that height.
(() => {
  const home = new URL(document.currentScript.src).origin;
  const KIND = "entrelieux:hauteur";
  if (location.origin === home && parent !== window) {
    const page = document.documentElement;
    const tell = () => parent.postMessage([KIND, Math.ceil(page.getBoundingClientRect().height)], "*");
    addEventListener("message", ({ data }) => data === KIND && tell());
    new ResizeObserver(tell).observe(page);
    return;
  }
  const frames = () => [...document.querySelectorAll("iframe")];
  addEventListener("message", ({ origin, source, data }) => {
    if (origin !== home || !Array.isArray(data) || data[0] !== KIND) return;
    const frame = frames().find((one) => one.contentWindow === source);
    if (frame && data[1] > 0) frame.height = Math.min(data[1], 9000);
  });
  for (const one of frames()) if (one.src.startsWith(`${home}/`)) one.contentWindow.postMessage(KIND, "*");
})();
