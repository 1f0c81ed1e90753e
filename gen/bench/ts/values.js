const uuid = (n) => `123e4567-e89b-42d3-a456-${String(n).padStart(12, "0")}`;

const names = ["alice", "Bob Marley", "Łukasz Żółć", "王小明", "🦊 fox", "O'Neill", "Zoë", "a"];
const texts = [
  "hi",
  "Has anybody seen the new build? It starts in half the time here.",
  "Ça marche très bien, merci !",
  "今日はいい天気ですね。散歩に行きましょう。",
  "🎉🎉🎉 done 🎉🎉🎉",
  "see https://example.com/a/rather/long/path?with=a&query=string and tell me what you think of it, please",
  "ok",
  "Lorem ipsum dolor sit amet, consectetur adipiscing elit, sed do eiusmod tempor incididunt ut labore et dolore magna aliqua. ".repeat(
    3,
  ),
];

function flat(n) {
  return {
    id: uuid(n),
    from: names[n % names.length],
    message: texts[(n * 3) % texts.length],
    timestamp: 1_732_370_000_000 + n,
  };
}

function address(n) {
  return {
    street: `${n} ${texts[n % 3].slice(0, 40)}`,
    city: names[(n + 3) % names.length],
    zip: String(10_000 + n),
    country: n % 2 ? "DE" : "PL",
  };
}

function nested(n) {
  return {
    id: uuid(n),
    customer: {
      id: uuid(n + 1),
      name: names[n % names.length],
      email: `user${n}@example.com`,
      since: 1_700_000_000_000,
    },
    billing: address(n),
    shipping: address(n + 1),
    lines: Array.from({ length: 1 + (n % 3) }, (_, i) => ({
      sku: `SKU-${n}-${i}`,
      quantity: 1 + i,
      price: 9.99 * (i + 1),
    })),
    level: ["info", "success", "warning", "error"][n % 4],
    express: n % 2 === 0,
    total: 19.98 * n,
    placed: 1_732_370_000_000 + n,
  };
}

const refused = {
  flat: [{ id: "1" }, { from: "" }, { message: "😀".repeat(1001) }, { timestamp: 0.5 }],
  nested: [
    { lines: [] },
    { billing: { ...address(1), country: "DEU" } },
    { level: "fatal" },
    { total: -1 },
  ],
};

/** Values that the contract takes, a power of two of them, and some that it refuses. As JSON.parse gives them. */
export function samples(event) {
  const make = event === "flat" ? flat : nested;
  const parsed = (value) => JSON.parse(JSON.stringify(value));
  return {
    valid: Array.from({ length: 64 }, (_, n) => parsed(make(n))),
    invalid: refused[event].map((wrong) => parsed({ ...make(1), ...wrong })),
  };
}
