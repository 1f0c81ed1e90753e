import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect } from "vitest";
import { type Appearance, Person, startBrowser } from "./person.ts";
import { type Running, type Server, startRedis, startServer } from "./stack.ts";

/** What every test of a file begins with: a Redis, and two servers on it. */
export interface Stage {
  readonly redis: Running & { readonly url: string };
  one: Server;
  readonly two: Server;
  /** Opens a server's page. */
  open(server: Server, appearance?: Appearance): Promise<Person>;
  /** Opens a server's page and takes a name. */
  join(server: Server, name: string, appearance?: Appearance): Promise<Person>;
}

/** Sets the stage anew for each test of a file, and clears it. A test fails where a browser complained of something. */
export function setStage(environment: Record<string, string> = {}): Stage {
  let browser: Browser;
  let people: Person[] = [];
  const settings = { LEAVE_GRACE: "2s", ...environment };

  beforeAll(async () => {
    browser = await startBrowser();
  });
  afterAll(async () => {
    await browser.close();
  });
  beforeEach(async () => {
    const redis = await startRedis();
    const [one, two] = await Promise.all(
      ["one", "two"].map((id) => startServer(redis.url, { SERVER_ID: id, ...settings })),
    );
    Object.assign(stage, { redis, one, two });
  });
  afterEach(async ({ task }) => {
    if (task.result?.state === "fail") await photograph(people, task.name);
    const complaints = people.flatMap((person) => person.complaints);
    await Promise.all(people.map((person) => person.leave()));
    people = [];
    await Promise.all([stage.one.stop(), stage.two.stop()]);
    await stage.redis.stop();
    expect(complaints).toEqual([]);
  });

  const open: Stage["open"] = async (server, appearance) => {
    const person = await Person.open(browser, server.url, appearance);
    people.push(person);
    return person;
  };
  const stage = {
    open,
    async join(server, name, appearance) {
      const person = await open(server, appearance);
      await person.takeName(name);
      return person;
    },
  } as Stage;
  return stage;
}

/** Leaves a picture of what everybody saw when a test failed. */
async function photograph(people: readonly Person[], test: string): Promise<void> {
  const name = test.replace(/\W+/g, "-").slice(0, 60);
  for (const [n, { page }] of people.entries())
    if (!page.isClosed()) await page.screenshot({ path: `screenshots/failed-${name}-${n}.png` });
}
