import { Ajv } from "ajv";
import addFormats from "ajv-formats";
import { schemas } from "./schema.js";

const ajv = new Ajv();
addFormats.default(ajv, ["uuid"]);

function compiled(schema) {
  const check = ajv.compile(schema);
  return (value) => {
    if (!check(value)) throw new Error(ajv.errorsText(check.errors));
  };
}

/** Functions that ajv compiles; they count code points. */
export const ajvChecks = { flat: compiled(schemas.flat), nested: compiled(schemas.nested) };
