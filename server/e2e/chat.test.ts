import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { Person, startBrowser } from "./person.ts";
import { type Running, type Server, startRedis, startServer, until } from "./stack.ts";

/** axe-core, once it runs in the page. */
declare const axe: {
  run(
    context: Document,
  ): Promise<{ violations: readonly { id: string; nodes: readonly { html: string }[] }[] }>;
};

let browser: Browser;
let redis: Running & { readonly url: string };
let one: Server;
let two: Server;
let people: Person[] = [];

beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(async () => {
  await browser.close();
});
beforeEach(async () => {
  redis = await startRedis();
  [one, two] = await Promise.all([
    startServer(redis.url, { SERVER_ID: "one", LEAVE_GRACE: "2s" }),
    startServer(redis.url, { SERVER_ID: "two", LEAVE_GRACE: "2s" }),
  ]);
});
afterEach(async () => {
  const complaints = people.flatMap((person) => person.complaints);
  await Promise.all(people.map((person) => person.leave()));
  people = [];
  await Promise.all([one.stop(), two.stop()]);
  await redis.stop();
  expect(complaints).toEqual([]);
});

async function join(
  ...args: Parameters<typeof Person.join> extends [unknown, ...infer Rest] ? Rest : never
) {
  const person = await Person.join(browser, ...args);
  people.push(person);
  return person;
}

describe("two people on two servers", () => {
  test("speak with each other, see each other come and go, and are notified", async () => {
    const alice = await join(one.url, "alice");
    await alice.status.getByText("Connected to one").waitFor();
    const bob = await join(two.url, "bob");
    await bob.status.getByText("Connected to two").waitFor();
    await alice.activity.getByText("bob joined").waitFor();
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
    people.pop();
    await alice.activity.getByText("bob left").waitFor();
    await alice.people.getByText("bob").waitFor({ state: "detached" });
  });

  test("a newcomer gets what was said before", async () => {
    const alice = await join(one.url, "alice");
    for (const n of [1, 2, 3]) await alice.say(`before ${n}`);
    await alice.hears("before 3");
    const bob = await join(two.url, "bob");
    await bob.hears("before 1");
    await bob.hears("before 3");
  });

  test("a rename is seen by the others, and a name that is taken is refused with the reason", async () => {
    const alice = await join(one.url, "alice");
    const bob = await join(two.url, "bob");
    await bob.page.getByRole("button", { name: "Change your name" }).click();
    await bob.page.getByRole("textbox", { name: "Your name" }).fill("Alice");
    await bob.page.getByRole("button", { name: "Save" }).click();
    await bob.page.getByText(/somebody here has this name|taken/i).waitFor();
    await bob.page.getByRole("textbox", { name: "Your name" }).fill("robert");
    await bob.page.getByRole("button", { name: "Save" }).click();
    await alice.activity.getByText("bob is now robert").waitFor();
    await alice.people.getByText("robert").waitFor();
  });

  test("who writes is shown", async () => {
    const alice = await join(one.url, "alice");
    const bob = await join(two.url, "bob");
    await alice.message.pressSequentially("hel");
    await bob.page.getByText("alice is typing").waitFor();
  });
});

describe("when a server goes away", () => {
  test("the page reconnects, says its name again, and nothing is lost or doubled", async () => {
    const alice = await join(one.url, "alice");
    const bob = await join(two.url, "bob");
    await bob.say("first");
    await alice.hears("first");

    await one.stop("SIGKILL");
    await alice.status.getByText("Reconnecting").waitFor();
    await bob.say("while alice was away");
    await alice.say("from the outbox");
    one = await startServer(redis.url, { SERVER_ID: "one-again", PORT: String(one.port) });

    await alice.connected();
    await alice.hears("while alice was away");
    await bob.hears("from the outbox");
    await alice.say("back");
    await bob.hears("back");
    await bob.people.getByText("alice").waitFor();
    for (const text of ["first", "while alice was away", "from the outbox", "back"]) {
      expect(await alice.times(text), `alice sees "${text}"`).toBe(1);
      expect(await bob.times(text), `bob sees "${text}"`).toBe(1);
    }
  });

  test("SIGTERM ends it with exit code 0, and its clients are told", async () => {
    const alice = await join(one.url, "alice");
    const gone = one.stop("SIGTERM");
    await alice.status.getByText("Reconnecting").waitFor();
    expect(await gone).toBe(0);
    expect(await one.stop()).toBe(0);
  });
});

