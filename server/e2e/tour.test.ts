import { test } from "vitest";
import { look } from "./look.ts";
import { desktop, type Person, phone, tablet, wide } from "./person.ts";
import { startServer } from "./stack.ts";
import { setStage } from "./stage.ts";

const limit = 8;
const stage = setStage({ RATE_LIMIT: String(limit), REPLAY_LIMIT: "3" });

/** Waits until what was said has its place: a message that comes back moves in front of those that failed. */
async function inPlace({ status, messages }: Person): Promise<void> {
  if (!(await status.getByText("Connected").isVisible())) return;
  const underWay = messages.getByText(/^(Sending…|Sent)$/);
  while ((await underWay.count()) > 0) await underWay.first().waitFor({ state: "detached" });
}

function notify(level: string, title: string, message: string): Promise<Response> {
  const body = JSON.stringify({ level, title, message });
  return fetch(`${stage.two.url}/api/notify`, { method: "POST", body });
}

test.each([
  ["phone", phone],
  ["desktop", desktop],
] as const)("every state on a %s", async (device, appearance) => {
  const narrow = device === "phone";
  const bob = await stage.join(stage.two, "bob");
  const alice = await stage.open(stage.one, appearance);
  const { page } = alice;
  const shot = async (name: string) => {
    await inPlace(alice);
    await look(page, `${device}-${name}`);
  };
  const button = (name: string) => page.getByRole("button", { name, exact: true });
  const withSide = async (act: () => Promise<void>) => {
    if (narrow) await page.getByRole("button", { name: /^Who is here/ }).click();
    await act();
    if (narrow) await button("Close").click();
  };

  await alice.connected();
  await shot("welcome");
  await page.getByRole("textbox", { name: "Your name" }).fill("bob");
  await button("Join").click();
  await page.getByText(/somebody here has this name|taken/i).waitFor();
  await shot("name-taken");
  await page.getByRole("textbox", { name: "Your name" }).fill("alice");
  await button("Join").click();
  await alice.message.waitFor();
  await shot("empty");

  await bob.say("Good morning! Are both servers up?");
  await alice.say("Yes. I am on one, you are on two, and Redis carries it in between.");
  await alice.say("https://redis.io/docs/latest/develop/interact/pubsub/");
  await bob.hears("https://redis.io/docs/latest/develop/interact/pubsub/");
  await bob.say("Lovely 👋");
  await bob.say("🎉");
  await alice.hears("🎉");
  await bob.message.pressSequentially("I am wri");
  await page.getByText("bob is typing").waitFor();
  await shot("conversation");

  for (const level of ["info", "success", "warning", "error"])
    await notify(level, `An ${level}`, "The servers are updated at nine. Nothing is lost.");
  await alice.notifications.getByText("An error").waitFor();
  await shot("toasts");
  await alice.dismissAll();

  await alice.write("x".repeat(960));
  await shot("limit-near");
  await alice.write("several\nlines of text\n".repeat(70));
  await shot("limit-passed");
  await alice.write("");

  await alice.burst(Array.from({ length: limit + 2 }, (_, n) => `quick ${n}`));
  await alice.messages.getByText("That was too fast.").last().waitFor();
  await shot("failed");
  const discard = alice.messages.getByRole("button", { name: "Discard" });
  while ((await discard.count()) > 1) await discard.last().click();

  await alice.say("line\n".repeat(30));
  await alice.messages.getByRole("button", { name: "Show more" }).waitFor();
  await shot("folded");

  await alice.messages.press("Home");
  await alice.toEnd.waitFor();
  await shot("scrolled");
  await alice.toEnd.click();
  await alice.toEnd.waitFor({ state: "detached" });

  await withSide(async () => {
    await shot("side");
    await button("Change your name").click();
    await shot("rename");
    await page.getByRole("textbox", { name: "Your name" }).press("Escape");
  });

  await stage.one.stop("SIGKILL");
  await alice.status.getByText("Reconnecting").waitFor();
  await alice.say("from the outbox");
  await shot("reconnecting");
  for (let n = 0; n < 6; n++) {
    await bob.say(`meanwhile ${n}`);
    await bob.hears(`meanwhile ${n}`);
  }
  const { redis, one } = stage;
  stage.one = await startServer(redis.url, {
    SERVER_ID: "one",
    PORT: String(one.port),
    REPLAY_LIMIT: "3",
  });
  await alice.connected();
  await alice.messages.getByText(/messages may be missing/).waitFor();
  await alice.hears("from the outbox");
  await shot("gap");
});

test.each([
  ["tablet", tablet],
  ["wide", wide],
] as const)("a conversation on a %s", async (device, appearance) => {
  const bob = await stage.join(stage.two, "bob");
  const alice = await stage.join(stage.one, "alice", appearance);
  await bob.say("Good morning! Are both servers up?");
  await bob.say("שלום לכולם");
  await alice.hears("שלום לכולם");
  await alice.say("line\n".repeat(30));
  await alice.messages.getByRole("button", { name: "Show more" }).waitFor();
  await notify("info", "Maintenance", "The servers are updated at nine. Nothing is lost.");
  await alice.notifications.getByText("Maintenance").waitFor();
  await inPlace(alice);
  await look(alice.page, `${device}-conversation`);
});
