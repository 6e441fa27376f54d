/* Going back to a form filled before « Effacer » must not fill it again for the next person. */
const [{ type }] = performance.getEntriesByType("navigation");
const erasing = new URLSearchParams(location.search).has("efface");
if (type !== "back_forward") {
  if (erasing) sessionStorage.setItem("erased", Date.now());
  history.replaceState({ born: Date.now() }, "");
}
addEventListener("pageshow", () => {
  if ((history.state?.born ?? 0) < Number(sessionStorage.getItem("erased") ?? 0))
    for (const form of document.querySelectorAll("main form")) form.reset();
});
