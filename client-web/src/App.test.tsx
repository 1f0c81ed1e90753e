import { screen, within } from "@testing-library/react";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { recall, remember } from "./lib/storage.ts";
import { alice, bob, Chat, me, noon, uuid } from "./test/chat.tsx";
import { type Media, stubMedia, wideScreen } from "./test/media.ts";

const field = () => screen.getByRole<HTMLTextAreaElement>("textbox", { name: "Message" });
const nameField = () => screen.getByRole("textbox", { name: "Your name" });
const messages = () => within(screen.getByRole("log", { name: "Messages" }));
const delivery = (text: string) =>
  messages().getByText(text).closest("article")?.dataset["delivery"];
const toasts = () => within(screen.getByRole("region", { name: "Notifications" }));
const status = () => screen.getByRole("status", { name: "Connection" });

let chat: Chat;
let media: Media;
beforeEach(() => {
  media = stubMedia({ [wideScreen]: true });
  chat = new Chat();
});

/** Opens the page as somebody who has a name. */
async function openAs(name: string): Promise<void> {
  remember("local", "name", name);
  await chat.open();
}

describe("names", () => {
  it("asks for one first, and remembers it", async () => {
    await chat.open();
    await chat.user.type(nameField(), " carol {Enter}");
    await chat.pass();
    expect(chat.published("client.setUsername")).toEqual([{ username: "carol" }]);
    expect(document.activeElement).toBe(field());
    expect(recall("local", "name")).toBe("carol");
  });

  it("says it again on each connection", async () => {
    await openAs("carol");
    await chat.cut();
    await chat.restore();
    const asked = { username: "carol" };
    expect(chat.published("client.setUsername")).toEqual([asked, asked]);
  });

  it("says why the server refused one, and takes another", async () => {
    chat.server.answer = ({ event, data }) =>
      event === "client.setUsername" && data.username === "alice"
        ? { error: { code: "username_taken", message: "somebody here has this name" } }
        : undefined;
    await chat.open();
    await chat.user.type(nameField(), "alice{Enter}");
    await chat.pass();
    const why = "Somebody here has this name.";
    screen.getByRole("textbox", { name: "Your name", description: why });
    expect(nameField().getAttribute("aria-invalid")).toBe("true");
    await chat.user.clear(nameField());
    await chat.user.type(nameField(), "alicia{Enter}");
    await chat.pass();
    expect(document.activeElement).toBe(field());
  });

  it("lets somebody stay anonymous", async () => {
    await chat.open();
    await chat.user.click(screen.getByRole("button", { name: "Stay anonymous" }));
    await chat.user.type(field(), "hello{Enter}");
    expect(chat.published("client.message")).toEqual([{ message: "hello" }]);
  });
});

describe("a message of ours", () => {
  beforeEach(() => openAs("carol"));

  it("is pending, sent, and delivered in the place that the server gave it", async () => {
    chat.server.answer = () => "silence";
    await chat.user.type(field(), "hello{Enter}");
    expect(field().value).toBe("");
    expect(delivery("hello")).toBe("pending");
    messages().getByText("Sending…");

    const id = chat.server.received.findLast(({ event }) => event === "client.message")?.id;
    const at = chat.place();
    chat.server.send(JSON.stringify({ ack: id, at }));
    await chat.pass();
    expect(delivery("hello")).toBe("sent");

    const told = { id: uuid(), userId: me, from: "carol", message: "hello", timestamp: noon };
    await chat.tell("server.message", told, at);
    expect(delivery("hello")).toBe("told");
    messages().getByText("Delivered");
  });

  it("says why it failed, and goes out on a retry", async () => {
    chat.server.answer = () => ({ error: { code: "rate_limited", message: "too fast" } });
    await chat.user.type(field(), "hello{Enter}");
    await chat.pass();
    expect(delivery("hello")).toBe("failed");
    messages().getByText("That was too fast. Wait a moment and try again.");

    const at = chat.place();
    chat.server.answer = () => ({ at });
    await chat.user.click(messages().getByRole("button", { name: "Retry" }));
    await chat.pass();
    expect(delivery("hello")).toBe("sent");
    expect(chat.published("client.message")).toHaveLength(2);
  });

  it("can be given up where it failed", async () => {
    chat.server.answer = () => ({ error: { code: "internal", message: "" } });
    await chat.user.type(field(), "hello{Enter}");
    await chat.pass();
    await chat.user.click(messages().getByRole("button", { name: "Discard" }));
    expect(messages().queryByText("hello")).toBeNull();
  });

  it("fails where the server is silent for too long", async () => {
    chat.server.answer = () => "silence";
    await chat.user.type(field(), "hello{Enter}");
    await chat.pass(10_000);
    messages().getByText("The server did not answer in time.");
  });

  it("waits while there is no connection, and goes out by itself", async () => {
    await chat.cut();
    await chat.user.type(field(), "from the tunnel{Enter}");
    await chat.pass(30_000);
    screen.getByText("Messages wait until you are back.");
    expect(delivery("from the tunnel")).toBe("pending");
    expect(chat.published("client.message")).toEqual([]);
    await chat.restore();
    expect(screen.queryByText("Messages wait until you are back.")).toBeNull();
    expect(chat.published("client.message")).toEqual([{ message: "from the tunnel" }]);
    expect(delivery("from the tunnel")).toBe("sent");
  });
});

