// Serves three stops, two of them without network, and looks at what is kept.
(async () => {
    // With network.
    set(field(0, "temperature"), "3,5");
    set(field(0, "signed_by"), "Cuisine Démo");
    sign(0);
    field(0, "delivered").click();
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
    set(stop(1).querySelector("[data-move]"), "3");
    serve(1, "partial");
    await wait(() => tried > 0, "an attempt without network");
    set(field(2, "remark"), "Portail fermé");
    serve(2, "refused");
    await wait(() => bar.dataset.waiting === "2", "two stops to wait");
    const kept = JSON.parse(localStorage.getItem(Object.keys(localStorage)[0]));
    if (kept.filter((event) => !event.sent).length !== 2) {
        throw new Error("two stops should be kept on the phone");
    }
    if (!stop(2).classList.contains("served")) {
        throw new Error("a stop kept on the phone is served for the driver");
    }

    // And back.
    await networkIsBack();
    console.log("test successful");
})().catch((error) => console.error(error.message));
