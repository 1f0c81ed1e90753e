import { expect, test } from "vitest";
import { desktop, type Person, phone } from "./person.ts";
import { until } from "./stack.ts";
import { setStage } from "./stage.ts";

const many = 10_000;
const stage = setStage({ RATE_LIMIT: "0", MAX_QUEUE_BYTES: String(64 << 20) });

/** Says `count` things over a plain socket of somebody's page, as fast as the server takes them. */
function flood(person: Person, count: number): Promise<void> {
  return person.page.evaluate(async (count) => {
    const socket = new WebSocket(`ws://${location.host}/ws`);
    await new Promise((resolve) => {
      socket.onopen = resolve;
    });
    socket.send('{"resume":[]}');
    const say = (n: number) => {
      const message = `message ${n} ${"and some more words ".repeat(n % 7)}`;
      socket.send(JSON.stringify({ event: "client.message", id: `${n}`, data: { message } }));
    };
    let said = 0;
    let acknowledged = 0;
    await new Promise<void>((resolve, reject) => {
      socket.onmessage = ({ data }) => {
        const { ack, error } = JSON.parse(data);
        if (error) reject(new Error(data));
        if (ack === undefined) return;
        if (++acknowledged === count) resolve();
        else if (said < count) say(++said);
      };
      while (said < Math.min(count, 50)) say(++said);
    });
    socket.close();
  }, count);
}

/** Turns the wheel `times` notches. Gives the most articles that were in the document at once, and the seconds of processor time that it took the page. */
async function scroll(person: Person, times: number, by: number) {
  const { page } = person;
  const session = await person.context.newCDPSession(page);
  await session.send("Performance.enable", { timeDomain: "threadTicks" });
  const busy = async () => {
    const { metrics } = await session.send("Performance.getMetrics");
    return metrics.find(({ name }) => name === "TaskDuration")?.value ?? 0;
  };
  await person.messages.hover();
  const before = await busy();
  let most = 0;
  for (let n = 0; n < times; n++) {
    await page.mouse.wheel(0, by);
    most = Math.max(most, await page.evaluate(nextFrame));
  }
  return { most, work: (await busy()) - before, frames: 2 * times };
}

/** Runs in the page: gives the number of articles in the document once the next frame is drawn. */
function nextFrame(): Promise<number> {
  return new Promise((resolve) => {
    requestAnimationFrame(() =>
      requestAnimationFrame(() => resolve(document.querySelectorAll("article").length)),
    );
  });
}

test("10,000 messages scroll as 500 do, on a desktop and on a phone", {
  timeout: 300_000,
}, async () => {
  const alice = await stage.join(stage.one, "alice", desktop);
  const bob = await stage.open(stage.two);
  await flood(bob, 500);
  await alice.bubble("message 500").waitFor();
  const few = await scroll(alice, 40, -150);
  await alice.toEnd.click();

  await flood(bob, many);
  await alice.bubble(`message ${many}`).waitFor();
  const lots = await scroll(alice, 40, -150);
  expect(lots.most).toBeLessThan(60);
  expect(lots.work / few.work).toBeLessThan(4);
  expect(lots.work / lots.frames).toBeLessThan(1 / 60); // no frame of a screen's 60 a second is missed for it

  await alice.page.setViewportSize(phone.viewport);
  const narrow = await scroll(alice, 40, -150);
  expect(narrow.most).toBeLessThan(60);
  expect(narrow.work / few.work).toBeLessThan(4);

  // Far from the end too, and to the first one that the page keeps.
  const { most } = await scroll(alice, 30, -20_000);
  expect(most).toBeLessThan(60);
  const first = alice.messages.getByText("Today");
  // Rows that are measured on the way move the list a little.
  await until(async () => {
    await alice.messages.press("Home");
    return first.isVisible();
  }, "the Home key does not lead to the first message");
  await alice.toEnd.click();
  await alice.bubble(`message ${many}`).waitFor();
  await alice.toEnd.waitFor({ state: "detached" });
});

test("the list stays where the reader scrolled, counts what is new, and leads there", async () => {
  const alice = await stage.join(stage.one, "alice");
  const bob = await stage.join(stage.two, "bob");
  await flood(bob, 200);
  await alice.bubble("message 200").waitFor();
  await alice.messages.hover();
  await alice.page.mouse.wheel(0, -3_000);
  await alice.toEnd.getByText("Latest messages").waitFor();
  const place = () =>
    alice.page.evaluate(() => {
      const region = document.querySelector("[role=log]")?.getBoundingClientRect();
      const rows = [...document.querySelectorAll("article")];
      const first = rows.find((row) => row.getBoundingClientRect().top > (region?.top ?? 0));
      return `${first?.getBoundingClientRect().top}: ${first?.textContent}`;
    });
  const before = await place();
  for (const n of [1, 2, 3]) await bob.say(`news ${n}`);
  await alice.toEnd.getByText("3 new messages").waitFor();
  expect(await place()).toBe(before);

  await alice.toEnd.click();
  await alice.hears("news 3");
  await alice.toEnd.waitFor({ state: "detached" });
  await bob.say("news 4");
  await alice.hears("news 4"); // followed again
});

test("our own message leads to the end", async () => {
  const alice = await stage.join(stage.one, "alice");
  await flood(alice, 200);
  await alice.bubble("message 200").waitFor();
  await alice.messages.hover();
  await alice.page.mouse.wheel(0, -3_000);
  await alice.toEnd.waitFor();
  await alice.say("here I am");
  await alice.hears("here I am");
  await alice.toEnd.waitFor({ state: "detached" });
});

test("the end stays in sight while the field grows with what is written in it", async () => {
  const alice = await stage.join(stage.one, "alice", phone);
  await flood(alice, 30);
  await alice.bubble("message 30").waitFor();
  for (const lines of [3, 8, 20, 1]) {
    await alice.write("a line\n".repeat(lines));
    await alice.page.evaluate(nextFrame);
    const box = await alice.bubble("message 30").boundingBox();
    const field = await alice.message.boundingBox();
    expect((box?.y ?? 0) + (box?.height ?? 0), `${lines} lines`).toBeLessThan(field?.y ?? 0);
    expect(await alice.toEnd.count()).toBe(0);
  }
});
