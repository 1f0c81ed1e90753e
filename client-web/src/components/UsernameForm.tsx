import { type FormEvent, type JSX, useEffect, useId, useRef, useState } from "react";
import { codePoints, usernameLimit } from "../lib/text.ts";

interface Props {
  /** The name to begin with. */
  readonly initial: string;
  /** What the button says: Join at first, Save for another name. */
  readonly action: "Join" | "Save";
  readonly busy: boolean;
  /** Why the name was refused; `""` while it was not. */
  readonly problem: string;
  /** Stands under the field while nothing is wrong. */
  readonly hint?: string;
  readonly onSubmit: (name: string) => void;
  /** Where there is a way back. */
  readonly onCancel?: () => void;
}

/** Asks for the reader's name. */
export function UsernameForm({
  initial,
  action,
  busy,
  problem,
  hint = "",
  onSubmit,
  onCancel,
}: Props): JSX.Element {
  const [name, setName] = useState(initial);
  const [own, setOwn] = useState("");
  const input = useRef<HTMLInputElement>(null);
  const id = useId();
  const shown = own === "" ? problem : own;

  useEffect(() => {
    input.current?.focus();
    input.current?.select();
  }, []);
  useEffect(() => {
    if (problem !== "") input.current?.focus();
  }, [problem]);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (busy) return;
    const trimmed = name.trim();
    const mistake = checkName(trimmed);
    setOwn(mistake);
    if (mistake === "") onSubmit(trimmed);
    else input.current?.focus();
  };

  return (
    <form className="username" onSubmit={submit} noValidate>
      <label htmlFor={id}>Your name</label>
      <div className="username-fields">
        <input
          ref={input}
          id={id}
          value={name}
          onChange={(event) => {
            setName(event.target.value);
            setOwn("");
          }}
          onKeyDown={(event) => {
            if (event.key !== "Escape" || onCancel === undefined) return;
            event.preventDefault(); // a drawer around the form stays open
            onCancel();
          }}
          autoComplete="nickname"
          enterKeyHint="done"
          spellCheck={false}
          dir="auto"
          aria-invalid={shown !== ""}
          aria-describedby={`${id}-hint`}
        />
        <button type="submit" className="primary" aria-disabled={busy}>
          {action}
        </button>
        {onCancel !== undefined && (
          <button type="button" className="secondary" onClick={onCancel}>
            Cancel
          </button>
        )}
      </div>
      <p id={`${id}-hint`} className="hint" data-problem={shown !== ""} aria-live="polite">
        {shown || hint}
      </p>
    </form>
  );
}

function checkName(name: string): string {
  if (name === "") return "Write a name first.";
  const excess = codePoints(name) - usernameLimit;
  return excess > 0 ? `A name has at most ${usernameLimit} characters: ${excess} too many.` : "";
}
