import { Compile } from "typebox/compile";
import { schemas } from "./schema.js";

function compiled(schema) {
  const checker = Compile(schema);
  return (value) => {
    if (!checker.Check(value)) throw new Error("refused");
  };
}

/** Functions that TypeBox compiles. */
export const typeboxChecks = { flat: compiled(schemas.flat), nested: compiled(schemas.nested) };
