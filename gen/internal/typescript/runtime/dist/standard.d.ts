import type { Check } from "./check.js";
/** A Standard Schema v1 object (https://standardschema.dev), for form libraries and others that know the interface. */
export interface StandardSchema<Input, Output = Input> {
    readonly "~standard": {
        readonly version: 1;
        readonly vendor: string;
        readonly validate: (value: unknown) => StandardResult<Output>;
        readonly types?: {
            readonly input: Input;
            readonly output: Output;
        } | undefined;
    };
}
/** A value, or what is wrong with it. */
export type StandardResult<Output> = {
    readonly value: Output;
    readonly issues?: undefined;
} | {
    readonly issues: readonly {
        readonly message: string;
        readonly path: readonly string[];
    }[];
};
/** Gives the Standard Schema of an event's data as they are sent. */
export declare function standard<Data>(check: Check): StandardSchema<Data>;
