import { useCallback, useState } from "react";
import { recall, remember } from "../lib/storage.ts";
import { useMediaQuery } from "./useMediaQuery.ts";

export type Theme = "light" | "dark";

/** The theme shown, and a switch to the other one. The system decides until the reader does; theme.js applies that choice before the first paint. */
export function useTheme(): { readonly theme: Theme; readonly switchTheme: () => void } {
  const system: Theme = useMediaQuery("(prefers-color-scheme: dark)") ? "dark" : "light";
  const [chosen, setChosen] = useState(() => recall("local", "theme"));
  const theme = chosen === "light" || chosen === "dark" ? chosen : system;

  const switchTheme = useCallback(() => {
    const other: Theme = theme === "dark" ? "light" : "dark";
    // A reader who comes back to the system's theme follows the system again.
    const choice = other === system ? "" : other;
    remember("local", "theme", choice);
    if (choice === "") delete document.documentElement.dataset["theme"];
    else document.documentElement.dataset["theme"] = choice;
    setChosen(choice);
  }, [theme, system]);

  return { theme, switchTheme };
}
