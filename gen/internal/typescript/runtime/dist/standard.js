import { validate } from "./contract.js";
/** Gives the Standard Schema of an event's data as they are sent. */
export function standard(check) {
    return {
        "~standard": {
            version: 1,
            vendor: "eventwire",
            validate(value) {
                const problems = validate(check, value);
                if (!problems.length)
                    return { value: value };
                return {
                    issues: problems.map(({ path, message }) => ({
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