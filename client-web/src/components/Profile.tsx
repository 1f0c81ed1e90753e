import { type JSX, useState } from "react";
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
