// Where the reader allowed it, the browser says that something new waits, in neutral words, while a page of ours is open.
(() => {
  const EVERY_MS = 180000;
  const place = document.body.dataset.waiting;
  if (!place || !("Notification" in window)) return;
  let known = null;

  const look = async () => {
    const answer = await fetch(place, { cache: "no-store", redirect: "manual" });
    if (!answer.ok) return;
    const told = await answer.json();
    if (known !== null && told.new > known) new Notification(document.body.dataset.product, { body: told.said, tag: "amana" });
    known = told.new;
  };
  const begin = () => {
    if (Notification.permission !== "granted") return;
    look().catch(() => {});
    window.setInterval(() => look().catch(() => {}), EVERY_MS); // without a connection nothing is said
  };
  begin();

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
