// Loads, serves one stop with network and two without; a claim is noted at the door.
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
    const set = (node, value, type = "input") => {
        node.value = value;
        node.dispatchEvent(new Event(type, {bubbles: true}));
    };
    const field = (rank, name) => stop(rank).querySelector(`[name=${name}]`);
    const sign = (rank) => {
        const canvas = stop(rank).querySelector("canvas");
        const box = canvas.getBoundingClientRect();
        for (const [type, x] of [["pointerdown", 20], ["pointermove", 90], ["pointerup", 90]]) {
            const place = {clientX: box.left + x, clientY: box.top + 30};
            canvas.dispatchEvent(
                new PointerEvent(type, {bubbles: true, pointerId: 1, ...place})
            );
        }
    };
    const serve = (rank, outcome) => {
        field(rank, outcome).click();
        stop(rank).querySelector("button.save").click();
    };
    const realFetch = window.fetch;
    Element.prototype.setPointerCapture = () => {};

    set(document.getElementById("loading"), "2,5", "change");
    await wait(() => bar.dataset.waiting === "0", "the loading to be sent");

    set(field(0, "temperature"), "3,5");
    set(field(0, "signed_by"), "Cuisine Démo");
    set(field(0, "cheque_number"), "0001");
    set(field(0, "cheque_amount"), "12,50");
    set(stop(0).querySelector("[data-crate] .left"), "4");
    set(stop(0).querySelector("[data-crate] .back"), "1");
    const line = field(0, "claim_line");
    set(line, line.options[1].value, "change");
    set(field(0, "claim_reason"), "freshness", "change");
    set(field(0, "claim_quantity"), "2");
    sign(0);
    serve(0, "delivered");
    await wait(() => stop(0).classList.contains("served"), "the first stop");
    await wait(() => bar.dataset.waiting === "0", "the first stop to be sent");

    window.fetch = () => Promise.reject(new TypeError("no network"));
    set(stop(1).querySelector("[data-move]"), "5");
    sign(1);
    serve(1, "partial");
    sign(2);
    serve(2, "delivered");
    await wait(() => bar.dataset.waiting === "2", "two stops to wait on the phone");

    window.fetch = realFetch;
    window.dispatchEvent(new Event("online"));
    await wait(() => bar.dataset.waiting === "0", "what waited to be sent");
    console.log("test successful");
})().catch((error) => console.error(error.message));
