// Starts the page.

import "./styles/app.css";
import { render } from "preact";
import { App } from "./view/app.jsx";
import { createActions, createStore } from "./state.js";

const store = createStore();
render(
    <App store={store} actions={createActions(store)} />,
    /** @type {HTMLElement} */ (document.getElementById("app")),
);
