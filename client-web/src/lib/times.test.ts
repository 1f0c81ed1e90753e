import { expect, it } from "vitest";
import { dayName } from "./times.ts";

const now = new Date(2026, 2, 30, 0, 30).getTime();

it("names today and yesterday, across a change to summer time too", () => {
  expect(dayName(new Date(2026, 2, 30, 0, 1).getTime(), now)).toBe("Today");
  expect(dayName(new Date(2026, 2, 29, 0, 1).getTime(), now)).toBe("Yesterday");
});

it("names a day of another year with its year", () => {
  expect(dayName(new Date(2025, 11, 31).getTime(), now)).toContain("2025");
  expect(dayName(new Date(2026, 0, 5).getTime(), now)).not.toContain("2026");
});
