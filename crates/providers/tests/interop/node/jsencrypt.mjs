// The vendor's own reference for its cipher, from a terminal: `encrypt` and `decrypt`, with a key
// in a file and the text on standard input.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

// As a browser's script would have it: its modules name each other in a way that node does not take.
const JSEncrypt = createRequire(import.meta.url)("jsencrypt");

const [what, key] = process.argv.slice(2);
const text = readFileSync(0, "utf8");
const cipher = new JSEncrypt();
if (what === "encrypt") {
  cipher.setPublicKey(readFileSync(key, "utf8"));
  process.stdout.write(cipher.encrypt(text));
} else {
  cipher.setPrivateKey(readFileSync(key, "utf8"));
  const clear = cipher.decrypt(Buffer.from(text, "hex").toString("base64"));
  if (clear === false || clear === null) throw new Error("it does not decrypt");
  process.stdout.write(clear);
}
