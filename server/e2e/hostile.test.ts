import { expect, test } from "vitest";
import { overflows, violations } from "./look.ts";
import { desktop, phone } from "./person.ts";
import { setStage } from "./stage.ts";

const stage = setStage();

const zalgo = `z${"\u0353\u0310\u0489".repeat(60)}algo`;
const texts: Record<string, string> = {
  "an image": '<img src=x onerror="document.title=1">',
  "a script": "<script>document.title = 2</script>",
  "a closing tag": '</div></article><h1 style="font-size:99px">',
  "an address that is code": "javascript:document.title=3",
  "an address that hides its host": "https://bank.example@evil.example/",
  "a turned direction": "\u202egnp.exe\u202d and \u2067more",
  "marks that climb": zalgo,
  "an unbroken word": "W".repeat(1000),
  "a thousand emoji": "👍".repeat(1000),
  "families of emoji": "👩‍👩‍👧‍👦".repeat(142),
  "a wall of lines": "line\n".repeat(200),
  "no letter that is seen": "\u2800\u3164\u2800",
};
const names = ["<b>bob</b>", "W".repeat(50), "يحيى 🎉"];

test.each([
  ["phone", phone],
  ["desktop", desktop],
] as const)("what people type is never markup, and bends nothing on a %s", async (device, appearance) => {
  const alice = await stage.join(stage.one, "alice", appearance);
  for (const [n, name] of names.entries()) {
    const bob = await stage.open(stage.two);
    await bob.takeName(name);
    for (const text of Object.values(texts).filter((_, i) => i % names.length === n)) {
      await bob.say(text);
      await alice.messages.getByText(text.trim().slice(0, 30)).last().waitFor();
      expect({ text, found: await overflows(alice.page) }).toEqual({ text, found: [] });
      const bubble = await alice.messages.getByRole("article").last().boundingBox();
      expect(bubble?.height, text).toBeLessThan(1000);
    }
    await alice.page.screenshot({ path: `screenshots/${device}-hostile-${n}.png` });
    expect(await violations(alice.page)).toEqual([]);
    await bob.leave();
  }
  expect(await alice.messages.locator("img, script, h1").count()).toBe(0);
  expect(await alice.messages.getByRole("link").count()).toBe(0);
  expect(await alice.page.title()).toBe("Eventwire chat");
});

test("an address is a link that gives this page away to nobody", async () => {
  const alice = await stage.join(stage.one, "alice");
  await alice.say("see https://example.com/a?b=c, now");
  const link = alice.messages.getByRole("link", { name: "https://example.com/a?b=c", exact: true });
  await link.waitFor();
  expect(await link.getAttribute("rel")).toBe("noopener noreferrer nofollow");
});

test.each([
  ["turns the direction", "\u202enitram", /direction or invisible/],
  ["climbs over other lines", `z${"\u0353".repeat(20)}`, /combining marks/],
  ["shows nothing", "\u2800\u3164", /invisible/],
])("a name that %s is refused, and the page says why", async (_what, name, why) => {
  const alice = await stage.open(stage.one);
  await alice.page.getByRole("textbox", { name: "Your name" }).fill(name);
  await alice.page.getByRole("button", { name: "Join" }).click();
  await alice.page.getByText(why).waitFor();
});
