// What Swagger UI is taught here: lines of JSON are shown as they come, an operation's errors are
// folded to a line each, and what is to be filled in has a name for screen readers. Each plugin
// takes the system of Swagger UI and gives the components or functions that it changes.

/** @typedef {{ React: any }} System */
/** @typedef {(original: any, system: System) => (props: any) => any} Wrap */

const isLines = (/** @type {string} */ type) => /ndjson/.test(type);

/** Swagger UI takes lines of JSON for a file to upload, and puts quotes around examples of them. */
const linesAreText = {
    /** @this {{ fn: Record<string, Function> }} */
    afterLoad() {
        const { getSampleSchema } = this.fn;
        this.fn.isFileUploadIntended = () => false;
        this.fn.getSampleSchema = (
            /** @type {unknown} */ schema,
            /** @type {string} */ type,
            /** @type {unknown} */ settings,
            /** @type {unknown} */ example,
        ) =>
            isLines(type) && typeof example === "string"
                ? example
                : getSampleSchema(schema, type, settings, example);
    },
};

/** The body of an answer: lines of JSON are not one JSON, which Swagger UI would complain about.
 * @type {Wrap} */
const showLines = (Original, { React }) => (props) => {
    const [text, setText] = React.useState("");
    const lines = isLines(props.contentType ?? "");
    React.useEffect(() => {
        let current = true;
        // Swagger UI gives a type that it does not know as a blob.
        if (lines) void new Response(props.content).text().then((all) => current && setText(all));
        return () => (current = false);
    }, [props.content]);
    if (!lines) return React.createElement(Original, props);
    const Code = props.getComponent("HighlightCode", true);
    const shown = { language: "json", downloadable: true, fileName: "answer.ndjson", canCopy: true };
    const code = text && React.createElement(Code, shown, text);
    return React.createElement("div", null, React.createElement("h5", null, "Response body"), code);
};

/** A described response: an error's code and meaning are a line, which opens the rest.
 * @type {Wrap} */
const foldErrors = (Original, { React }) => (props) => {
    const [open, setOpen] = React.useState(false);
    const rest = React.createElement(Original, props);
    if (!/^[45]/.test(props.code)) return rest;
    const button = React.createElement(
        "button",
        { type: "button", className: "fold", "aria-expanded": open, onClick: () => setOpen(!open) },
        props.response.get("description"),
    );
    const cells = [
        React.createElement("td", { key: "code", className: "response-col_status" }, props.code),
        React.createElement("td", { key: "text", className: "response-col_description" }, button),
    ];
    const line = React.createElement("tr", { className: "response folded" }, cells);
    return React.createElement(React.Fragment, null, line, open && rest);
};

/** @param {Record<string, string>} added @returns {Wrap} */
const withDefaults = (added) => (Original, { React }) => (props) =>
    React.createElement(Original, { ...added, ...props });

/** @param {string} text @returns {Wrap} */
const labelled = (text) => (Original, { React }) => (props) =>
    React.createElement("label", { "aria-label": text }, React.createElement(Original, props));

/** A link inside of the button that opens an operation is no link. @type {Wrap} */
const withoutLink = (Original, { React }) => (props) =>
    React.createElement(Original, { ...props, enabled: false });

/** @param {string} text @returns {Wrap} */
const region = (text) => (Original, { React }) => (props) =>
    React.createElement("section", { "aria-label": text }, React.createElement(Original, props));

/** @type {Wrap} */
const underHeading = (Original, { React }) => (props) => {
    const heading = React.createElement("h2", { id: "endpoints" }, "Endpoints");
    return React.createElement(React.Fragment, null, heading, React.createElement(Original, props));
};

const wraps = {
    wrapComponents: {
        responseBody: showLines,
        response: foldErrors,
        TextArea: withDefaults({ "aria-label": "Request body" }),
        contentType: withDefaults({ ariaLabel: "Media type of the request" }),
        ExamplesSelect: labelled("Example"),
        operations: underHeading,
        InfoContainer: region("About the interface"),
        AuthorizeBtnContainer: region("Token"),
        DeepLink: withoutLink,
        ServersContainer: () => () => null, // there is one server: this one
    },
};

export const plugins = [linesAreText, wraps];
