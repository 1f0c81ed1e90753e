import { createHmac } from "node:crypto";
import { expect, test } from "vitest";
import { layoutShift, look, still } from "./look.ts";
import { desktop, type Person, phone } from "./person.ts";
import { startServer, until } from "./stack.ts";
import { setStage } from "./stage.ts";

const stage = setStage();

/** The colour behind the page. */
function ground(person: Person): Promise<string> {
  return person.page.evaluate(() => getComputedStyle(document.body).backgroundColor);
}

/** Nothing has moved by itself since the page was loaded. */
async function stillInPlace({ page }: Person): Promise<void> {
  await still(page);
  const { sum, moved } = await layoutShift(page);
  expect(sum, moved.join("\n")).toBeLessThan(0.005);
}

async function notify(notification: object): Promise<void> {
  const body = JSON.stringify(notification);
  const answer = await fetch(`${stage.two.url}/api/notify`, { method: "POST", body });
  expect(answer.status).toBe(202);
}

/** What the page took over the wire, with the headers of each answer. */
async function weigh({ requests }: Person): Promise<{ total: number; each: string[] }> {
  const each = await Promise.all(
    requests.map(async (request) => {
      const { responseHeadersSize, responseBodySize } = await request.sizes();
      return { size: responseHeadersSize + responseBodySize, url: request.url() };
    }),
  );
  const total = each.reduce((sum, { size }) => sum + size, 0);
  return { total, each: each.map(({ size, url }) => `${size} ${url}`) };
}

test("takes less than 100 kB over the wire, all that it ever loads together, and next to nothing when it is opened again", async () => {
  const alice = await stage.join(stage.one, "alice");
  await alice.say("hello");
  await alice.hears("hello");
  const first = await weigh(alice);
  expect(first.each.length).toBeGreaterThan(4); // the document, a style sheet, scripts, the mark
  expect(first.total).toBeGreaterThan(50_000);
  expect(first.total, first.each.join("\n")).toBeLessThan(100_000);

  alice.requests.length = 0;
  await alice.page.reload();
  await alice.connected();
  const again = await weigh(alice);
  expect(again.total, again.each.join("\n")).toBeLessThan(5_000);
});

test("runs under a policy without inline code, and every test hears of what it refuses", async () => {
  const policy = (await fetch(stage.one.url)).headers.get("content-security-policy") ?? "";
  expect(policy).toContain("default-src 'none'");
  expect(policy).not.toContain("unsafe");

  const alice = await stage.join(stage.one, "alice");
  await alice.page.evaluate(() => {
    document.body.setAttribute("style", "color: red");
    document.body.append(Object.assign(new Image(), { src: "http://elsewhere.example/a.png" }));
  });
  const heard = (what: RegExp) => alice.complaints.some((complaint) => what.test(complaint));
  await until(async () => heard(/style-src-attr/) && heard(/img-src/), "nobody complained");
  alice.complaints.length = 0;
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
  await bob.say("a message after");
  await alice.hears("a message after");
  await notify({ title: "Maintenance", message: "at nine", level: "info" });
  await alice.notifications.getByText("Maintenance").waitFor();
  await stillInPlace(alice);
  // A page counts from its load.
  await alice.page.reload();
  await alice.hears("a message after");
  await alice.connected();
  await stillInPlace(alice);
});

test("a conversation that has just begun moves nothing that it need not", async () => {
  const alice = await stage.join(stage.one, "alice");
  const bob = await stage.join(stage.two, "bob");
  for (const text of ["one", "two", "three"]) {
    await bob.say(text);
    await alice.hears(text);
  }
  await stillInPlace(alice);
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
  const announce = async (title: string) => {
    await notify({ title, message: "at nine", level: "info" });
    await alice.notifications.getByText(title).waitFor();
  };
  const gone = (title: string) =>
    alice.notifications.getByText(title).waitFor({ state: "detached" });

  await announce("One");
  await page.clock.runFor(5_000);
  await gone("One");

  await announce("Two");
  await alice.notifications.getByText("Two").hover();
  await page.clock.runFor(9_000); // in a moment: after much more the client would take its line for dead
  await alice.notifications.getByText("Two").waitFor();
  await alice.message.hover();
  await page.clock.runFor(5_000);
  await gone("Two");

  // The pause ends with the toast that had the focus, for those that stay.
  await announce("Three");
  await announce("Four");
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
  await look(alice.page, "desktop-crash");
  expect(await alice.page.evaluate(() => sessionStorage.getItem("eventwire.draft"))).toBe(
    "half a thought",
  );
  alice.complaints.length = 0; // React tells the error to the console as well
});

test("times and days are written as the reader's locale does, in the reader's time zone", async () => {
  const reader = { locale: "de-DE", timezoneId: "Asia/Kathmandu" };
  const alice = await stage.join(stage.one, "alice", { ...desktop, ...reader });
  await alice.say("hello");
  const time = alice.bubble("hello").getByRole("time");
  const moment = new Date((await time.getAttribute("datetime")) ?? "");
  const format: Intl.DateTimeFormatOptions = { hour: "numeric", minute: "2-digit" };
  expect(await time.textContent()).toBe(
    moment.toLocaleTimeString(reader.locale, { ...format, timeZone: reader.timezoneId }),
  );
  await alice.messages.getByText("Heute", { exact: true }).waitFor();
});

test("what was said yesterday stands under its day", async () => {
  const alice = await stage.join(stage.one, "alice");
  await alice.say("hello");
  await alice.messages.getByText("Today").waitFor();
  const visitor = await stage.open(stage.two);
  await visitor.page.clock.setFixedTime(Date.now() + 24 * 3_600_000);
  await visitor.page.reload();
  await visitor.messages.getByText("Yesterday").waitFor();
});

test("somebody who has signed in has their name, and is told when the sign-in has expired", async () => {
  const secret = "a secret of the tests, of 32 bytes or more";
  const server = await startServer(stage.redis.url, { AUTH_JWT_SECRET: secret });
  try {
    const alice = await stage.open(stage.one);
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
    const claims = {
      sub: "1",
      preferred_username: "alice",
      exp: Math.ceil(Date.now() / 1000) + 10,
    };
    const signed = `${part({ alg: "HS256", typ: "JWT" })}.${part(claims)}`;
    const signature = createHmac("sha256", secret).update(signed).digest("base64url");
    const value = `${signed}.${signature}`;
    await alice.context.addCookies([{ name: "eventwire_token", value, url: server.url }]);
    await alice.page.goto(server.url);
    await alice.people.getByText("alice").waitFor();
    await alice.message.waitFor();
    await alice.status.getByText("Your sign-in has expired").waitFor();
    await alice.page.getByRole("button", { name: "Connect" }).waitFor();
    await look(alice.page, "desktop-expired");
    alice.complaints.length = 0; // it went to another server
  } finally {
    await server.stop();
  }
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
  await look(alice.page, "desktop-many");
});
