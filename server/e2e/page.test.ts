import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { layoutShift, still, violations } from "./look.ts";
import { desktop, type Person, phone } from "./person.ts";
import { setStage } from "./stage.ts";

const stage = setStage();

/** The colour behind the page. */
function ground(person: Person): Promise<string> {
  return person.page.evaluate(() => getComputedStyle(document.body).backgroundColor);
}

test("asks nobody else for anything, takes less than 100 kB, and obeys a policy without inline code", async () => {
  const answer = await fetch(stage.one.url);
  const policy = answer.headers.get("content-security-policy") ?? "";
  expect(policy).toContain("default-src 'none'");
  expect(policy).not.toContain("unsafe");

  const alice = await stage.open(stage.one);
  await alice.page.waitForLoadState("networkidle");
  const bodies = new Map<string, Buffer>();
  alice.page.on("response", async (response) => bodies.set(response.url(), await response.body()));
  await alice.page.reload({ waitUntil: "networkidle" });
  await alice.takeName("alice");
  await alice.say("hello");
  await alice.hears("hello");
  expect([...new Set([...bodies.keys()].map((url) => new URL(url).origin))]).toEqual([
    stage.one.url,
  ]);
  const sizes = [...bodies].map(([url, body]) => `${gzipSync(body).length} ${url}`);
  const total = sizes.reduce((sum, size) => sum + Number.parseInt(size, 10), 0);
  expect(total, sizes.join("\n")).toBeLessThan(100_000);
});

test.each([
  ["phone", phone],
  ["desktop", desktop],
] as const)("nothing moves by itself on a %s: not on entry, not when people come or write", async (_device, appearance) => {
  const bob = await stage.join(stage.two, "bob");
  for (let n = 0; n < 15; n++) await bob.say(`a message before ${n}`);
  await bob.bubble("before 14").getByText("Delivered").waitFor({ state: "attached" });
  const alice = await stage.join(stage.one, "alice", appearance);
  await alice.hears("a message before 14");
  const carol = await stage.join(stage.two, "carol");
  await alice.notifications.getByText("carol joined").waitFor();
  await carol.message.pressSequentially("I ");
  await alice.page.getByText("carol is typing").waitFor();
  await alice.page.reload();
  await alice.hears("a message before 14");
  await alice.connected();
  await still(alice.page);
  const { sum, moved } = await layoutShift(alice.page);
  expect(sum, moved.join("\n")).toBeLessThan(0.005);
});

test("is light or dark by the system, until the reader switches, and from then on as they chose", async () => {
  const alice = await stage.join(stage.one, "alice", { ...desktop, colorScheme: "light" });
  const light = await ground(alice);
  await alice.page.emulateMedia({ colorScheme: "dark" });
  const dark = await ground(alice);
  expect(dark).not.toBe(light);

  await alice.page.getByRole("button", { name: "Light theme" }).click();
  expect(await ground(alice)).toBe(light);
  await alice.page.reload({ waitUntil: "commit" });
  await alice.page.waitForFunction(() => document.body !== null);
  expect(await ground(alice)).toBe(light); // before React has drawn anything
  await alice.message.waitFor();
  await alice.page.getByRole("button", { name: "Dark theme" }).click();
  expect(await ground(alice)).toBe(dark);
});

test.each([
  "no-preference",
  "reduce",
] as const)("moves as the system asks: %s", async (reducedMotion) => {
  const alice = await stage.join(stage.one, "alice", { ...phone, reducedMotion });
  const moving = () =>
    alice.page.evaluate(() =>
      document
        .getAnimations()
        .some(({ effect }) => Number(effect?.getComputedTiming().duration ?? 0) > 1),
    );
  await stage.one.stop("SIGKILL");
  await alice.status.getByText("Reconnecting").waitFor();
  expect(await moving()).toBe(reducedMotion === "no-preference");
  await alice.page.getByRole("button", { name: /^Who is here/ }).click();
  expect(await moving()).toBe(reducedMotion === "no-preference");
});

test("a toast waits under the pointer, goes by itself after five seconds, and goes when it is dismissed", async () => {
  const alice = await stage.open(stage.one);
  const { page } = alice;
  await page.clock.install();
  await page.reload();
  await alice.takeName("alice");
  const notify = async (title: string) => {
    const body = JSON.stringify({ title, message: "at nine", level: "info" });
    await fetch(`${stage.two.url}/api/notify`, { method: "POST", body });
    await alice.notifications.getByText(title).waitFor();
  };
  const gone = (title: string) =>
    alice.notifications.getByText(title).waitFor({ state: "detached" });

  await notify("One");
  await page.clock.runFor(5_000);
  await gone("One");

  await notify("Two");
  await alice.notifications.getByText("Two").hover();
  await page.clock.runFor(60_000);
  await alice.notifications.getByText("Two").waitFor();
  await alice.message.hover();
  await page.clock.runFor(5_000);
  await gone("Two");

  // The pause ends with the toast that had the focus, for those that stay.
  await notify("Three");
  await notify("Four");
  await alice.notifications.getByRole("button", { name: "Dismiss" }).first().focus();
  await page.keyboard.press("Enter");
  await gone("Three");
  await alice.message.focus();
  await page.clock.runFor(5_000);
  await gone("Four");
});

test("an error in drawing is shown, and the draft is kept", async () => {
  const alice = await stage.join(stage.one, "alice");
  await alice.message.pressSequentially("half a thought");
  // A browser that lacks something: the first avatar that is drawn throws.
  await alice.page.addInitScript(() => {
    Object.defineProperty(Intl, "Segmenter", { value: undefined });
  });
  await alice.page.reload();
  await alice.page.getByRole("alert").getByText("Something went wrong").waitFor();
  expect(await violations(alice.page)).toEqual([]);
  await alice.page.screenshot({ path: "screenshots/desktop-crash.png" });
  expect(await alice.page.evaluate(() => sessionStorage.getItem("eventwire.draft"))).toBe(
    "half a thought",
  );
  alice.complaints.length = 0; // React tells the error to the console as well
});

test("a page from elsewhere: its socket is refused", async () => {
  const elsewhere = await stage.open(stage.two);
  const outcome = await elsewhere.page.evaluate(
    (url) =>
      new Promise((resolve) => {
        const socket = new WebSocket(url);
        socket.onopen = () => resolve("open");
        socket.onerror = () => resolve("refused");
      }),
    `ws://localhost:${stage.one.port}/ws`,
  );
  expect(outcome).toBe("refused");
  elsewhere.complaints.length = 0; // the refusal itself
});

test("many people, with long names, fit into the side", async () => {
  const alice = await stage.join(stage.one, "alice");
  await alice.page.evaluate(async () => {
    const sockets = Array.from({ length: 60 }, () => new WebSocket(`ws://${location.host}/ws`));
    await Promise.all(
      sockets.map(
        (socket, n) =>
          new Promise((resolve) => {
            socket.onmessage = ({ data }) => JSON.parse(data).ack === "1" && resolve(undefined);
            socket.onopen = () => {
              socket.send('{"resume":[]}');
              const username = `${["Maximiliane", "Li", "Jean-Baptiste", "Ömer"][n % 4]} ${"von der Sonne ".repeat(n % 3)}${n}`;
              socket.send(
                JSON.stringify({ event: "client.setUsername", id: "1", data: { username } }),
              );
            };
          }),
      ),
    );
  });
  await alice.page.getByRole("heading", { name: "Who is here 61" }).waitFor();
  expect(await violations(alice.page)).toEqual([]);
  await alice.page.screenshot({ path: "screenshots/desktop-many.png" });
});
