// What a reader typed while the page was still loading is asked for once htmx is there.

document.addEventListener(
  "htmx:load",
  () => {
    const input = document.activeElement;
    if (input?.matches(".search-input") && input.value !== input.defaultValue) input.dispatchEvent(new Event("typed"));
  },
  { once: true },
);
