// Phoenix's own client in front of a device socket: joins the topic, and prints what it hears, one
// word a line. Takes the address, the token, the topic and the certificate authority's file.
//
// The client's default framing is version 2; what was seen on this wire is version 1, which the
// client takes as an encoder and a decoder of one line each.

import { readFileSync } from "node:fs";
import { Socket } from "phoenix";
import { WebSocket } from "ws";

const [address, token, topic, authority] = process.argv.slice(2);
const ca = readFileSync(authority);

class Trusting extends WebSocket {
  constructor(url, protocols) {
    super(url, protocols, { ca });
  }
}

const socket = new Socket(address, {
  transport: Trusting,
  params: { Authorization: `Bearer ${token}` },
  vsn: "1.0.0",
  heartbeatIntervalMs: 300,
  encode: ({ topic, event, payload, ref }, done) =>
    done(JSON.stringify({ topic, event, payload, ref })),
  decode: (text, done) => done(JSON.parse(text)),
});
socket.onError(() => console.log("error"));
socket.onMessage(({ topic, payload }) => {
  if (topic === "phoenix") console.log(`heartbeat ${payload.status}`);
});
socket.connect();

const channel = socket.channel(topic, {});
channel.onMessage = (event, payload) => {
  if (!event.startsWith("phx_") && !event.startsWith("chan_")) console.log(`heard ${event}`);
  return payload;
};
channel.onClose(() => console.log("closed"));
channel
  .join()
  .receive("ok", () => console.log("joined"))
  .receive("error", () => console.log("refused"));

process.stdin.resume().on("end", () => process.exit(0));
