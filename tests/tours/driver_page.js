// What every walk on the driver's page needs; the walk itself follows in another file.
const bar = document.getElementById("bar");
const stop = (rank) => document.querySelectorAll("#stops details")[rank];
const field = (rank, name) => stop(rank).querySelector(`[name=${name}]`);
const wait = async (test, what) => {
    for (let tries = 0; tries < 200; tries++) {
        if (test()) {
            return;
        }
        await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error(`waited in vain for: ${what}`);
};
const set = (node, value, type = "input") => {
    node.value = value;
    node.dispatchEvent(new Event(type, {bubbles: true}));
};
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
const networkIsBack = async () => {
    window.fetch = realFetch;
    window.dispatchEvent(new Event("online"));
    await wait(() => bar.dataset.waiting === "0", "what waited to be sent");
};
Element.prototype.setPointerCapture = () => {};
