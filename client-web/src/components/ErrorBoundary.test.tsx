import { render, screen } from "@testing-library/react";
import { userEvent } from "@testing-library/user-event";
import type { JSX } from "react";
import { expect, it, vi } from "vitest";
import { ErrorBoundary } from "./ErrorBoundary.tsx";

function Broken({ thrown }: { readonly thrown: unknown }): JSX.Element {
  throw thrown;
}

it.each([new Error("no rows"), "no rows"])("shows what went wrong: %s", async (thrown) => {
  vi.spyOn(console, "error").mockReturnValue(); // React tells it there as well
  const reload = vi.spyOn(window.location, "reload").mockReturnValue();
  render(
    <ErrorBoundary>
      <Broken thrown={thrown} />
    </ErrorBoundary>,
  );
  expect(screen.getByRole("alert").textContent).toContain("no rows");
  await userEvent.click(screen.getByRole("button", { name: "Load the page again" }));
  expect(reload).toHaveBeenCalledOnce();
});

it("shows its children while nothing does", () => {
  render(<ErrorBoundary>fine</ErrorBoundary>);
  expect(document.body.textContent).toBe("fine");
});
