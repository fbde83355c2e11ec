// Keys that lead somewhere and send nothing: ? opens the list of keys beside the page, / goes to the search box, G then D
// or C leads to my day or the cases. The page of the list turns them off for this browser.
(() => {
  const { list, day, cases } = document.currentScript.dataset;
  const OFF = "amana-keys-off";
  const THEN_MS = 1500;
  let afterG = 0;

  // A browser that keeps nothing for a page has the keys.
  const isOff = () => {
    try {
      return window.localStorage.getItem(OFF) !== null;
    } catch {
      return false;
    }
  };
  const isTyping = (target) =>
    target instanceof Element && target.closest("input, textarea, select, [contenteditable], dialog[open]") !== null;
  const isChanged = (field) => {
    if (field.type === "hidden" || field.id === "find") return false;
    if (field.type === "radio" || field.type === "checkbox") return field.checked !== field.defaultChecked;
    if (field.type === "select-one") {
      const first = [...field.options].findIndex((option) => option.defaultSelected);
      return field.selectedIndex !== Math.max(0, first);
    }
    if (field.options) return [...field.options].some((option) => option.selected !== option.defaultSelected);
    return field.value !== field.defaultValue;
  };
  const isAnythingTyped = () =>
    [...document.querySelectorAll("main input, main textarea, main select")].some(isChanged);

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || event.defaultPrevented) return;
    if (isTyping(event.target) || document.querySelector("dialog[open]") || isOff()) return;
    const second = Date.now() - afterG < THEN_MS;
    afterG = 0;
    // In Arabic letters the same keys give other signs; a letter is known by its place.
    if (event.key === "?" || event.key === "؟") {
      event.preventDefault();
      window.open(list, "_blank", "noopener,noreferrer");
    } else if (event.key === "/" || (event.code === "Slash" && event.key === "ظ")) {
      const box = document.getElementById("find") || document.getElementById("find-here");
      if (!box) return;
      event.preventDefault();
      box.focus();
    } else if (event.shiftKey) {
      return;
    } else if (event.code === "KeyG") {
      afterG = Date.now();
    } else if (second && (event.code === "KeyD" || event.code === "KeyC") && !isAnythingTyped()) {
      event.preventDefault();
      window.location.assign(event.code === "KeyD" ? day : cases);
    }
  });

  const place = document.querySelector("[data-keys-switch]");
  if (!place) return;
  const [off, on] = [place.querySelector("[data-off]"), place.querySelector("[data-on]")];
  const show = () => {
    off.hidden = isOff();
    on.hidden = !isOff();
  };
  const turn = (button, other, change) => {
    button.addEventListener("click", () => {
      change();
      show();
      other.focus();
    });
  };
  try {
    window.localStorage.length;
  } catch {
    return; // nothing can be kept here, so nothing is offered
  }
  turn(off, on, () => window.localStorage.setItem(OFF, "1"));
  turn(on, off, () => window.localStorage.removeItem(OFF));
  show();
  place.hidden = false;
})();
