// Copies a note's address. The address itself stands beside the button, for browsers without this.

function ready(root) {
  for (const button of root.querySelectorAll("[data-copy]")) button.hidden = !navigator.clipboard;
}

document.addEventListener("click", async ({ target }) => {
  const button = target.closest?.("[data-copy]");
  if (!button) return;
  await navigator.clipboard.writeText(document.querySelector(button.dataset.copy).value);
  button.textContent = button.dataset.done;
});
document.addEventListener("htmx:afterSettle", () => ready(document));
ready(document);
