import { type JSX, type ReactNode, useLayoutEffect, useRef, useState } from "react";
import { Icon } from "./Icon.tsx";

interface Props {
  readonly label: string;
  /** Is told when the drawer has been closed, and should then no longer be rendered. */
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** A panel over the page for narrow screens. Escape, its button or a tap beside it close it; the focus goes back where it was. */
export function Drawer({ label, onClose, children }: Props): JSX.Element {
  const dialog = useRef<HTMLDialogElement>(null);
  const close = () => dialog.current?.close();

  // What is in it comes once it is open, and so finds itself laid out, as a list that scrolls to its end must.
  const [open, setOpen] = useState(false);
  // Nothing to undo: a dialog that leaves the document is closed.
  useLayoutEffect(() => {
    if (dialog.current?.open === false) dialog.current.showModal();
    setOpen(true);
  }, []);

  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: a dialog has Escape for that
    <dialog
      ref={dialog}
      className="drawer"
      aria-label={label}
      onClose={onClose}
      onClick={(event) => {
        if (event.target === event.currentTarget) close();
      }}
    >
      <div className="drawer-content">
        <button
          type="button"
          className="icon-button drawer-close"
          aria-label="Close"
          onClick={close}
        >
          <Icon name="close" />
        </button>
        {open && children}
      </div>
    </dialog>
  );
}
