// Loads, serves one stop with network and two without; a claim is noted at the door.
(async () => {
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

    await networkIsBack();
    console.log("test successful");
})().catch((error) => console.error(error.message));
