// What a server that knows its clients by tokens is told: asked for where it refused a run.

import { useId } from "preact/hooks";

import { setToken } from "../service.js";

/** @param {{ onDone: () => void }} props */
export function TokenForm({ onDone }) {
    const id = useId();
    return (
        <form
            class="token"
            onSubmit={(event) => {
                event.preventDefault();
                setToken(String(new FormData(event.currentTarget).get("token")).trim());
                onDone();
            }}
        >
            <label for={id}>Token</label>
            <input
                id={id}
                name="token"
                type="password"
                autocomplete="off"
                required
                pattern=" *[!-~]+ *" // what a header may hold
            />
            <button class="button" type="submit">
                Use, and run again
            </button>
            <p class="note">It is kept until this tab is closed.</p>
        </form>
    );
}
