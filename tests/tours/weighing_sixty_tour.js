import { registry } from "@web/core/registry";

const FOCUSED = "input.o_hub_weight:focus";
const COUNT = 60;
/** One of ten is out of tolerance: the screen asks, Enter keeps it. */
const isFar = (rank) => rank % 10 === 9;

const hand = { keys: 0, mouse: 0, start: 0 };
window.addEventListener("keydown", () => hand.keys++, true);
window.addEventListener("pointerdown", () => hand.mouse++, true);

/** Key by key: "edit" would click first. */
const type = (text) => async (helpers) => {
    for (const sign of text) {
        await helpers.press(sign);
    }
};

const weigh = (rank) => {
    const steps = [
        { trigger: FOCUSED, run: type(isFar(rank) ? "3.90" : "2.45") },
        { trigger: FOCUSED, run: "press Enter" },
    ];
    if (isFar(rank)) {
        steps.push(
            { trigger: ".o_hub_weight_ask" },
            { trigger: FOCUSED, run: "press Enter" }
        );
    }
    steps.push({ trigger: `.o_hub_weighed:contains('${rank + 1} / ${COUNT}')` });
    return steps;
};

/** Sixty weights by the keyboard alone, of which the keys are counted. */
registry.category("web_tour.tours").add("hub_weighing_sixty", {
    steps: () => [
        { trigger: `.o_hub_weighed:contains('0 / ${COUNT}')` },
        {
            trigger: FOCUSED,
            run: () => Object.assign(hand, { keys: 0, mouse: 0, start: Date.now() }),
        },
        ...[...Array(COUNT).keys()].flatMap(weigh),
        {
            trigger: ".o_hub_weighed",
            run: () => {
                const seconds = (Date.now() - hand.start) / 1000;
                console.log(
                    `sixty weights: ${hand.keys} keys, ${hand.mouse} of the mouse, ${seconds} s`
                );
                // four signs and Enter, once more for the six that are asked about
                if (hand.mouse || hand.keys > COUNT * 5 + COUNT / 10) {
                    throw new Error(`${hand.keys} keys, ${hand.mouse} of the mouse`);
                }
                if (seconds > 300) {
                    throw new Error(`${seconds} s for ${COUNT} weights`);
                }
            },
        },
    ],
});
