import { expect, test } from "vitest";
import { until } from "./stack.ts";
import { setStage } from "./stage.ts";

const stage = setStage({ RATE_LIMIT: "0" });

test("two people on two servers speak with each other, see each other come and go, and are notified", async () => {
  const { one, two } = stage;
  const alice = await stage.join(one, "alice");
  await alice.status.getByText("Connected to one").waitFor();
  const bob = await stage.join(two, "bob");
  await bob.status.getByText("Connected to two").waitFor();
  await alice.activity.getByText("bob joined").waitFor();
  await alice.notifications.getByText("bob joined").waitFor();
  await alice.people.getByText("bob").waitFor();
  await bob.people.getByText("alice").waitFor();

  await alice.say("hello bob");
  await bob.hears("hello bob");
  await bob.say("hello alice");
  await alice.hears("hello alice");

  const answer = await fetch(`${two.url}/api/notify`, {
    method: "POST",
    body: JSON.stringify({ title: "Maintenance", message: "at nine", level: "warning" }),
  });
  expect(answer.status).toBe(202);
  await alice.notifications.getByText("Maintenance").waitFor();
  await bob.notifications.getByText("Maintenance").waitFor();

  await bob.leave();
  await alice.activity.getByText("bob left").waitFor();
  await alice.people.getByText("bob").waitFor({ state: "detached" });
});

test("a newcomer gets the last 50 messages", async () => {
  const alice = await stage.join(stage.one, "alice");
  for (let n = 1; n <= 51; n++) await alice.say(`before ${n}`);
  await alice.bubble("before 51").getByText("Delivered").waitFor({ state: "attached" });
  const bob = await stage.join(stage.two, "bob");
  await bob.hears("before 51");
  await bob.messages.press("Home");
  await bob.hears("before 2");
  expect(await bob.times("before 1")).toBe(0);
});

test("a rename is seen by the others, and a name that is taken is refused with the reason", async () => {
  const alice = await stage.join(stage.one, "alice");
  const bob = await stage.join(stage.two, "bob");
  await bob.page.getByRole("button", { name: "Change your name" }).click();
  const name = bob.page.getByRole("textbox", { name: "Your name" });
  await name.fill("Alice");
  await bob.page.getByRole("button", { name: "Save" }).click();
  await bob.page.getByText("Somebody here has this name").waitFor();
  await name.fill("robert");
  await bob.page.getByRole("button", { name: "Save" }).click();
  await alice.activity.getByText("bob is now robert").waitFor();
  await alice.people.getByText("robert").waitFor();
  await bob.say("it is me");
  await alice.bubble("it is me").getByText("robert").waitFor();
});

test("a name is remembered on the next visit, and a draft over a reload", async () => {
  const alice = await stage.join(stage.one, "alice");
  await alice.say("sent");
  await alice.hears("sent");
  await alice.message.pressSequentially("half a thought");
  await alice.page.reload();
  await alice.people.getByText("alice").waitFor();
  expect(await alice.message.inputValue()).toBe("half a thought");
  await alice.bubble("sent").getByText("Delivered").waitFor({ state: "attached" }); // still our own
});

test("who writes is shown, until they send it or give it up", async () => {
  const alice = await stage.join(stage.one, "alice");
  const bob = await stage.join(stage.two, "bob");
  const typing = bob.page.getByText("alice is typing…");
  await alice.message.pressSequentially("hel");
  await typing.waitFor();
  await alice.message.press("Enter");
  await typing.waitFor({ state: "detached" });
  await alice.message.pressSequentially("x");
  await typing.waitFor();
  await alice.message.press("Backspace");
  await typing.waitFor({ state: "detached" });
});

test("what is said while the page is hidden is counted in its title", async () => {
  const alice = await stage.join(stage.one, "alice");
  const bob = await stage.join(stage.two, "bob");
  await alice.page.evaluate(() => {
    Object.defineProperty(document, "hidden", { configurable: true, value: true });
  });
  await bob.say("look");
  await alice.page.waitForFunction(() => document.title === "(1) Eventwire chat");
});

test("the server counts its connections", async () => {
  await stage.join(stage.one, "alice");
  await stage.join(stage.one, "bob");
  await until(
    async () => (await (await fetch(`${stage.one.url}/api/health`)).json()).connectedClients === 2,
    "the server did not count two connections",
  );
});
