import { expect, test } from "vitest";
import type { Person } from "./person.ts";
import { startServer } from "./stack.ts";
import { setStage } from "./stage.ts";

const stage = setStage({ REPLAY_LIMIT: "5" });

/** Starts server one again where it was. */
async function revive(): Promise<void> {
  const { redis, one } = stage;
  stage.one = await startServer(redis.url, {
    SERVER_ID: "one-again",
    PORT: String(one.port),
    REPLAY_LIMIT: "5",
  });
}

/** Everything that somebody has on the screen, in order. */
function conversation(person: Person): Promise<string[]> {
  return person.messages.locator(".text, .gap").allTextContents();
}

test("a server that is killed: the page comes back by itself, says its name again, and nothing is lost or doubled", async () => {
  const alice = await stage.join(stage.one, "alice");
  const bob = await stage.join(stage.two, "bob");
  await bob.say("first");
  await alice.hears("first");

  await stage.one.stop("SIGKILL");
  await alice.status.getByText("Reconnecting").waitFor();
  await alice.page.getByText(/next try in \d+ s/).waitFor();
  await bob.say("while alice was away");
  await alice.say("from the outbox");
  await alice.bubble("from the outbox").getByText("Sending…").waitFor({ state: "attached" });
  await revive();

  await alice.status.getByText("Connected to one-again").waitFor();
  await bob.bubble("from the outbox").getByText("alice").waitFor(); // said under her name
  await alice.hears("while alice was away");
  await alice.say("back");
  await bob.hears("back");
  await bob.say("welcome");
  await alice.hears("welcome");
  await bob.people.getByText("alice").waitFor();
  const all = ["first", "while alice was away", "from the outbox", "back", "welcome"];
  expect(await conversation(alice)).toEqual(all);
  expect(await conversation(bob)).toEqual(all);
});

test("a network that is gone: what is written goes out by itself once it is there again", async () => {
  const alice = await stage.join(stage.one, "alice");
  const bob = await stage.join(stage.two, "bob");
  await alice.context.setOffline(true);
  await stage.one.stop("SIGKILL"); // Chromium's offline mode spares open sockets
  await alice.status.getByText("You are offline").waitFor();
  await alice.say("from the tunnel");
  await alice.say("and another");
  await alice.page.screenshot({ path: "screenshots/offline.png" });
  await revive();
  await alice.context.setOffline(false);
  await bob.hears("and another");
  await bob.bubble("from the tunnel").getByText("alice").waitFor();
  await alice.bubble("and another").getByText("Delivered").waitFor({ state: "attached" });
  expect(await conversation(bob)).toEqual(["from the tunnel", "and another"]);
  expect(await conversation(alice)).toEqual(["from the tunnel", "and another"]);
});

test("what could not be had any more is said to be missing", async () => {
  const alice = await stage.join(stage.one, "alice");
  const bob = await stage.join(stage.two, "bob");
  await bob.say("before");
  await alice.hears("before");
  await stage.one.stop("SIGKILL");
  await alice.status.getByText("Reconnecting").waitFor();
  for (let n = 1; n <= 7; n++) await bob.say(`missed ${n}`);
  await bob.bubble("missed 7").getByText("Delivered").waitFor({ state: "attached" });
  await revive();
  await alice.hears("missed 7");
  expect(await conversation(alice)).toEqual([
    "before",
    expect.stringContaining("Some messages may be missing here"),
    ...[3, 4, 5, 6, 7].map((n) => `missed ${n}`),
  ]);
});

test("SIGTERM ends a server with exit code 0, and its clients are told", async () => {
  const alice = await stage.join(stage.one, "alice");
  const gone = stage.one.stop("SIGTERM");
  await alice.status.getByText("Reconnecting").waitFor();
  expect(await gone).toBe(0);
});
