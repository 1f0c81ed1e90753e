// Reads lines of "client" or "server" and a frame in base64, and writes what comes of each. Where a ! stands before, the text is
// read by the strict reader, as the bytes that it is.
import { readFileSync } from "node:fs";
import { createClient } from "./ts/index.js";
import { fakeServer, parseStrict } from "./ts/testing.js";

const settled = () => new Promise((resolve) => setImmediate(resolve));

const said = (error) => [error.code ?? error.name, error.path].filter(Boolean).join(" ");

/** What the fake server makes of a client's frame. */
async function toServer(text) {
  const server = fakeServer();
  const socket = new server.WebSocket("", []);
  const answers = [];
  socket.onmessage = ({ data }) => answers.push(JSON.parse(data));
  await settled();
  socket.send(text);
  await settled();
  const [answer = {}] = answers;
  const ack = "ack" in answer ? ` ack ${answer.ack}` : "";
  if (answer.pong) return "ping";
  if (answer.error) return said(answer.error) + ack;
  for (const { event } of server.received) return `event ${event}${ack}`;
  for (const { resume, client } of server.resumes)
    return ["resume", ...resume, ...(client === undefined ? [] : ["client", client])].join(" ");
  return "nothing";
}

/** What a client, which waits for the answer to its first event, makes of a server's frame. */
async function toClient(text) {
  const server = fakeServer();
  server.answer = () => "silence";
  const outcomes = [];
  const place = ({ at }) => (at ? ` at ${at}` : "");
  const client = createClient({ url: "ws://test", WebSocket: server.WebSocket });
  client.on("*", ({ event }, meta) => outcomes.push(`event ${event}${place(meta)}`));
  client.onGap(({ channel }) => outcomes.push(`gap ${channel}`));
  client.onError((error) => outcomes.push(received(error)));
  client.connect();
  await settled();
  const published = client.publish("text.any", { v: "" }).then(
    (receipt) => outcomes.push(`ack 1${place(receipt)}`),
    (error) => error.code === "closed" || outcomes.push(`ack 1 error ${said(error)}`),
  );
  await settled();
  server.send(text);
  await settled();
  client.close();
  await published;
  return outcomes.join(", ") || "nothing";
}

/** An error that the frame tells, or one of the frame itself: of its data, of its text, or of what the client expects of it. */
const received = (error) =>
  error.problems || error.cause || !error.code ? said(error) : `error ${said(error)}`;

const answers = [];
for (const line of readFileSync(0, "utf8").split("\n")) {
  if (line === "") continue;
  const [side, encoded] = line.split("\t");
  const bytes = Buffer.from(encoded, "base64");
  try {
    if (side.startsWith("!")) {
      parseStrict(bytes);
      answers.push("nothing");
    } else {
      const text = bytes.toString("utf8");
      answers.push(await (side === "client" ? toServer(text) : toClient(text)));
    }
  } catch (error) {
    answers.push(error.problems ? error.problems[0].rule : "broken");
  }
}
process.stdout.write(`${answers.map((answer) => JSON.stringify({ encoded: answer })).join("\n")}\n`);
