(() => {
    "use strict";
    const run = JSON.parse(document.getElementById("run").textContent);
    const t = run.terms;
    const STORE = `hub-run-${run.id}`;
    const list = document.getElementById("stops");
    const bar = document.getElementById("bar");

    // ------------------------------------------------------------- the queue
    // Written before anything else happens: a phone may die at any moment.
    const read = () => JSON.parse(localStorage.getItem(STORE) || "[]");
    const write = (events) => localStorage.setItem(STORE, JSON.stringify(events));
    const find = (stopId) => read().find((event) => event.stop_id === stopId);

    function keep(event) {
        const events = read();
        if (events.some((other) => other.stop_id === event.stop_id && !other.refused)) {
            return false; // pressed twice
        }
        const others = events.filter((other) => other.stop_id !== event.stop_id);
        try {
            write([...others, event]);
        } catch {
            // No room left: what was done counts more than its pictures.
            dropPictures(event);
            write([...others, event]);
            alert(t.full);
        }
        return true;
    }

    function dropPictures(event) {
        delete event.signature;
        delete event.photo;
        for (const claim of event.claims || []) {
            delete claim.photo;
        }
    }

    let sending = false;
    async function send() {
        const waiting = read().filter((event) => !event.sent && !event.refused);
        if (sending) {
            return;
        }
        if (!waiting.length) {
            tell();
            return;
        }
        sending = true;
        let sentence = "";
        try {
            // One at a time: with one bar of network a small message gets through.
            for (const event of waiting) {
                const {sent, refused, ...payload} = event;
                const answer = await fetch(`/my/round/${run.id}/sync`, {
                    method: "POST",
                    headers: {"Content-Type": "application/json"},
                    body: JSON.stringify({
                        jsonrpc: "2.0",
                        method: "call",
                        params: {events: [payload]},
                    }),
                });
                const reply = await answer.json();
                if (reply.error) {
                    throw new Error("login");
                }
                mark(event.key, (reply.result.results || {})[event.key], reply.result);
            }
        } catch (error) {
            sentence = error.message === "login" ? t.login : t.offline;
        }
        sending = false;
        tell(sentence);
        draw();
        if (!sentence && read().some((event) => !event.sent && !event.refused)) {
            await send(); // a stop was served meanwhile
        }
    }

    function mark(key, result, whole) {
        const events = read();
        const event = events.find((other) => other.key === key);
        if (!event) {
            return;
        }
        if (result && result.ok) {
            event.sent = true;
            event.sentence = result.sentence;
            // The pictures have arrived: the phone need not carry them any more.
            dropPictures(event);
        } else {
            event.refused = (result && result.sentence) || whole.error || "?";
        }
        write(events);
    }

    function tell(sentence) {
        const waiting = read().filter((event) => !event.sent && !event.refused).length;
        const done = run.stops.every((stop) => isServed(stop));
        bar.textContent =
            sentence || (waiting ? t.waiting : done ? t.done : t.online);
        bar.className = sentence || waiting ? "waiting" : "";
        bar.dataset.waiting = waiting;
    }

    const isServed = (stop) => {
        const event = find(stop.id);
        return stop.outcome !== "todo" || Boolean(event && !event.refused);
    };

    // ------------------------------------------------------------- the page
    function element(tag, attributes = {}, ...children) {
        const node = document.createElement(tag);
        for (const [name, value] of Object.entries(attributes)) {
            if (name.startsWith("on")) {
                node.addEventListener(name.slice(2), value);
            } else if (value !== false && value !== null) {
                node.setAttribute(name, value === true ? "" : value);
            }
        }
        node.append(...children.filter((child) => child || child === 0));
        return node;
    }

    const field = (label, input) => element("label", {}, label, input);
    const number = (value) => {
        const parsed = parseFloat(String(value).replace(",", "."));
        return Number.isFinite(parsed) ? parsed : null;
    };

    function draw() {
        const open = [...list.querySelectorAll("details[open]")].map((d) => d.id);
        if (open.some((id) => document.getElementById(id).dataset.touched)) {
            return; // somebody is writing there
        }
        list.replaceChildren(...run.stops.map(drawStop));
        for (const id of open) {
            const node = document.getElementById(id);
            if (node && !node.classList.contains("served")) {
                node.open = true;
            }
        }
    }

    function drawStop(stop) {
        const event = find(stop.id);
        const outcome = event && !event.refused ? event.outcome : stop.outcome;
        const served = outcome !== "todo";
        const state = !served
            ? ""
            : event && !event.sent
              ? `${t[outcome]} – ${t.waiting}`
              : `${t[outcome]} – ${t.sent}`;
        const trouble = event && (event.refused || event.sentence);
        return element(
            "details",
            {id: `stop-${stop.id}`, class: served ? "served" : ""},
            element(
                "summary",
                {},
                element("b", {}, String(stop.rank)),
                element(
                    "span",
                    {},
                    stop.name,
                    element(
                        "small",
                        {class: stop.late ? "late" : ""},
                        `${t.arrives} ${stop.arrival}`,
                        stop.window ? ` · ${stop.window}` : "",
                        ` · ${stop.weight} kg`
                    ),
                    state && element("small", {class: "state"}, state)
                )
            ),
            trouble && element("p", {class: "trouble"}, `${t.trouble} ${trouble}`),
            element("p", {}, stop.address),
            stop.note && element("p", {class: "note"}, stop.note),
            element(
                "p",
                {class: "links"},
                stop.phone && element("a", {href: `tel:${stop.phone}`}, t.call),
                stop.place &&
                    element("a", {href: `geo:${stop.place}?q=${stop.place}`}, t.navigate)
            ),
            served ? drawLines(stop) : drawForm(stop)
        );
    }

    function drawLines(stop) {
        return element(
            "ul",
            {},
            ...stop.lines.map((line) => element("li", {}, `${line.text} ${line.name}`))
        );
    }

    function drawForm(stop) {
        let outcome = null;
        const inputs = {};
        const input = (name, attributes) => {
            inputs[name] = element("input", {name, ...attributes});
            return inputs[name];
        };
        const lines = element(
            "div",
            {class: "lines"},
            ...stop.lines.map((line) => {
                const kept = element("input", {
                    inputmode: "decimal",
                    "data-move": line.id,
                    value: String(line.quantity),
                    "aria-label": `${t.kept}: ${line.name}`,
                });
                return element(
                    "label",
                    {},
                    element("span", {}, `${line.cold ? "❄ " : ""}${line.text} ${line.name}`),
                    kept
                );
            })
        );
        const choices = ["delivered", "partial", "refused"].map((name) =>
            element(
                "button",
                {
                    type: "button",
                    name,
                    onclick: (click) => {
                        outcome = name;
                        for (const button of choices) {
                            button.classList.toggle("chosen", button === click.target);
                        }
                        form.dataset.outcome = name;
                    },
                },
                t[name]
            )
        );
        const crates = run.crates.map((crate) =>
            element(
                "div",
                {class: "pair", "data-crate": crate.id},
                element(
                    "span",
                    {},
                    crate.name,
                    stop.crates[crate.id] &&
                        element("small", {}, ` ${t.there} ${stop.crates[crate.id]}`)
                ),
                field(t.left, element("input", {inputmode: "numeric", class: "left"})),
                field(t.back, element("input", {inputmode: "numeric", class: "back"}))
            )
        );
        const claims = drawClaims(stop);
        const pad = drawPad();
        const picture = drawPhoto();
        const form = element(
            "form",
            {
                oninput: () => (form.closest("details").dataset.touched = "1"),
                onsubmit: (submit) => {
                    submit.preventDefault();
                    if (!outcome) {
                        alert(t.choose);
                        return;
                    }
                    const event = {
                        key: newKey(),
                        stop_id: stop.id,
                        outcome,
                        at: new Date().toISOString().slice(0, 19),
                        temperature: number(inputs.temperature.value),
                        signed_by: inputs.signed_by.value,
                        remark: inputs.remark.value,
                        cheque_number: inputs.cheque_number.value,
                        cheque_amount: number(inputs.cheque_amount.value),
                        signature: pad.picture(),
                        photo: picture.picture(),
                        crates: readCrates(crates),
                        lines: outcome === "partial" ? readLines(lines) : {},
                        claims: claims.read(),
                    };
                    if (keep(event)) {
                        delete form.closest("details").dataset.touched;
                        draw();
                        openNext();
                        tell();
                        send();
                    }
                },
            },
            element("div", {class: "choices"}, ...choices),
            lines,
            element("h3", {}, t.claims),
            claims.node,
            field(t.temperature, input("temperature", {inputmode: "text"})),
            ...(crates.length ? [element("h3", {}, t.crates), ...crates] : []),
            element(
                "div",
                {class: "pair"},
                field(t.cheque_number, input("cheque_number", {inputmode: "numeric"})),
                field(t.cheque_amount, input("cheque_amount", {inputmode: "decimal"}))
            ),
            field(t.remark, input("remark", {maxlength: 200})),
            field(t.signed_by, input("signed_by", {maxlength: 100})),
            element("h3", {}, t.signature),
            pad.node,
            picture.node,
            element("button", {type: "submit", class: "save"}, t.save)
        );
        return form;
    }

    const newKey = () =>
        self.crypto && crypto.randomUUID
            ? crypto.randomUUID()
            : `${Date.now()}-${Math.random().toString(36).slice(2)}`;

    function readLines(lines) {
        const kept = {};
        for (const input of lines.querySelectorAll("input")) {
            kept[input.dataset.move] = number(input.value) || 0;
        }
        return kept;
    }

    function readCrates(crates) {
        const counts = {};
        for (const row of crates) {
            const [left, back] = ["left", "back"].map(
                (name) => parseInt(row.querySelector(`.${name}`).value, 10) || 0
            );
            if (left || back) {
                counts[row.dataset.crate] = [left, back];
            }
        }
        return counts;
    }

    // What the client finds wrong: a row per product, the next one comes by itself.
    function drawClaims(stop) {
        const node = element("div", {class: "claims"});
        const option = ([value, name]) => element("option", {value}, name);
        const add = () => {
            const line = element(
                "select",
                {
                    name: "claim_line",
                    "aria-label": t.claims,
                    onchange: () => {
                        row.classList.toggle("chosen", Boolean(line.value));
                        if (line.value && row === node.lastChild) {
                            add();
                        }
                    },
                },
                option(["", t.claim_none]),
                ...stop.lines.map((line) => option([line.id, line.name]))
            );
            const reason = element(
                "select",
                {name: "claim_reason"},
                ...run.reasons.map(option)
            );
            const quantity = element("input", {
                name: "claim_quantity",
                inputmode: "decimal",
                placeholder: t.claim_all,
                "aria-label": t.claim_all,
            });
            const wish = element(
                "select",
                {name: "claim_wish", "aria-label": t.claim_wish},
                ...run.wishes.map(option)
            );
            const photo = drawPhoto(800);
            const row = element(
                "div",
                {class: "claim"},
                line,
                reason,
                quantity,
                field(t.claim_wish, wish),
                photo.node
            );
            row.read = () => ({
                line: line.value,
                reason: reason.value,
                quantity: number(quantity.value),
                wish: wish.value,
                photo: photo.picture(),
            });
            node.append(row);
        };
        add();
        return {
            node,
            read: () =>
                [...node.children].map((row) => row.read()).filter((claim) => claim.line),
        };
    }

    function openNext() {
        const next = run.stops.find((stop) => !isServed(stop));
        for (const node of list.children) {
            node.open = Boolean(next) && node.id === `stop-${next.id}`;
        }
    }

    // ------------------------------------------------- signature and photo
    function drawPad() {
        const canvas = element("canvas", {width: 600, height: 200, class: "pad"});
        const brush = canvas.getContext("2d");
        brush.lineWidth = 3;
        let drawing = false;
        let empty = true;
        const place = (event) => {
            const box = canvas.getBoundingClientRect();
            return [
                ((event.clientX - box.left) * canvas.width) / box.width,
                ((event.clientY - box.top) * canvas.height) / box.height,
            ];
        };
        canvas.addEventListener("pointerdown", (event) => {
            drawing = true;
            empty = false;
            brush.beginPath();
            brush.moveTo(...place(event));
            canvas.setPointerCapture(event.pointerId);
            canvas.closest("details").dataset.touched = "1";
        });
        canvas.addEventListener("pointermove", (event) => {
            if (drawing) {
                brush.lineTo(...place(event));
                brush.stroke();
            }
        });
        canvas.addEventListener("pointerup", () => (drawing = false));
        const clear = element(
            "button",
            {
                type: "button",
                class: "clear",
                onclick: () => {
                    brush.clearRect(0, 0, canvas.width, canvas.height);
                    empty = true;
                },
            },
            t.clear
        );
        return {
            node: element("div", {}, canvas, clear),
            picture: () => (empty ? null : canvas.toDataURL("image/png")),
        };
    }

    function drawPhoto(size = 1200) {
        let picture = null;
        const input = element("input", {
            type: "file",
            accept: "image/*",
            capture: "environment",
            onchange: async () => {
                picture = input.files[0] ? await shrink(input.files[0], size) : null;
            },
        });
        return {node: field(t.photo, input), picture: () => picture};
    }

    async function shrink(file, size) {
        const image = await createImageBitmap(file);
        const scale = Math.min(1, size / Math.max(image.width, image.height));
        const canvas = element("canvas", {
            width: Math.round(image.width * scale),
            height: Math.round(image.height * scale),
        });
        canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
        return canvas.toDataURL("image/jpeg", 0.7);
    }

    // ------------------------------------------------------------- the start
    function drawHead() {
        const head = document.getElementById("head");
        const loading = element("input", {
            inputmode: "text",
            id: "loading",
            value: run.loading === null ? "" : String(run.loading),
            readonly: run.loading !== null || Boolean(find(0)),
            onchange: () => {
                const degrees = number(loading.value);
                if (degrees !== null && keep(loadingEvent(degrees))) {
                    loading.readOnly = true;
                    send();
                }
            },
        });
        head.append(
            ...run.warnings.map((warning) => element("p", {class: "trouble"}, warning)),
            element(
                "p",
                {class: "links"},
                ...run.navigation.map((url, index) =>
                    element(
                        "a",
                        {href: url},
                        run.navigation.length > 1 ? `${t.whole} ${index + 1}` : t.whole
                    )
                )
            ),
            field(t.loading, loading)
        );
    }

    const loadingEvent = (temperature) => ({
        key: newKey(),
        stop_id: 0,
        outcome: "loading",
        temperature,
    });

    drawHead();
    draw();
    openNext();
    tell();
    send();
    self.addEventListener("online", send);
    setInterval(send, 30000);
    if ("serviceWorker" in navigator) {
        navigator.serviceWorker.register("/my/round/worker.js", {scope: "/my/round/"});
    }
    document.body.dataset.ready = "1";
})();
