import { useCallback, useState } from "react";
import { recall, remember } from "../lib/storage.ts";

/** The message being written. It survives a reload of this tab. */
export function useDraft(): readonly [draft: string, setDraft: (draft: string) => void] {
  const [draft, setDraft] = useState(() => recall("session", "draft"));
  const keep = useCallback((next: string) => {
    setDraft(next);
    remember("session", "draft", next);
  }, []);
  return [draft, keep];
}
