// Serves three stops, two of them without network, and looks at what is kept.
(async () => {
    const wait = async (test, what) => {
        for (let tries = 0; tries < 200; tries++) {
            if (test()) {
                return;
            }
            await new Promise((resolve) => setTimeout(resolve, 50));
        }
        throw new Error(`waited in vain for: ${what}`);
    };
    const bar = document.getElementById("bar");
    const stop = (rank) => document.querySelectorAll("#stops details")[rank];
    const fill = (node, value) => {
        node.value = value;
        node.dispatchEvent(new Event("input", {bubbles: true}));
    };
    const choose = (rank, outcome) =>
        stop(rank).querySelector(`button[name=${outcome}]`).click();
    const save = (rank) => stop(rank).querySelector("button.save").click();
    const draw = (canvas) => {
        const box = canvas.getBoundingClientRect();
        for (const [type, x] of [["pointerdown", 20], ["pointermove", 90], ["pointerup", 90]]) {
            canvas.dispatchEvent(
                new PointerEvent(type, {
                    bubbles: true,
                    pointerId: 1,
                    clientX: box.left + x,
                    clientY: box.top + 30,
                })
            );
        }
    };
    const realFetch = window.fetch;
    Element.prototype.setPointerCapture = () => {};

    // With network.
    fill(stop(0).querySelector("input[name=temperature]"), "3,5");
    fill(stop(0).querySelector("input[name=signed_by]"), "Cuisine Démo");
    draw(stop(0).querySelector("canvas"));
    choose(0, "delivered");
    const button = stop(0).querySelector("button.save");
    button.click();
    button.click(); // pressed twice
    await wait(() => bar.dataset.waiting === "0", "the first stop to be sent");
    await wait(() => stop(0).classList.contains("served"), "the first stop to be served");
    if (!stop(1).open) {
        throw new Error("the next stop should open by itself");
    }

    // Without.
    let tried = 0;
    window.fetch = () => {
        tried += 1;
        return Promise.reject(new TypeError("no network"));
    };
    choose(1, "partial");
    fill(stop(1).querySelector("[data-move]"), "3");
    save(1);
    await wait(() => tried > 0, "an attempt without network");
    choose(2, "refused");
    fill(stop(2).querySelector("input[name=remark]"), "Portail fermé");
    save(2);
    await wait(() => bar.dataset.waiting === "2", "two stops to wait");
    const kept = JSON.parse(localStorage.getItem(Object.keys(localStorage)[0]));
    if (kept.filter((event) => !event.sent).length !== 2) {
        throw new Error("two stops should be kept on the phone");
    }
    if (!stop(2).classList.contains("served")) {
        throw new Error("a stop kept on the phone is served for the driver");
    }

    // And back.
    window.fetch = realFetch;
    window.dispatchEvent(new Event("online"));
    await wait(() => bar.dataset.waiting === "0", "what waited to be sent");
    console.log("test successful");
})().catch((error) => console.error(error.message));
