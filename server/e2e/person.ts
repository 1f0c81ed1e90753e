import {
  type Browser,
  type BrowserContext,
  chromium,
  type Locator,
  type Page,
  type Request,
} from "playwright-core";
import { observeLayout, tellViolations } from "./look.ts";

/** Starts the system's Chromium. */
export function startBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env["CHROMIUM"] ?? "/usr/bin/chromium",
    args: [
      "--no-sandbox",
      "--disable-background-networking",
      "--disable-component-update",
      "--no-first-run",
    ],
  });
}

/** The screen that somebody sits in front of, and what they asked their system for. */
export interface Appearance {
  readonly viewport?: { readonly width: number; readonly height: number };
  readonly hasTouch?: boolean;
  readonly colorScheme?: "light" | "dark";
  readonly reducedMotion?: "reduce" | "no-preference";
  readonly locale?: string;
  readonly timezoneId?: string;
}

/** The narrowest screen that the page is made for. */
export const phone = { viewport: { width: 360, height: 740 }, hasTouch: true } as const;
export const tablet = { viewport: { width: 820, height: 1180 }, hasTouch: true } as const;
export const wide = { viewport: { width: 2560, height: 1300 } } as const;
export const desktop = { viewport: { width: 1280, height: 800 } } as const;

/** Somebody in front of the page, who sees it through roles and labels, as assistive technology does. */
export class Person {
  readonly page: Page;
  readonly context: BrowserContext;
  /** What the browser complained about: errors of scripts, content that the policy refuses, requests that failed or went elsewhere. */
  readonly complaints: string[] = [];
  /** What the page asked for. */
  readonly requests: Request[] = [];

  readonly #touch: boolean;

  private constructor(page: Page, context: BrowserContext, url: string, touch: boolean) {
    this.#touch = touch;
    this.page = page;
    this.context = context;
    const { host } = new URL(url);
    const notice = (address: string) => {
      if (new URL(address).host !== host) this.complaints.push(`a request to ${address}`);
    };
    page.on("request", (request) => {
      this.requests.push(request);
      notice(request.url());
    });
    page.on("websocket", (socket) => notice(socket.url()));
    page.on("pageerror", (error) => this.complaints.push(String(error)));
    page.on("console", (message) => {
      // That a server is away is what some tests are about.
      if (message.type() === "error" && !/WebSocket connection|ERR_/.test(message.text())) {
        this.complaints.push(message.text());
      }
    });
  }

  /** Opens the chat in a browser profile of its own. */
  static async open(browser: Browser, url: string, appearance: Appearance = {}): Promise<Person> {
    const context = await browser.newContext(appearance);
    await context.addInitScript(observeLayout);
    await context.addInitScript(tellViolations);
    const page = await context.newPage();
    const person = new Person(page, context, url, appearance.hasTouch ?? false);
    await person.page.goto(url);
    return person;
  }

  async takeName(name: string): Promise<void> {
    await this.page.getByRole("textbox", { name: "Your name" }).fill(name);
    await this.page.getByRole("button", { name: "Join" }).click();
    await this.message.waitFor();
  }

  /** Goes from one thing to the next by the Tab key until it is at the one wanted. */
  async tabTo(wanted: Locator, key: "Tab" | "Shift+Tab" = "Tab"): Promise<void> {
    for (let presses = 0; presses < 60; presses++) {
      await this.page.keyboard.press(key);
      if (await wanted.evaluate((element) => element === document.activeElement)) return;
    }
    throw new Error(`the ${key} key does not reach ${wanted}`);
  }

  get message(): Locator {
    return this.page.getByRole("textbox", { name: "Message" });
  }

  get messages(): Locator {
    return this.page.getByRole("log", { name: "Messages" });
  }

  /** One message among those on the screen, by its text: the time that follows it, 4:05 after "room 1", does not count. */
  bubble(text: string): Locator {
    const words = this.page.locator(".words", { hasText: text });
    return this.messages.getByRole("article").filter({ has: words });
  }

  /** The button that leads to the end of the conversation, while the reader is elsewhere. */
  get toEnd(): Locator {
    return this.page.getByRole("button", { name: /new message|Latest messages/ });
  }

  get status(): Locator {
    return this.page.getByRole("status", { name: "Connection" });
  }

  get notifications(): Locator {
    return this.page.getByRole("region", { name: "Notifications" });
  }

  /** Dismisses all toasts that are there at this moment; one may go by itself at the next. */
  async dismissAll(): Promise<void> {
    await this.notifications.getByRole("button", { name: "Dismiss" }).evaluateAll((buttons) => {
      for (const button of buttons) (button as HTMLElement).click();
    });
  }

  get people(): Locator {
    return this.page.getByRole("list", { name: "People" });
  }

  get activity(): Locator {
    return this.page.getByRole("list", { name: "Activity" });
  }

  /** Puts a text into the message field by hand: what moves at a key press is no surprise. */
  async write(text: string): Promise<void> {
    await this.message.press("End");
    await this.message.fill(text);
  }

  async say(text: string): Promise<void> {
    await this.write(text);
    if (this.#touch) await this.page.getByRole("button", { name: "Send" }).click();
    else await this.message.press("Enter");
  }

  /** Says several things faster than any hand: beyond the server's rate limit, on the slowest machine too. */
  async burst(texts: readonly string[]): Promise<void> {
    await this.message.evaluate(async (field, texts) => {
      const value = Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, "value");
      for (const text of texts) {
        value?.set?.call(field, text);
        field.dispatchEvent(new Event("input", { bubbles: true }));
        await new Promise(requestAnimationFrame); // React draws the send button
        field.closest("form")?.requestSubmit();
      }
    }, texts);
  }

  /** Waits until the text is among the messages. */
  async hears(text: string): Promise<void> {
    await this.messages.getByText(text, { exact: true }).waitFor();
  }

  async connected(): Promise<void> {
    await this.status.getByText("Connected").waitFor();
  }

  /** How often the text stands among the messages. */
  times(text: string): Promise<number> {
    return this.messages.getByText(text, { exact: true }).count();
  }

  async leave(): Promise<void> {
    await this.context.close();
  }
}
