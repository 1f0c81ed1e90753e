import { newChecker } from "./check.js";
/** Gives the Standard Schema of an event's data as they are sent. */
export function standardSchema(rules) {
    return {
        "~standard": {
            version: 1,
            vendor: "eventwire",
            validate(value) {
                const c = newChecker(false, false);
                rules.check(c, value, "");
                if (!c.problems.length)
                    return { value: value };
                return {
                    issues: c.problems.map(({ path, message }) => ({
                        message,
                        path: path
                            .split("/")
                            .slice(1)
                            .map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~")),
                    })),
                };
            },
        },
    };
}
//# sourceMappingURL=standard.js.map