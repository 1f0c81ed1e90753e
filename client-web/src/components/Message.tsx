import { type ComponentType, type JSX, memo, useRef, useState } from "react";
import { useClipped } from "../hooks/useClipped.ts";
import { colourOf } from "../lib/colour.ts";
import type { MessageRow } from "../lib/rows.ts";
import { linkify } from "../lib/text.ts";
import { clockTime, fullTime } from "../lib/times.ts";
import { Avatar } from "./Avatar.tsx";
import { Icon } from "./Icon.tsx";

interface Props extends Omit<MessageRow, "kind" | "key"> {
  readonly messageKey: string;
  readonly onRetry: (key: string) => void;
  readonly onDiscard: (key: string) => void;
}

/** A shorter message has fewer lines than a folded one keeps, on the narrowest screen too. */
const mayBeLong = (text: string): boolean => text.length > 200 || text.split("\n", 11).length > 10;

const deliveries = {
  pending: { icon: "clock", label: "Sending…" },
  sent: { icon: "check", label: "Sent" },
  told: { icon: "checks", label: "Delivered" },
  failed: { icon: "failed", label: "Not sent" },
} as const;

/** One message. Equal props draw nothing anew, so that a long list stays cheap. */
export const Message: ComponentType<Props> = memo(function Message(props: Props) {
  const { own, first, userId, from, text, timestamp, delivery, reason } = props;
  const [unfolded, setUnfolded] = useState(false);
  const folded = !unfolded && mayBeLong(text);
  const body = useRef<HTMLDivElement>(null);
  const clipped = useClipped(body, folded);
  const { icon, label } = deliveries[delivery];

  return (
    <article className="message" data-own={own} data-first={first} data-delivery={delivery}>
      {!own && first && <Avatar id={userId} name={from} />}
      <div className="message-body">
        <p className={first && !own ? "from" : "visually-hidden"} data-colour={colourOf(userId)}>
          {own ? "You" : <bdi>{from}</bdi>}
        </p>
        {/* The direction is that of the text: the time stands at the end of its last line. */}
        <div className="bubble" dir="auto">
          <div ref={body} className="text" data-folded={folded} data-large={isEmoji(text)}>
            <span className="words" data-time={clockTime(timestamp)}>
              <span className="isolated">
                <Linked text={text} />
              </span>
            </span>
          </div>
          {(clipped || unfolded) && (
            <button
              type="button"
              className="link-button"
              aria-expanded={unfolded}
              onClick={() => setUnfolded(!unfolded)}
            >
              {unfolded ? "Show less" : "Show more"}
            </button>
          )}
          <span className="meta">
            <time
              dir="auto"
              dateTime={new Date(timestamp).toISOString()}
              title={fullTime(timestamp)}
            >
              {clockTime(timestamp)}
            </time>
            {own && (
              <span className="delivery" title={label}>
                <Icon name={icon} />
                <span className="visually-hidden">{label}</span>
              </span>
            )}
          </span>
        </div>
        {delivery === "failed" && (
          <p className="failure">
            <span>{reason}</span>
            <button
              type="button"
              className="link-button"
              onClick={() => props.onRetry(props.messageKey)}
            >
              Retry
            </button>
            <button
              type="button"
              className="link-button"
              onClick={() => props.onDiscard(props.messageKey)}
            >
              Discard
            </button>
          </p>
        )}
      </div>
    </article>
  );
});

function Linked({ text }: { readonly text: string }): JSX.Element {
  let offset = 0;
  return (
    <>
      {linkify(text).map((part) => {
        const key = offset;
        offset += part.text.length;
        if (part.href === undefined) return part.text;
        return (
          <a key={key} href={part.href} target="_blank" rel="noopener noreferrer nofollow">
            {part.text}
          </a>
        );
      })}
    </>
  );
}

/** Whether a message is nothing but up to three emoji: those are shown large. */
function isEmoji(text: string): boolean {
  if (text.length > 40 || !/^[\p{Extended_Pictographic}\p{Emoji_Component}\s]+$/u.test(text))
    return false;
  if (!/\p{Extended_Pictographic}|\p{Regional_Indicator}/u.test(text)) return false;
  const letters = new Intl.Segmenter().segment(text.replace(/\s/gu, ""));
  return [...letters].length <= 3;
}
