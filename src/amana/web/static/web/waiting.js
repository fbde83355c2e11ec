// Fills the badges of rail and tabs where the page did not know them. Where the reader allowed it, the browser says that
// something new waits, in neutral words, while a page of ours is open.
(() => {
  const EVERY_MS = 180000;
  const STAYS_MS = 700; // who leads on at once needs no numbers
  const { waiting: address, waitingKnown, product } = document.body.dataset;
  if (!address) return;
  const notices = "Notification" in window;
  let known = null;

  const fill = (places) => {
    for (const link of document.querySelectorAll("[data-place]")) {
      link.querySelector(".waits")?.remove();
      const told = places[link.dataset.place];
      if (!told) continue;
      const badge = document.createElement("span");
      const words = document.createElement("span");
      badge.className = "waits";
      words.className = "unseen";
      words.textContent = ` ${told[1]}`;
      badge.append(String(told[0]), words);
      (link.querySelector("[data-label]") || link).append(badge);
    }
  };
  const look = async () => {
    const answer = await fetch(address, { cache: "no-store", redirect: "manual" });
    if (!answer.ok) return;
    const told = await answer.json();
    fill(told.places);
    if (notices && Notification.permission === "granted" && known !== null && told.new > known) {
      new Notification(product, { body: told.said, tag: "amana" });
    }
    known = told.new;
  };
  const lookQuietly = () => look().catch(() => {}); // without a connection nothing is said
  const begin = () => {
    if (!notices || Notification.permission !== "granted") return;
    lookQuietly();
    window.setInterval(lookQuietly, EVERY_MS);
  };
  if (!waitingKnown) window.setTimeout(lookQuietly, STAYS_MS);
  begin();

  if (!notices) return;
  for (const box of document.querySelectorAll("[data-notices]")) {
    const show = () => {
      box.hidden = false;
      for (const each of box.querySelectorAll("[data-when]")) each.hidden = each.dataset.when !== Notification.permission;
    };
    show();
    box.querySelector("button").addEventListener("click", async () => {
      await Notification.requestPermission();
      show();
      begin();
    });
  }
})();
