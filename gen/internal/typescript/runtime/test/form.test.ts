// @vitest-environment happy-dom
import { clientSetUsernameSchema } from "@eventwire/chat";
import { standardSchemaResolver } from "@hookform/resolvers/standard-schema";
import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import { createElement } from "react";
import { useForm } from "react-hook-form";
import { afterEach, expect, it, vi } from "vitest";

afterEach(cleanup);

/** A form as React Hook Form's manual has it, with the event's schema for its rules. */
function NameForm({ onName }: { readonly onName: (data: { username: string }) => void }) {
  const { register, handleSubmit, formState } = useForm({
    resolver: standardSchemaResolver(clientSetUsernameSchema),
    defaultValues: { username: "" },
  });
  return createElement(
    "form",
    { onSubmit: handleSubmit(onName) },
    createElement("input", { "aria-label": "name", ...register("username") }),
    createElement("p", { role: "alert" }, formState.errors.username?.message),
    createElement("button", { type: "submit" }, "Save"),
  );
}

it("React Hook Form tells the contract's problems at their fields, and hands on what is valid", async () => {
  const onName = vi.fn();
  render(createElement(NameForm, { onName }));
  const type = (value: string) =>
    fireEvent.input(screen.getByLabelText("name"), { target: { value } });

  fireEvent.click(screen.getByText("Save"));
  await screen.findByText("must have 1 or more characters");
  type("😀".repeat(51));
  await screen.findByText("must have 50 or fewer characters");
  expect(onName).not.toHaveBeenCalled();

  type("😀".repeat(50));
  fireEvent.click(screen.getByText("Save"));
  await vi.waitFor(() => expect(onName).toHaveBeenCalledOnce());
  expect(onName.mock.calls[0]?.[0]).toEqual({ username: "😀".repeat(50) });
});
