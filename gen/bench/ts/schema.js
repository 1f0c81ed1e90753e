const text = (minLength, maxLength) => ({ type: "string", minLength, maxLength });
const uuid = { type: "string", format: "uuid" };
const timestamp = {
  type: "integer",
  minimum: Number.MIN_SAFE_INTEGER,
  maximum: Number.MAX_SAFE_INTEGER,
};
const amount = { type: "number", minimum: 0 };
const object = (properties) => ({ type: "object", required: Object.keys(properties), properties });

const address = object({
  street: text(1, 100),
  city: text(1, 60),
  zip: text(4, 10),
  country: text(2, 2),
});

/** The two events as JSON Schema. */
export const schemas = {
  flat: object({ id: uuid, from: text(1, 50), message: text(1, 1000), timestamp }),
  nested: object({
    id: uuid,
    customer: object({ id: uuid, name: text(1, 50), email: text(3, 254), since: timestamp }),
    billing: address,
    shipping: address,
    lines: {
      type: "array",
      minItems: 1,
      maxItems: 50,
      items: object({
        sku: text(1, 32),
        quantity: { type: "integer", minimum: 1, maximum: 1000 },
        price: amount,
      }),
    },
    level: { enum: ["info", "success", "warning", "error"] },
    express: { type: "boolean" },
    total: amount,
    placed: timestamp,
  }),
};
