import { z } from "zod";

/** How many code points a text has; where its UTF-16 units decide already they are given instead. */
function length(text, min, max) {
  let n = text.length;
  if (n < 2 * min || (n > max && n <= 2 * max))
    for (let i = n; i--; ) if ((text.charCodeAt(i) & 0xfc00) === 0xdc00) n--;
  return n;
}

/** zod's own lengths are in UTF-16 units. */
const units = (min, max) => z.string().min(min).max(max);

/** What one writes where code points are due. */
const codePoints = (min, max) =>
  z.string().refine((text) => {
    const n = length(text, min, max);
    return n >= min && n <= max;
  });

function checks(string) {
  const username = string(1, 50);
  const timestamp = z.int();
  const address = z.object({
    street: string(1, 100),
    city: string(1, 60),
    zip: string(4, 10),
    country: string(2, 2),
  });

  const flat = z.object({ id: z.guid(), from: username, message: string(1, 1000), timestamp });

  const nested = z.object({
    id: z.guid(),
    customer: z.object({ id: z.guid(), name: username, email: string(3, 254), since: timestamp }),
    billing: address,
    shipping: address,
    lines: z
      .array(
        z.object({
          sku: string(1, 32),
          quantity: z.int().min(1).max(1000),
          price: z.number().min(0),
        }),
      )
      .min(1)
      .max(50),
    level: z.enum(["info", "success", "warning", "error"]),
    express: z.boolean(),
    total: z.number().min(0),
    placed: timestamp,
  });

  return { flat: (value) => flat.parse(value), nested: (value) => nested.parse(value) };
}

/** The same verdicts as ours. */
export const zodChecks = checks(codePoints);

/** What most people write. */
export const zodUnitChecks = checks(units);
