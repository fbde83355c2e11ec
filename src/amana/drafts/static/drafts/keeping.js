// Keeps what is typed into a long form, for its writer alone: a few seconds after a change, and when the page is left.
// What was kept and not sent is offered again when the form is opened. Nothing is put back without being asked for.
(() => {
  const WAIT_MS = 2500;
  const states = new Map();

  const stateOf = (form) => {
    const place = form.querySelector("[data-keeping]");
    if (!place) return null;
    const key = place.dataset.keeping;
    if (!states.has(key)) states.set(key, { revision: 0, timer: 0, open: null, changed: false, busy: false });
    const state = states.get(key);
    state.place = place;
    state.form = form;
    if (state.open && !state.open.isConnected) place.after(state.open); // the form was drawn anew
    return state;
  };
  // What belongs to the page and not to its writer, and files, stay out.
  const SKIPPED = new Set(["csrfmiddlewaretoken", "form_token", "draft_pass"]);
  const fieldsOf = (form) =>
    [...new FormData(form)].filter(([name, value]) => {
      const field = form.elements.namedItem(name);
      return !SKIPPED.has(name) && typeof value === "string" && !(field instanceof HTMLElement && field.type === "password");
    });
  const send = (state, address, more = {}, signal = null) =>
    fetch(state.place.dataset[address], {
      method: "POST",
      signal,
      cache: "no-store",
      redirect: "manual",
      keepalive: address !== "open" && (more.fields || "").length < 50000,
      headers: { "X-CSRFToken": state.form.elements.namedItem("csrfmiddlewaretoken").value },
      body: new URLSearchParams({ draft_pass: state.form.elements.namedItem("draft_pass").value, ...more }),
    });
  const words = (state) => state.form.querySelector("[data-keeping-words]").content;
  const say = (state, text) => {
    let line = state.form.querySelector("[data-saved]");
    if (!line) {
      line = document.createElement("p");
      line.className = "small soft";
      line.dataset.saved = "";
      line.setAttribute("role", "status");
      (state.form.querySelector(".btns-wide") || state.form.lastElementChild).after(line);
    }
    line.textContent = text;
  };
  const sayWord = (state, word) => say(state, words(state).querySelector(`[data-word=${word}]`).textContent);

  const save = async (state) => {
    window.clearTimeout(state.timer);
    if (!state.changed) return;
    if (state.open) return sayWord(state, "choose");
    if (state.busy) return later(state);
    state.busy = true;
    state.changed = false;
    try {
      const fields = JSON.stringify(fieldsOf(state.form));
      state.stop = new AbortController();
      const answer = await send(state, "keep", { fields, revision: state.revision }, state.stop.signal);
      if (answer.ok) {
        const told = await answer.json();
        if (told.elsewhere) {
          state.changed = true;
          offer(state, told.elsewhere, "elsewhere");
        } else {
          state.revision = told.revision;
          say(state, told.said);
        }
      } else {
        state.changed = answer.status >= 429;
        sayWord(state, answer.status === 413 ? "large" : answer.status >= 429 ? "away" : "out");
      }
    } catch {
      state.changed = true;
      sayWord(state, "away");
    } finally {
      state.busy = false;
    }
  };
  const later = (state) => {
    window.clearTimeout(state.timer);
    state.timer = window.setTimeout(save, WAIT_MS, state);
  };

  const labelOf = (form, name) => {
    const found = form.elements.namedItem(name);
    const field = found instanceof RadioNodeList ? found[0] : found;
    const group = found instanceof RadioNodeList ? field.closest("fieldset")?.querySelector("legend") : null;
    const own = [...((group || field?.labels?.[0])?.childNodes || [])].find((node) => node.textContent.trim());
    return own ? own.textContent.trim() : ""; // the label itself, without "needed" beside it
  };
  const wordOf = (form, name, value) => {
    const fields = [...form.elements].filter((field) => field.name === name);
    const chosen = fields.find((field) => ["radio", "checkbox"].includes(field.type) && field.value === value);
    if (chosen) return chosen.labels?.[0]?.textContent.trim() || value;
    const option = fields[0] instanceof HTMLSelectElement && [...fields[0].options].find((each) => each.value === value);
    return option ? option.textContent.trim() : value;
  };
  // Returns what found no field.
  const putBack = (form, fields) => {
    const left = new Map();
    for (const [name, value] of fields) left.set(name, [...(left.get(name) || []), value]);
    for (const field of form.elements) {
      if (!field.name || SKIPPED.has(field.name) || ["file", "submit", "button", "password"].includes(field.type)) continue;
      const values = left.get(field.name) || [];
      if (["radio", "checkbox"].includes(field.type)) {
        field.checked = values.includes(field.value);
        if (field.checked) values.splice(values.indexOf(field.value), 1);
      } else if (field instanceof HTMLSelectElement) {
        for (const option of field.options) {
          const place = values.indexOf(option.value);
          option.selected = place >= 0;
          if (place >= 0) values.splice(place, 1);
        }
      } else if (left.has(field.name)) {
        field.value = values.shift() ?? "";
      }
      field.closest("details")?.setAttribute("open", "");
      if (!values.length) left.delete(field.name);
    }
    return [...left].flatMap(([name, values]) => values.filter(Boolean).map((value) => [name, value]));
  };
  const listPairs = (list, form, fields) => {
    for (const [name, value] of fields) {
      const label = document.createElement("dt");
      const text = document.createElement("dd");
      label.textContent = labelOf(form, name);
      text.textContent = wordOf(form, name, value);
      text.dir = "auto";
      list.append(label, text);
    }
  };

  const offer = (state, told, kind) => {
    const notice = words(state).querySelector(`[data-notice=${kind}]`).cloneNode(true);
    notice.querySelector("[data-said]").textContent = told.said;
    const now = JSON.stringify(fieldsOf(state.form));
    const theirs = notice.querySelector("[data-theirs]");
    const here = new Set(fieldsOf(state.form).map(([name, value]) => JSON.stringify([name, value])));
    if (theirs) {
      const differs = told.fields.filter(([name, value]) => value && !here.has(JSON.stringify([name, value])));
      listPairs(theirs, state.form, differs.filter(([name]) => labelOf(state.form, name)));
    }
    const close = () => {
      state.open?.remove();
      state.open = null;
    };
    notice.querySelector("[data-put-back]").addEventListener("click", () => {
      const left = putBack(state.form, told.fields);
      state.revision = told.revision;
      close();
      if (left.length) {
        sayWord(state, "left");
        const list = document.createElement("dl");
        listPairs(list, state.form, left);
        state.form.querySelector("[data-saved]").append(list);
      }
      state.form.dispatchEvent(new Event("change", { bubbles: true }));
      state.form.querySelector("textarea, input:not([type=hidden]), select")?.focus();
    });
    notice.querySelector("[data-keep-mine]")?.addEventListener("click", () => {
      state.revision = told.revision;
      state.changed = true;
      close();
      save(state);
    });
    notice.querySelector("[data-throw-away]")?.addEventListener("click", () => {
      close();
      send(state, "discard").then(() => {
        state.revision = 0;
        if (JSON.stringify(fieldsOf(state.form)) !== now) later(state);
      }, () => sayWord(state, "away"));
    });
    close();
    state.open = notice;
    state.place.after(notice);
    if (kind === "elsewhere") notice.scrollIntoView({ block: "nearest" });
  };
  const look = async (form) => {
    const state = stateOf(form);
    const before = JSON.stringify(fieldsOf(form));
    const answer = await send(state, "open");
    if (answer.status !== 200) return;
    const told = await answer.json();
    state.revision = told.revision;
    const fits = told.fields.some(([name]) => form.elements.namedItem(name));
    if (fits && JSON.stringify(told.fields) !== before) offer(state, told, "before");
  };

  const changed = (event) => {
    const form = event.target.closest?.("form");
    const state = form && event.target.name && stateOf(form);
    if (!state) return;
    state.changed = true;
    later(state);
  };
  document.addEventListener("input", changed);
  document.addEventListener("change", changed);
  document.addEventListener("submit", (event) => {
    const state = stateOf(event.target);
    if (state) {
      window.clearTimeout(state.timer);
      state.changed = false;
      state.stop?.abort();
    }
  });
  // Whoever goes back without storing throws away what was typed.
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("form .btns a[href]");
    const state = link && stateOf(link.closest("form"));
    if (!state) return;
    window.clearTimeout(state.timer);
    state.changed = false;
    if (state.revision) send(state, "discard").catch(() => {});
  });
  document.body.addEventListener("htmx:afterSettle", () => {
    for (const place of document.querySelectorAll("[data-keeping]")) stateOf(place.closest("form"));
  });
  window.addEventListener("pagehide", () => {
    for (const state of states.values()) save(state);
  });
  for (const place of document.querySelectorAll("[data-kept]")) {
    const form = place.closest("form");
    look(form).catch(() => {}); // without a connection nothing is offered, and typing says that nothing is saved
  }
})();
