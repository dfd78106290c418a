// Keeps the run's page on the phone: the network first, then what was kept.
const CACHE = "hub-round-2";
const KEPT = /^\/(my\/round\/\d+$|milperche_hub\/static\/src\/driver\/)/;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
    const url = new URL(event.request.url);
    if (event.request.method !== "GET" || !KEPT.test(url.pathname)) {
        return;
    }
    event.respondWith(
        fetch(event.request)
            .then((response) => {
                if (response.ok && !response.redirected) {
                    const copy = response.clone();
                    event.waitUntil(
                        caches
                            .open(CACHE)
                            .then((cache) => cache.put(url.pathname, copy))
                    );
                }
                return response;
            })
            .catch(async () => {
                const kept = await caches.match(url.pathname);
                return kept || Response.error();
            })
    );
});
