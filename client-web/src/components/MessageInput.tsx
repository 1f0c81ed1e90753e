import { type FormEvent, type JSX, type KeyboardEvent, useEffect, useId, useRef } from "react";
import { useMediaQuery } from "../hooks/useMediaQuery.ts";
import { codePoints, messageLimit, plural } from "../lib/text.ts";
import { Icon } from "./Icon.tsx";

interface Props {
  readonly draft: string;
  readonly onDraft: (draft: string) => void;
  readonly onSend: (text: string) => void;
  /** What stands under the field, as who is writing at the moment; `""` for nothing. */
  readonly note: string;
}

/** The count is shown when no more than this many characters are left. */
const nearLimit = 100;

/** Takes a message. Enter sends it, and Shift+Enter begins a line; where there is no real keyboard, only the button sends. */
export function MessageInput({ draft, onDraft, onSend, note }: Props): JSX.Element {
  const id = useId();
  const touch = useMediaQuery("(pointer: coarse)");
  const field = useRef<HTMLTextAreaElement>(null);
  const text = draft.trim();
  const left = messageLimit - codePoints(text);

  useEffect(() => {
    if (!touch) field.current?.focus();
  }, [touch]);
  useEffect(() => fitHeight(field.current, draft), [draft]);

  const send = (event?: FormEvent) => {
    event?.preventDefault();
    if (text !== "" && left >= 0) onSend(text);
    field.current?.focus();
  };
  const keyDown = (event: KeyboardEvent) => {
    // An Enter that ends the composition of a Japanese or Chinese word is no wish to send.
    if (event.key !== "Enter" || event.shiftKey || touch || event.nativeEvent.isComposing) return;
    event.preventDefault();
    send();
  };

  return (
    <form className="composer" onSubmit={send}>
      <div className="composer-field">
        <label htmlFor={id} className="visually-hidden">
          Message
        </label>
        <textarea
          ref={field}
          id={id}
          rows={1}
          dir="auto"
          value={draft}
          placeholder="Write a message"
          enterKeyHint={touch ? "enter" : "send"}
          aria-invalid={left < 0}
          aria-describedby={`${id}-left`}
          onChange={(event) => onDraft(event.target.value)}
          onKeyDown={keyDown}
        />
        <button type="submit" aria-label="Send" className="send" disabled={text === "" || left < 0}>
          <Icon name="send" />
        </button>
      </div>
      <div className="composer-foot">
        <p className="note" dir="auto">
          {note}
        </p>
        <p className="left" id={`${id}-left`} data-over={left < 0}>
          {left <= nearLimit && remaining(left)}
        </p>
      </div>
    </form>
  );
}

function remaining(left: number): string {
  if (left >= 0) return `${left} left`;
  return `${plural(-left, "character", "characters")} too many`;
}

/** Lets the field grow with its text where CSS alone can't (`field-sizing`). Its greatest height is the style sheet's. */
function fitHeight(field: HTMLTextAreaElement | null, _text: string): void {
  if (field === null || CSS.supports("field-sizing", "content")) return;
  field.style.height = "auto";
  field.style.height = `${field.scrollHeight}px`;
}
