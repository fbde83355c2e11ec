// Files of a report: photos and voice notes are cleaned and sealed here, in memory, before they leave; and a small piece of
// work shows that no machine writes by the thousand. Where something is missing, the page works without it.

const MOST_FILES = 4;
const LONGEST_SIDE = 1600;
const RECORD_SECONDS = 180;
const WAIT_FOR_WORK_MS = 20000;
const WORK_HOLDS_MS = 15 * 60 * 1000;

let kept = []; // {label, bytes: Uint8Array sealed, sound: ArrayBuffer | null}
let place = null;
let readers = [];
let recorder = null;
let recorded = Promise.resolve();
let work = null;
let workBegun = 0;

const part = (name) => place.querySelector(`[data-${name}]`);
const says = (name) => place.dataset[name] || "";

export function begin(where) {
  if (place && place.dataset.with !== where.dataset.with) kept = []; // what was added to a report does not follow to another page
  place = where;
  if (!globalThis.crypto?.subtle) return; // no secure connection: the server cleans and seals
  readers = JSON.parse(place.dataset.readers || "[]");
  startWork();
  if (!readers.length) return;
  const input = place.querySelector('input[type="file"]');
  input.multiple = true;
  input.addEventListener("change", () => photos(input));
  part("scripted").hidden = false;
  const record = part("record");
  if (navigator.mediaDevices?.getUserMedia && globalThis.MediaRecorder) {
    record.hidden = false;
    record.addEventListener("click", startRecording);
    part("stop").addEventListener("click", () => recorder?.stop());
  }
  draw();
}

export async function sending(form, data) {
  if (!form.contains(place) || (data.get("go") || data.get("do")) !== place.dataset.with) return;
  if (recorder?.state === "recording") recorder.stop();
  await recorded;
  if (readers.length) data.delete("picture"); // what was chosen here goes sealed, or not at all
  for (const each of kept) data.append("sealed", new Blob([each.bytes]), "sealed");
  startWork();
  const solution = await Promise.race([work, new Promise((done) => setTimeout(done, WAIT_FOR_WORK_MS, ""))]);
  if (solution) data.set("work", solution);
}

/** After a receipt nothing of it is left here. */
export function shown(main) {
  if (recorder?.state === "recording") recorder.stop();
  if (!main.querySelector("[data-sent]")) return;
  kept = [];
  work = null;
}

// What is added -----------------------------------------------------------------------------------------------------

function draw() {
  const list = part("kept");
  list.replaceChildren(
    ...kept.map((each, at) => {
      const row = part("row").content.firstElementChild.cloneNode(true);
      row.querySelector("span").textContent = each.label;
      const listen = row.querySelector("[data-listen]");
      listen.hidden = !each.sound;
      listen.addEventListener("click", () => play(each.sound));
      row.querySelector("[data-remove]").addEventListener("click", () => {
        kept = kept.filter((_, place) => place !== at);
        draw();
      });
      return row;
    }),
  );
  list.hidden = !kept.length;
}

const say = (text) => {
  part("said").textContent = text;
};

async function keep(content, about, label, sound = null) {
  if (kept.length >= MOST_FILES) {
    say(says("many"));
    return;
  }
  const { seal } = await import(place.dataset.seal);
  const bytes = await seal(content, about, readers);
  const most = Number(place.dataset.most);
  const together = kept.reduce((size, each) => size + each.bytes.length, bytes.length);
  if (bytes.length > most || together > 3 * most) {
    say(says("large"));
    return;
  }
  kept.push({ label: `${label} ${kept.length + 1}`, bytes, sound });
  say(says("added"));
  draw();
}

// A photo is drawn anew from its points: nothing else of the file goes on.
async function photos(input) {
  const chosen = [...input.files];
  input.value = "";
  for (const file of chosen) {
    say(says("working"));
    try {
      const points = await createImageBitmap(file);
      const scale = Math.min(1, LONGEST_SIDE / Math.max(points.width, points.height));
      const canvas = document.createElement("canvas");
      canvas.width = Math.max(1, Math.round(points.width * scale));
      canvas.height = Math.max(1, Math.round(points.height * scale));
      const pen = canvas.getContext("2d");
      pen.fillStyle = "#fff";
      pen.fillRect(0, 0, canvas.width, canvas.height);
      pen.drawImage(points, 0, 0, canvas.width, canvas.height);
      points.close();
      const drawn = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.8));
      await keep(new Uint8Array(await drawn.arrayBuffer()), { kind: "photo", type: "image/jpeg" }, says("photo"));
    } catch {
      say(says("unreadable"));
    }
  }
}

async function startRecording() {
  let stream;
  try {
    stream = await navigator.mediaDevices.getUserMedia({ audio: true });
  } catch {
    say(says("silent"));
    return;
  }
  const type = ["audio/webm;codecs=opus", "audio/mp4", "audio/ogg;codecs=opus"].find((one) => MediaRecorder.isTypeSupported(one));
  const pieces = [];
  const begun = performance.now();
  recorder = new MediaRecorder(stream, { mimeType: type, audioBitsPerSecond: 24000 });
  const clock = setInterval(() => {
    const seconds = Math.floor((performance.now() - begun) / 1000);
    part("clock").textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
    if (seconds >= RECORD_SECONDS) recorder.stop();
  }, 250);
  recorder.addEventListener("dataavailable", (event) => pieces.push(event.data));
  const stopped = new Promise((done) => recorder.addEventListener("stop", done));
  recorded = stopped.then(async () => {
    clearInterval(clock);
    for (const track of stream.getTracks()) track.stop();
    part("clock").textContent = "";
    part("record").hidden = false;
    part("stop").hidden = true;
    const sound = await new Blob(pieces).arrayBuffer();
    await keep(new Uint8Array(sound), { kind: "voice", type: (type || "audio/webm").split(";")[0] }, says("voice"), sound);
  });
  recorder.start(1000);
  part("record").hidden = true;
  part("stop").hidden = false;
  part("stop").focus();
  say("");
}

async function play(sound) {
  const speaker = new AudioContext();
  const source = speaker.createBufferSource();
  source.buffer = await speaker.decodeAudioData(sound.slice(0));
  source.connect(speaker.destination);
  source.addEventListener("ended", () => speaker.close());
  source.start();
}

// The work ----------------------------------------------------------------------------------------------------------

function startWork() {
  if (!place.dataset.work || (work && performance.now() - workBegun < WORK_HOLDS_MS)) return;
  workBegun = performance.now();
  work = solved().catch(() => "");
}

async function solved() {
  const answer = await fetch(place.dataset.work, { credentials: "same-origin", cache: "no-store" });
  if (!answer.ok) return "";
  const asked = await answer.json();
  const number = await new Promise((done, fail) => {
    const worker = new Worker(place.dataset.solver);
    worker.addEventListener("message", (event) => {
      worker.terminate();
      done(event.data);
    });
    worker.addEventListener("error", fail);
    worker.postMessage(asked);
  });
  if (number === null) return "";
  const { algorithm, challenge, salt, signature } = asked;
  return btoa(JSON.stringify({ algorithm, challenge, number, salt, signature }));
}
