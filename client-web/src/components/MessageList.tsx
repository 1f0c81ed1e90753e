import { type JSX, useEffect, useLayoutEffect, useRef, useState } from "react";
import { Virtualizer } from "virtua";
import { useClock } from "../hooks/useClock.ts";
import { useReader } from "../hooks/useReader.ts";
import type { Row } from "../lib/rows.ts";
import { plural } from "../lib/text.ts";
import { dayName } from "../lib/times.ts";
import { Icon } from "./Icon.tsx";
import { Message } from "./Message.tsx";

interface Props {
  readonly rows: readonly Row[];
  /** Whether the server has said what it has to say on entry: a conversation without rows is then a new one. */
  readonly loaded: boolean;
  readonly onRetry: (key: string) => void;
  readonly onDiscard: (key: string) => void;
}

/** New rows are taken to be measured within this many milliseconds. */
const settling = 300;

/** The first rows are shown after this many milliseconds: by then they stand where they stay. */
const measuring = 50;

/** The reader counts as being at the end within this many pixels of it. */
const nearEnd = 48;

/**
 * Shows the conversation. Only what is near the screen is in the document, so that 10,000 messages
 * scroll smoothly. It follows new messages while the reader is at the end, and otherwise stays.
 */
export function MessageList({ rows, loaded, onRetry, onDiscard }: Props): JSX.Element {
  const region = useRef<HTMLDivElement>(null);
  const [shown, setShown] = useState(false);
  const reader = useReader();
  const lastOffset = useRef(0);
  const settled = useRef(0);
  const firstKey = useRef<string>(undefined);
  // The last row that the reader saw before leaving the end; undefined at the end.
  const [left, setLeft] = useState<string>();
  // The same as a ref: rows are measured, and scroll, between a decision and the drawing of it.
  const following = useRef(true);
  const lastKey = rows.at(-1)?.key;
  const now = useClock(60_000);

  const toEnd = () => {
    following.current = true;
    reader.rest();
    setLeft(undefined);
    settled.current = performance.now() + settling;
    // Not by the list's own scrollToIndex: that goes on for a while, against the reader's hand.
    if (region.current !== null) region.current.scrollTop = region.current.scrollHeight;
  };
  const scrolled = (offset: number) => {
    const element = region.current;
    if (element === null) return;
    const below = element.scrollHeight - element.scrollTop - element.clientHeight;
    if (below <= nearEnd) {
      following.current = true;
      setLeft(undefined);
    }
    // Rows that are measured move the offset too, and so does a field that grows. While that may be, a
    // move counts as the reader's only with a sign of a hand; later every move does, as that of a
    // search within the page.
    else if (following.current) {
      const up = offset < lastOffset.current;
      if (up && (reader.moved() || performance.now() > settled.current)) {
        following.current = false;
        setLeft(lastKey);
      } else element.scrollTop = element.scrollHeight;
    }
    lastOffset.current = offset;
  };

  // biome-ignore lint/correctness/useExhaustiveDependencies: follows each new last row
  useLayoutEffect(() => {
    const last = rows.at(-1);
    const justSent = last?.kind === "message" && last.delivery === "pending";
    if (following.current || justSent) toEnd();
  }, [lastKey]);
  useEffect(() => {
    firstKey.current = rows[0]?.key;
  }, [rows]);

  // The field below grows with what is written in it, at the list's cost.
  useEffect(() => {
    const element = region.current;
    if (element === null) return;
    const settle = () => {
      settled.current = performance.now() + settling;
    };
    const observer = new ResizeObserver(() => {
      settle();
      if (following.current) element.scrollTop = element.scrollHeight;
    });
    observer.observe(element);
    document.addEventListener("input", settle);
    return () => {
      observer.disconnect();
      document.removeEventListener("input", settle);
    };
  }, []);

  const empty = rows.length === 0;
  useEffect(() => {
    if (empty) return;
    const timer = setTimeout(setShown, measuring, true);
    return () => clearTimeout(timer);
  }, [empty]);

  // Where the oldest rows were forgotten, the others keep their place on the screen.
  const forgotten = firstKey.current !== undefined && firstKey.current !== rows[0]?.key;

  return (
    <div className="conversation">
      <div
        ref={region}
        role="log"
        aria-label="Messages"
        aria-live="off"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
        tabIndex={0}
        className="messages"
        data-shown={shown}
        {...reader.handlers}
      >
        <div className="messages-rows">
          <Virtualizer
            scrollRef={region}
            data={rows}
            shift={forgotten}
            onScroll={scrolled}
            onResize={() => following.current && toEnd()}
          >
            {(row) => (
              <ListRow key={row.key} row={row} now={now} onRetry={onRetry} onDiscard={onDiscard} />
            )}
          </Virtualizer>
        </div>
      </div>
      {empty && loaded && (
        <div className="empty">
          <Icon name="chat" />
          <p className="empty-title">No messages yet</p>
          <p>Say something: everybody who is here will see it, on every server.</p>
        </div>
      )}
      {left !== undefined && (
        <button type="button" className="to-end" onClick={toEnd}>
          <Icon name="down" />
          {newMessages(rows, left)}
        </button>
      )}
    </div>
  );
}

function newMessages(rows: readonly Row[], seen: string): string {
  const after = rows.slice(rows.findLastIndex(({ key }) => key === seen) + 1);
  const count = after.filter((row) => row.kind === "message" && !row.own).length;
  return count === 0 ? "Latest messages" : plural(count, "new message", "new messages");
}

function ListRow({
  row,
  now,
  onRetry,
  onDiscard,
}: { row: Row; now: number } & Pick<Props, "onRetry" | "onDiscard">): JSX.Element {
  switch (row.kind) {
    case "day":
      return (
        <p className="day">
          <time dateTime={new Date(row.timestamp).toISOString()}>
            {dayName(row.timestamp, now)}
          </time>
        </p>
      );
    case "gap":
      return <p className="gap">Some messages may be missing here: you were away for too long.</p>;
    case "message": {
      const { kind, key, ...message } = row;
      return <Message messageKey={key} onRetry={onRetry} onDiscard={onDiscard} {...message} />;
    }
  }
}
