import { expect, it } from "vitest";
import { socketURL } from "./client.ts";

it("the socket goes where the page came from, encrypted where it was", () => {
  expect(socketURL({ protocol: "http:", host: "localhost:3001" })).toBe("ws://localhost:3001/ws");
  expect(socketURL({ protocol: "https:", host: "chat.example" })).toBe("wss://chat.example/ws");
});