describe("what people type", () => {
  test("is never markup, and bends nothing", async () => {
    const alice = await join(one.url, "alice");
    const bob = await join(two.url, "<b>bob</b>");
    await alice.people.getByText("<b>bob</b>").waitFor();
    const hostile = [
      '<img src=x onerror="document.title=1">',
      "<script>document.title = 2</script>",
      "\u202egnp.exe",
      "z\u0353\u0353\u0353\u0353\u0353algo",
      "javascript:alert(1)",
      "👩‍👩‍👧‍👦".repeat(142),
    ];
    for (const text of hostile) {
      await bob.say(text);
      await alice.messages.getByText(text.slice(0, 40)).first().waitFor();
    }
    expect(await alice.messages.locator("img, script").count()).toBe(0);
    expect(await alice.messages.getByRole("link").count()).toBe(0);
    const { scrollWidth, clientWidth } = await alice.page.evaluate(() => {
      const { scrollWidth, clientWidth } = document.documentElement;
      return { scrollWidth, clientWidth };
    });
    expect(scrollWidth).toBe(clientWidth);
  });

  test("is linked where it is an address", async () => {
    const alice = await join(one.url, "alice");
    await alice.say("see https://example.com/a?b=c, now");
    const link = alice.messages.getByRole("link", { name: "https://example.com/a?b=c" });
    await link.waitFor();
    expect(await link.getAttribute("rel")).toContain("noopener");
  });
});

describe("the page", () => {
  test.each([
    { name: "phone-light", viewport: { width: 360, height: 740 }, colorScheme: "light" },
    { name: "phone-dark", viewport: { width: 360, height: 740 }, colorScheme: "dark" },
    { name: "desktop-light", viewport: { width: 1280, height: 800 }, colorScheme: "light" },
    { name: "desktop-dark", viewport: { width: 1280, height: 800 }, colorScheme: "dark" },
  ] as const)("fits $name, and axe finds nothing", async ({ name, ...options }) => {
    const alice = await join(one.url, "alice", options);
    const bob = await join(two.url, "bob", options);
    await alice.say("Good morning! Are both servers up?");
    await bob.hears("Good morning! Are both servers up?");
    await bob.say("Yes. You are on one, I am on two, and Redis carries it in between.");
    await bob.say("https://redis.io/docs/latest/develop/interact/pubsub/");
    await alice.hears("Yes. You are on one, I am on two, and Redis carries it in between.");
    await alice.say("Lovely, thank you!");
    await bob.hears("Lovely, thank you!");

    const source = await readFile(createRequire(import.meta.url).resolve("axe-core"), "utf8");
    await alice.page.evaluate(source); // handed in by the debugger: the page's own policy refuses it
    const violations = await alice.page.evaluate(async () => {
      const { violations } = await axe.run(document);
      return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`);
    });
    expect(violations).toEqual([]);
    const overflow = await alice.page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(overflow).toBe(0);
    await alice.page.screenshot({ path: `screenshots/${name}.png` });
  });

  test("asks nobody else for anything, and obeys a policy without inline code", async () => {
    const answer = await fetch(one.url);
    const policy = answer.headers.get("content-security-policy") ?? "";
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toContain("unsafe");
    const alice = await Person.open(browser, "about:blank");
    people.push(alice);
    const hosts = new Set<string>();
    alice.page.on("request", (request) => hosts.add(new URL(request.url()).host));
    await alice.page.goto(one.url);
    await alice.takeName("alice");
    expect([...hosts]).toEqual([`localhost:${one.port}`]);
  });

  test("comes from a page elsewhere: the socket is refused", async () => {
    const elsewhere = await Person.open(browser, two.url);
    people.push(elsewhere);
    const code = await elsewhere.page.evaluate(
      (url) =>
        new Promise((resolve) => {
          const socket = new WebSocket(url);
          socket.onopen = () => resolve("open");
          socket.onerror = () => resolve("refused");
        }),
      `ws://localhost:${one.port}/ws`,
    );
    expect(code).toBe("refused");
    elsewhere.complaints.length = 0; // the refusal itself
  });

  test("has the number of connections right", async () => {
    await join(one.url, "alice");
    await join(one.url, "bob");
    await until(
      async () => (await (await fetch(`${one.url}/api/health`)).json()).connectedClients === 2,
      "the server did not count two connections",
    );
  });
});