describe("the conversation", () => {
  beforeEach(() => openAs("carol"));

  it("shows each message once, though React mounts the page twice", async () => {
    expect(chat.server.connections).toBe(1);
    await chat.say(alice, "alice", "hello");
    expect(messages().getAllByText("hello")).toHaveLength(1);
    await chat.tell("server.userJoined", { userId: bob, username: "bob" });
    expect(toasts().getAllByRole("listitem")).toHaveLength(1);
  });

  it("says where messages may be missing", async () => {
    await chat.say(alice, "alice", "before");
    await chat.gap();
    await chat.say(alice, "alice", "after");
    const all = screen.getByRole("log").textContent;
    expect(all).toMatch(/before.*Some messages may be missing here.*after/u);
  });

  it("lets a screen reader say what others write from now on, and nothing else", async () => {
    const said = () => document.querySelector("[aria-relevant=additions]")?.textContent;
    await chat.say(bob, "bob", "long ago", noon - 60_000);
    await chat.say(me, "carol", "my own");
    expect(said()).toBe("");
    await chat.say(alice, "alice", "hello");
    expect(said()).toBe("alice: hello");
  });

  it("names who is typing until their message comes", async () => {
    await chat.tell("server.typing", { userId: alice, username: "alice", typing: true });
    screen.getByText("alice is typing…");
    await chat.say(alice, "alice", "there");
    expect(screen.queryByText("alice is typing…")).toBeNull();
  });

  it("goes on after an event that breaks the contract, and shows nothing of it", async () => {
    const told = vi.spyOn(console, "error").mockReturnValue();
    chat.server.send('{"event":"server.message","data":{"message":7}}');
    chat.server.send('{"event":"server.fromTheFuture","data":{}}');
    await chat.say(alice, "alice", "still here");
    expect(messages().getAllByRole("article")).toHaveLength(1);
    expect(told).toHaveBeenCalledOnce();
  });
});

describe("people and activity", () => {
  it("follows who is here, and logs what they do", async () => {
    await openAs("carol");
    await chat.tell("server.userJoined", { userId: bob, username: "bob" });
    await chat.tell("server.userRenamed", { userId: bob, from: "bob", username: "robert" });
    await chat.tell("server.userLeft", { userId: alice, username: "alice" });
    const people = within(screen.getByRole("list", { name: "People" }));
    expect(people.getAllByRole("listitem").map((one) => one.textContent)).toEqual(["Rrobert"]);
    const log = within(screen.getByRole("list", { name: "Activity" }));
    expect(log.getAllByRole("listitem").map((one) => one.firstChild?.textContent)).toEqual([
      "bob joined",
      "bob is now robert",
      "alice left",
    ]);
  });

  it("stand in a drawer where the screen is narrow", async () => {
    media.set(wideScreen, false);
    await openAs("carol");
    expect(screen.queryByRole("list", { name: "People" })).toBeNull();
    await chat.user.click(screen.getByRole("button", { name: "Who is here: 1" }));
    const drawer = screen.getByRole("dialog", { name: "People and activity" });
    within(drawer).getByText("alice");
    await chat.user.click(within(drawer).getByRole("button", { name: "Close" }));
    expect(screen.queryByRole("dialog")).toBeNull();
  });
});

describe("the connection", () => {
  it("is shown with the server, and with the next try where it broke", async () => {
    await openAs("carol");
    expect(status().textContent).toBe("Connected to server-test");
    await chat.cut();
    expect(status().textContent).toBe("Reconnecting…");
    screen.getByText("next try in 1 s");
    await chat.restore();
    expect(status().textContent).toBe("Connected to server-again");
  });

  it("ends with the page, and leaves no timer behind", async () => {
    remember("local", "name", "carol");
    const page = await chat.open();
    await chat.user.type(field(), "half a th");
    await chat.tell("server.notification");
    page.unmount();
    await chat.pass(0);
    expect(chat.server.connections).toBe(0);
    expect(media.listeners).toBe(0);
    expect(vi.getTimerCount()).toBe(0);
  });
});

it("a draft is there again when the page is opened again", async () => {
  remember("local", "name", "carol");
  const page = await chat.open();
  await chat.user.type(field(), "half a thought");
  page.unmount();
  await chat.open();
  expect(field().value).toBe("half a thought");
});
