import { type JSX, useEffect, useMemo, useState } from "react";
import { Announcer } from "./components/Announcer.tsx";
import { ConnectionStatus } from "./components/ConnectionStatus.tsx";
import { Drawer } from "./components/Drawer.tsx";
import { Icon } from "./components/Icon.tsx";
import { MessageInput } from "./components/MessageInput.tsx";
import { MessageList } from "./components/MessageList.tsx";
import { Notifications } from "./components/Notifications.tsx";
import { Profile } from "./components/Profile.tsx";
import { Sidebar } from "./components/Sidebar.tsx";
import { UsernameForm } from "./components/UsernameForm.tsx";
import { useConnection } from "./hooks/useConnection.ts";
import { useDraft } from "./hooks/useDraft.ts";
import { useMediaQuery } from "./hooks/useMediaQuery.ts";
import { useMessages } from "./hooks/useMessages.ts";
import { useNotifications } from "./hooks/useNotifications.ts";
import { useOwnIds } from "./hooks/useOwnIds.ts";
import { usePresence } from "./hooks/usePresence.ts";
import { useTheme } from "./hooks/useTheme.ts";
import { useTitle } from "./hooks/useTitle.ts";
import { useTyping } from "./hooks/useTyping.ts";
import { useUserEvents } from "./hooks/useUserEvents.ts";
import { useUsername } from "./hooks/useUsername.ts";
import type { ChatClient } from "./lib/client.ts";
import { layOut } from "./lib/rows.ts";
import { typingSentence } from "./lib/typing.ts";

/** The chat page over one client, which it connects and which lives as long as the page. */
export function App({ client }: { readonly client: ChatClient }): JSX.Element {
  const connection = useConnection(client);
  const { userId } = connection;
  const away = connection.status.state === "reconnecting";
  const own = useOwnIds(userId);
  const conversation = useMessages(client, own);
  const { messages } = conversation;
  const presence = usePresence(client);
  const log = useUserEvents(client);
  const { toasts, dismiss, setPaused } = useNotifications(client, userId);
  const typing = useTyping(client, userId);
  const username = useUsername(client, userId);
  const { theme, switchTheme } = useTheme();
  const [draft, setDraft] = useDraft();
  const wide = useMediaQuery("(min-width: 56rem)");
  const [open, setOpen] = useState(false);
  const [anonymous, setAnonymous] = useState(false);
  useTitle(client, own);

  // After the hooks above have subscribed: effects run in this order.
  useEffect(() => client.connect(), [client]);

  const rows = useMemo(
    () => layOut(messages, { userId, name: username.name || "Anonymous" }, own),
    [messages, userId, username.name, own],
  );

  const write = (text: string) => {
    setDraft(text);
    typing.typed(text);
  };
  const send = (text: string) => {
    conversation.send(text);
    setDraft("");
    typing.sent();
  };

  const known =
    username.name !== "" || (username.busy && username.wanted !== "" && username.problem === "");
  const sidebar = (
    <Sidebar presence={presence} log={log} userId={userId}>
      <Profile userId={userId} username={username} />
    </Sidebar>
  );

  return (
    <div className="page">
      <header className="top">
        <h1>
          <img src="/favicon.svg" alt="" width="28" height="28" />
          <span className="brand">Eventwire</span>
        </h1>
        <ConnectionStatus connection={connection} onReconnect={() => client.connect()} />
        {!wide && (
          <button
            type="button"
            className="icon-button people-button"
            aria-label={`Who is here: ${presence.total}`}
            aria-haspopup="dialog"
            onClick={() => setOpen(true)}
          >
            <Icon name="people" />
            <span aria-hidden="true">{presence.total}</span>
          </button>
        )}
        <button
          type="button"
          className="icon-button"
          aria-label={theme === "dark" ? "Light theme" : "Dark theme"}
          onClick={switchTheme}
        >
          <Icon name={theme === "dark" ? "sun" : "moon"} />
        </button>
      </header>
      <main>
        <h2 className="visually-hidden">Conversation</h2>
        <MessageList
          rows={rows}
          loaded={userId !== ""}
          onRetry={conversation.retry}
          onDiscard={conversation.discard}
        />
        <div className="dock">
          {known || anonymous ? (
            <MessageInput
              draft={draft}
              onDraft={write}
              onSend={send}
              note={away ? "Messages wait until you are back." : typingSentence(typing.typists)}
            />
          ) : (
            <div className="welcome">
              <h2>Join the chat</h2>
              <UsernameForm
                initial={username.wanted}
                action="Join"
                busy={username.busy}
                problem={username.problem}
                hint="Everybody here will see it. You can take another one at any time."
                onSubmit={username.ask}
              />
              <button type="button" className="link-button" onClick={() => setAnonymous(true)}>
                Stay anonymous
              </button>
            </div>
          )}
        </div>
      </main>
      {wide && (
        <aside className="side" aria-label="People and activity">
          {sidebar}
        </aside>
      )}
      {!wide && open && (
        <Drawer label="People and activity" onClose={() => setOpen(false)}>
          {sidebar}
        </Drawer>
      )}
      <Announcer rows={rows} since={connection.since} />
      <Notifications toasts={toasts} onDismiss={dismiss} onPause={setPaused} />
    </div>
  );
}
