/* Going back after « Effacer » must not bring the erased page out of the browser's memory. */
addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});
