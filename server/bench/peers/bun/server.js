// The peer on Bun: its native publish, behind its native Redis client.
// Usage: bun server.js <port> <redis host:port>
import { RedisClient } from "bun";

const channel = "chat";
const [port, redis] = process.argv.slice(2);
const publisher = new RedisClient(`redis://${redis}`);
const subscriber = new RedisClient(`redis://${redis}`);
await publisher.connect();
await subscriber.connect();

const server = Bun.serve({
  hostname: "127.0.0.1",
  port: Number(port),
  fetch(request, server) {
    return server.upgrade(request) ? undefined : new Response("a WebSocket server", { status: 426 });
  },
  websocket: {
    open(socket) {
      socket.subscribe(channel);
    },
    message(_socket, text) {
      publisher.publish(channel, text);
    },
  },
});

await subscriber.subscribe(channel, (text) => {
  server.publish(channel, text);
});
