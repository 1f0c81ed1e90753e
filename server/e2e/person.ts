import {
  type Browser,
  type BrowserContext,
  chromium,
  type Locator,
  type Page,
} from "playwright-core";

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

/** Somebody in front of the page, who sees it through roles and labels, as assistive technology does. */
export class Person {
  readonly page: Page;
  readonly context: BrowserContext;
  /** What the browser complained about: errors of scripts, refused content, requests that failed. */
  readonly complaints: string[] = [];

  private constructor(page: Page, context: BrowserContext) {
    this.page = page;
    this.context = context;
    page.on("pageerror", (error) => this.complaints.push(String(error)));
    page.on("console", (message) => {
      // That a server is away is what some tests are about.
      if (message.type() === "error" && !/WebSocket connection|ERR_/.test(message.text())) {
        this.complaints.push(message.text());
      }
    });
  }

  /** Opens the chat in a browser profile of its own. */
  static async open(
    browser: Browser,
    url: string,
    options: { viewport?: { width: number; height: number }; colorScheme?: "light" | "dark" } = {},
  ): Promise<Person> {
    const context = await browser.newContext(options);
    const person = new Person(await context.newPage(), context);
    await person.page.goto(url);
    return person;
  }

  /** Opens the chat and takes a name. */
  static async join(
    browser: Browser,
    url: string,
    name: string,
    options: Parameters<typeof Person.open>[2] = {},
  ): Promise<Person> {
    const person = await Person.open(browser, url, options);
    await person.takeName(name);
    return person;
  }

  async takeName(name: string): Promise<void> {
    await this.page.getByRole("textbox", { name: "Your name" }).fill(name);
    await this.page.getByRole("button", { name: "Join" }).click();
    await this.message.waitFor();
  }

  get message(): Locator {
    return this.page.getByRole("textbox", { name: "Message" });
  }

  get messages(): Locator {
    return this.page.getByRole("log", { name: "Messages" });
  }

  get status(): Locator {
    return this.page.getByRole("status", { name: "Connection" });
  }

  get notifications(): Locator {
    return this.page.getByRole("region", { name: "Notifications" });
  }

  get people(): Locator {
    return this.page.getByRole("list", { name: "People" });
  }

  get activity(): Locator {
    return this.page.getByRole("list", { name: "Activity" });
  }

  async say(text: string): Promise<void> {
    await this.message.fill(text);
    await this.message.press("Enter");
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
