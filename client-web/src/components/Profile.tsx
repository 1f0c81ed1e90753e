import { type JSX, useEffect, useRef, useState } from "react";
import type { Username } from "../hooks/useUsername.ts";
import { Avatar } from "./Avatar.tsx";
import { Icon } from "./Icon.tsx";
import { UsernameForm } from "./UsernameForm.tsx";

interface Props {
  readonly userId: string;
  readonly username: Username;
}

/** Shows who the reader is, and lets them take another name. */
export function Profile({ userId, username }: Props): JSX.Element {
  const [editing, setEditing] = useState(false);
  const { name, busy, problem, ask } = username;
  const button = useRef<HTMLButtonElement>(null);
  const edited = useRef(false);

  // The focus that was in the form goes back to the button, unless the reader took it elsewhere.
  useEffect(() => {
    if (edited.current && !editing && document.activeElement === document.body)
      button.current?.focus();
    edited.current = editing;
  }, [editing]);

  if (editing) {
    return (
      <section className="profile" aria-label="You">
        <UsernameForm
          initial={name}
          action="Save"
          busy={busy}
          problem={problem}
          onSubmit={(wanted) => void ask(wanted).then((given) => given && setEditing(false))}
          onCancel={() => setEditing(false)}
        />
      </section>
    );
  }
  return (
    <section className="profile" aria-label="You">
      <Avatar id={userId} name={name} />
      <bdi className="person">{name || "Anonymous"}</bdi>
      <button
        ref={button}
        type="button"
        className="icon-button"
        aria-label={name === "" ? "Choose a name" : "Change your name"}
        onClick={() => setEditing(true)}
      >
        <Icon name="pencil" />
      </button>
    </section>
  );
}
