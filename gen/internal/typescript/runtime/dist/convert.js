/** Changes every value of a map. */
export function mapValues(map, change) {
    return Object.fromEntries(Object.entries(map).map(([name, value]) => [name, change(value)]));
}
//# sourceMappingURL=convert.js.map