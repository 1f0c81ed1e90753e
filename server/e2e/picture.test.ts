import { test } from "vitest";
import { still } from "./look.ts";
import type { Person } from "./person.ts";
import { setStage } from "./stage.ts";

const stage = setStage();

/** Two pages beside each other, as one picture. */
async function beside(viewer: Person, pictures: readonly Buffer[], path: string): Promise<void> {
  const images = pictures.map(
    (one) => `<img src="data:image/png;base64,${one.toString("base64")}">`,
  );
  const page = await viewer.context.newPage();
  await page.setViewportSize({ width: 1480, height: 800 });
  await page.setContent(`
    <style>
      body { align-items: center; background: #d9dcf0; display: flex; gap: 32px; justify-content: center; margin: 0; height: 800px }
      img { border-radius: 14px; box-shadow: 0 14px 40px rgb(30 30 90 / 28%) }
    </style>
    ${images.join("")}`);
  await page.screenshot({ path });
  await page.close();
}

test("a lively conversation over two servers, as the README shows it", async () => {
  const alice = await stage.join(stage.one, "Alice", {
    viewport: { width: 1000, height: 720 },
    colorScheme: "light",
  });
  const bob = await stage.join(stage.two, "Bob", {
    viewport: { width: 376, height: 720 },
    colorScheme: "dark",
    hasTouch: true,
  });
  const carol = await stage.join(stage.two, "Carol");
  const dmitri = await stage.join(stage.one, "Dmitri");
  const script: [Person, string][] = [
    [carol, "Morning! Who moved the release to today?"],
    [alice, "I did: the last test went green at six."],
    [alice, "Instance two is on the new build already."],
    [bob, "That's me, and nothing broke. I pulled the plug once, too: it came back by itself."],
    [dmitri, "How it resumes: https://redis.io/docs/latest/develop/data-types/streams/"],
    [carol, "So what I write without a network goes out later?"],
    [bob, "Try it:\n1. airplane mode\n2. write\n3. look at the clock beside it"],
    [alice, "And nobody sees it twice."],
    [carol, "🎉"],
  ];
  for (const [person, text] of script) {
    await person.say(text);
    await alice.bubble(text.split("\n")[0] ?? text).waitFor();
  }
  await bob.bubble("🎉").waitFor();
  await alice.dismissAll();
  const body = JSON.stringify({
    level: "success",
    title: "Released",
    message: "Version 1.4 is out.",
  });
  await fetch(`${stage.two.url}/api/notify`, { method: "POST", body });
  await alice.notifications.getByText("Released").waitFor();
  await bob.notifications.getByText("Released").waitFor();
  await bob.dismissAll();
  await dmitri.message.pressSequentially("Let me ");
  await alice.page.getByText("Dmitri is typing…").waitFor();
  await bob.page.getByText("Dmitri is typing…").waitFor();
  for (const { page } of [alice, bob]) {
    await page.mouse.move(0, 0);
    await still(page);
  }
  const pictures = [await alice.page.screenshot(), await bob.page.screenshot()];
  await beside(dmitri, pictures, "screenshots/readme.png");
});
