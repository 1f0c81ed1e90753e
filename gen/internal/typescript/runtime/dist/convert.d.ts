/** Changes every value of a map. */
export declare function mapValues<From, To>(map: Readonly<Record<string, From>>, change: (value: From) => To): Record<string, To>;
