import { expect, test } from "vitest";
import { type Person, phone } from "./person.ts";
import { setStage } from "./stage.ts";

const limit = 8;
const stage = setStage({ RATE_LIMIT: String(limit) });

const button = (person: Person, name: string | RegExp) => person.page.getByRole("button", { name });
const focused = (person: Person) =>
  person.page.evaluate(() => document.activeElement?.getAttribute("aria-label"));

test("a keyboard alone is enough for all of it", async () => {
  const bob = await stage.join(stage.two, "bob");
  const alice = await stage.open(stage.one);
  const { keyboard } = alice.page;

  // A name, refused at first; then the field for messages is where the focus is.
  await alice.connected();
  await keyboard.type("bob");
  await keyboard.press("Enter");
  await alice.page.getByText("Somebody here has this name").waitFor();
  await keyboard.press("ControlOrMeta+A");
  await keyboard.type("alice");
  await keyboard.press("Enter");
  await alice.message.waitFor();
  await keyboard.type("hello");
  await keyboard.press("Shift+Enter");
  await keyboard.type("bob");
  await keyboard.press("Enter");
  await bob.bubble("hello bob").waitFor();

  // Another name, and back again where one was.
  await alice.tabTo(button(alice, "Change your name"));
  await keyboard.press("Enter");
  await keyboard.type("alicia");
  await keyboard.press("Enter");
  await bob.people.getByText("alicia").waitFor();
  await alice.page.waitForFunction(
    () => document.activeElement?.getAttribute("aria-label") === "Change your name",
  );

  // Read what was said before, and come back to the end.
  for (const part of ["one", "two", "three", "four"]) await bob.say(`${part}\n`.repeat(10));
  await alice.bubble("four").waitFor();
  await alice.tabTo(alice.messages, "Shift+Tab");
  await keyboard.press("PageUp");
  await alice.toEnd.waitFor();
  await alice.tabTo(alice.toEnd);
  await keyboard.press("Enter");
  await alice.toEnd.waitFor({ state: "detached" });

  // The other theme.
  await alice.tabTo(button(alice, "Dark theme"), "Shift+Tab");
  await keyboard.press("Enter");
  await button(alice, "Light theme").waitFor();

  // A toast.
  const body = JSON.stringify({ title: "Maintenance", message: "at nine", level: "info" });
  await fetch(`${stage.two.url}/api/notify`, { method: "POST", body });
  await alice.tabTo(button(alice, "Dismiss"), "Shift+Tab");
  await keyboard.press("Enter");
  await alice.notifications.getByText("Maintenance").waitFor({ state: "detached" });

  // A message that failed is given up.
  await alice.tabTo(alice.message);
  const retry = alice.messages.getByRole("button", { name: "Retry" });
  await alice.burst(Array.from({ length: limit + 2 }, (_, n) => `quick ${n}`));
  await retry.last().waitFor();
  await alice.tabTo(alice.messages.getByRole("button", { name: "Discard" }).last(), "Shift+Tab");
  const failed = await retry.count();
  await keyboard.press("Enter");
  await retry.nth(failed - 1).waitFor({ state: "detached" });
});

test("the drawer of a phone opens, keeps the focus, and gives it back", async () => {
  const alice = await stage.join(stage.one, "alice", phone);
  const { keyboard } = alice.page;
  await alice.tabTo(button(alice, /^Who is here/), "Shift+Tab");
  await keyboard.press("Enter");
  const drawer = alice.page.getByRole("dialog", { name: "People and activity" });
  await drawer.waitFor();
  await alice.tabTo(button(alice, "Change your name"));
  await keyboard.press("Enter");
  await keyboard.press("Escape"); // leaves the name, not the drawer
  await button(alice, "Change your name").waitFor();
  for (let presses = 0; presses < 10; presses++) {
    await keyboard.press("Tab");
    const outside = () => document.activeElement?.closest("main, header") !== null;
    expect(await alice.page.evaluate(outside)).toBe(false);
  }
  await keyboard.press("Escape");
  await drawer.waitFor({ state: "detached" });
  expect(await focused(alice)).toMatch(/^Who is here/);
});

test("what has the focus is seen to have it", async () => {
  const alice = await stage.join(stage.one, "alice");
  const seen = new Set<string>();
  for (let presses = 0; presses < 12; presses++) {
    await alice.page.keyboard.press("Tab");
    const [name, outlined] = await alice.page.evaluate(() => {
      const element = document.activeElement;
      if (!element || element === document.body) return ["the browser itself", true];
      const visible = (one: Element | null) => {
        const style = one && getComputedStyle(one);
        return style && (style.outlineStyle !== "none" || style.boxShadow !== "none");
      };
      const shown = visible(element) || visible(element.closest(".composer-field"));
      return [element.outerHTML.slice(0, 100), Boolean(shown)];
    });
    expect({ name, outlined }).toEqual({ name, outlined: true });
    seen.add(String(name));
  }
  expect(seen.size).toBeGreaterThan(5);
});
