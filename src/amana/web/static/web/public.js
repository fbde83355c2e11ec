// The public face with script: leave at once, and move between its pages without a trace in the history.
//
// Pages come by fetch and take the place of the one shown, so that the list of visited pages names the first page only, and
// what was typed lives in this page's memory alone. Nothing is written to the browser's stores. Without this script
// every link and form works as it is.

const NEUTRAL = "about:blank";
const PRESSES = 3;
const WITHIN_MS = 3000;

const wayOut = () => document.querySelector("a[data-leave]");

function leave() {
  const link = wayOut();
  const away = link?.dataset.leave || NEUTRAL;
  if (link) {
    fetch(link.href, { redirect: "manual", keepalive: true, credentials: "same-origin" }).catch(() => {});
  }
  document.title = "";
  document.body.replaceChildren();
  location.replace(away);
}

let presses = [];
addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const at = performance.now();
  presses = [...presses.filter((one) => at - one < WITHIN_MS), at];
  if (presses.length >= PRESSES) leave();
});

// A page that the browser kept, to be quick at going back, would show words again that were typed before.
addEventListener("pagehide", () => document.querySelector("main")?.replaceChildren());
addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});

// Moving ------------------------------------------------------------------------------------------------------------

let helper = null; // the script of the page shown, where it has one
let busy = false;

function tell(text) {
  let line = document.getElementById("told");
  if (!line) {
    line = document.createElement("p");
    line.id = "told";
    line.className = "told";
    line.setAttribute("role", "status");
    document.body.append(line);
  }
  line.textContent = text || "";
  line.hidden = !text;
}

function show(html, refused) {
  const page = new DOMParser().parseFromString(html, "text/html");
  const main = page.querySelector("main");
  if (!main || (refused && !main.querySelector("form"))) return false; // an error in the place of a form would lose words
  for (const name of ["lang", "dir"]) document.documentElement.setAttribute(name, page.documentElement.getAttribute(name));
  document.title = page.title;
  for (const place of ["header.pub-top", "main", "aside.leave"]) {
    const [old, fresh] = [document.querySelector(place), page.querySelector(place)];
    if (old && fresh) old.replaceWith(document.adoptNode(fresh));
  }
  for (const sheet of page.querySelectorAll('head link[rel="stylesheet"]')) {
    const there = [...document.styleSheets].some((one) => one.href === new URL(sheet.getAttribute("href"), location).href);
    if (!there) document.head.append(document.adoptNode(sheet));
  }
  document.body.dataset.sending = page.body.dataset.sending || "";
  document.body.dataset.lost = page.body.dataset.lost || "";
  scrollTo(0, 0);
  const shown = document.querySelector("main");
  const first = shown.querySelector("[data-errors]") || shown.querySelector("h1");
  if (first) {
    first.tabIndex = -1;
    first.focus({ preventScroll: true });
  }
  helper?.shown?.(shown);
  begin();
  return true;
}

async function go(address, options, form) {
  if (busy) return;
  busy = true;
  tell(document.body.dataset.sending);
  form?.setAttribute("aria-busy", "true");
  try {
    if (form && helper?.sending) await helper.sending(form, options.body);
    const answer = await fetch(address, { credentials: "same-origin", cache: "no-store", ...options });
    const html = await answer.text();
    if (!show(html, form && !answer.ok)) throw new Error("no page");
    tell("");
  } catch {
    tell(document.body.dataset.lost); // the page stays as it is, with every word
  } finally {
    busy = false;
    form?.removeAttribute("aria-busy");
  }
}

addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post") return;
  event.preventDefault();
  const button = event.submitter;
  const data = new FormData(form);
  if (button?.name) data.append(button.name, button.value);
  go(button?.hasAttribute("formaction") ? button.formAction : form.action, { method: "POST", body: data }, form);
});

addEventListener("click", (event) => {
  const link = event.target.closest?.("a[href]");
  if (!link || event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  if (link.dataset.leave) {
    event.preventDefault();
    leave();
    return;
  }
  if (link.origin !== location.origin || link.getAttribute("href").startsWith("#") || !link.pathname.endsWith("/")) return;
  event.preventDefault();
  go(link.href, {});
});

// The page shown ----------------------------------------------------------------------------------------------------

function begin() {
  const place = document.querySelector("main [data-module]");
  if (!place) return;
  import(place.dataset.module).then(
    (module) => {
      helper = module;
      module.begin(place);
    },
    () => {}, // the page works without it
  );
}

document.documentElement.classList.add("scripted");
begin();
