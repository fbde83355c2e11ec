// A file is sealed in the browser, to the units that read reports, before a byte of it leaves the phone.
//
// The text lies under a key of its own (AES-256-GCM); that key is sealed to each reader (HPKE, ML-KEM-768 with X25519).
// Envelope, places and padding are those of the server's vault, so that the server has nothing to open and nothing to
// seal again: it locks what came.
import { Aes256Gcm, CipherSuite, HkdfSha256 } from "@hpke/core";
import { XWing } from "@hpke/hybridkem-x-wing";

const CONTRACT = 2;
const AES_256_GCM = 1;
const HYBRID = 2;
const KEY_VERSION = 1;
const REVISION = 1;
const BUCKETS = [256, 1024, 4096, 16384, 65536];
const text = new TextEncoder();

const suite = () => new CipherSuite({ kem: new XWing(), kdf: new HkdfSha256(), aead: new Aes256Gcm() });

const joined = (...parts) => {
  const whole = new Uint8Array(parts.reduce((size, part) => size + part.byteLength, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part instanceof Uint8Array ? part : new Uint8Array(part), at);
    at += part.byteLength;
  }
  return whole;
};

const number = (value) => {
  const four = new Uint8Array(4);
  new DataView(four.buffer).setUint32(0, value);
  return four;
};

const padded = (content) => {
  const size = content.byteLength + 4;
  const last = BUCKETS[BUCKETS.length - 1];
  const bucket = BUCKETS.find((each) => size <= each) ?? Math.ceil(size / last) * last;
  return joined(number(content.byteLength), content, new Uint8Array(bucket - size));
};

const base64 = (bytes) => {
  let out = "";
  for (let at = 0; at < bytes.length; at += 8192) out += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return btoa(out);
};

const bytesOf = (encoded) => Uint8Array.from(atob(encoded), (one) => one.charCodeAt(0));

/** `content` (Uint8Array) for `readers` ({kind, id, version, public: base64}), as the bytes that the server takes. */
export async function seal(content, about, readers, kind = "report_file") {
  const id = crypto.randomUUID();
  const key = crypto.getRandomValues(new Uint8Array(32));
  const nonce = crypto.getRandomValues(new Uint8Array(12));
  const place = text.encode(`amana|v${CONTRACT}|sealed|${kind}|${id}|${KEY_VERSION}|${REVISION}`);
  const plain = padded(joined(text.encode(JSON.stringify(about) + "\n"), content));
  const aes = await crypto.subtle.importKey("raw", key, "AES-GCM", false, ["encrypt"]);
  const body = await crypto.subtle.encrypt({ name: "AES-GCM", iv: nonce, additionalData: place }, aes, plain);
  const envelope = joined(new Uint8Array([CONTRACT, AES_256_GCM]), number(KEY_VERSION), nonce, body);
  const wraps = [];
  for (const reader of readers) {
    const info = text.encode(
      `amana|v${CONTRACT}|wrap|${reader.kind}|${reader.id}|by right|open|${id}|${KEY_VERSION}`,
    );
    const hpke = suite();
    const recipientPublicKey = await hpke.kem.deserializePublicKey(bytesOf(reader.public));
    const sender = await hpke.createSenderContext({ recipientPublicKey, info });
    const sealed = await sender.seal(key);
    const blob = joined(new Uint8Array([HYBRID]), sender.enc, sealed);
    wraps.push({ kind: reader.kind, id: reader.id, version: reader.version, blob: base64(blob) });
  }
  key.fill(0);
  const head = text.encode(JSON.stringify({ id, wraps }));
  return joined(number(head.byteLength), head, envelope);
}
