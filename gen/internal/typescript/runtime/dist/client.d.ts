import type { ClientOptions, EventwireClient } from "./api.js";
import { type Events } from "./contract.js";
/**
 * Creates the client of a contract. It opens nothing before `connect`.
 *
 * It is one closure, without classes and without objects of its own, because only local names get short in a bundle.
 */
export declare const newClient: <Receive, Send>(receive: Events, send: Events, { url, protocols, WebSocket, middleware, debug, }: ClientOptions) => EventwireClient<Receive, Send>;
