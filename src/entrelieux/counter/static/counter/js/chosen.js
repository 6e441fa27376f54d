/* The summary of a fold says what is chosen in it, as it changes; data-chosen: when nothing is. */
for (const said of document.querySelectorAll("[data-chosen]")) {
  const fold = said.closest("details");
  fold.addEventListener("change", () => {
    const boxes = [...fold.querySelectorAll("input:checked")];
    const labels = boxes.map((box) => box.closest("label").textContent.trim());
    said.textContent = labels.join(", ") || said.dataset.chosen;
  });
}
