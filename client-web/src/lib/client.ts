import { type Client, createClient } from "@eventwire/chat";

/** The chat's client: its events, its state and its way to publish. */
export type ChatClient = Client;

/** Creates the page's one client, for the server that the page came from. It opens nothing before `connect`. */
export function createChatClient(): ChatClient {
  return createClient({ url: socketURL(window.location) });
}

/** The WebSocket address of the server that served a page: encrypted where the page was. */
export function socketURL({ protocol, host }: Pick<Location, "protocol" | "host">): string {
  return `${protocol === "https:" ? "wss:" : "ws:"}//${host}/ws`;
}
