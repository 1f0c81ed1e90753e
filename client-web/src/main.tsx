import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./App.tsx";
import { ErrorBoundary } from "./components/ErrorBoundary.tsx";
import { createChatClient } from "./lib/client.ts";
import "./styles/index.css";

const root = document.getElementById("root");
if (root === null) throw new Error('index.html has no element with the id "root"');

// One client for as long as the page lives: React may mount and unmount the page as it likes.
const client = createChatClient();
createRoot(root).render(
  <StrictMode>
    <ErrorBoundary>
      <App client={client} />
    </ErrorBoundary>
  </StrictMode>,
);
