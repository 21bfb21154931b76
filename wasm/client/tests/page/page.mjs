// What the test calls in the page.

import { Ostrakon, OstrakonError } from "@ostrakon/client";

const encode = (text) => new TextEncoder().encode(text);

/** A ballot as text, proven by a client of its own, with the steps that it told. */
async function prove({ manifest, group, privateKey, answers, revision }) {
    const ostrakon = await Ostrakon.start();
    try {
        const poll = await ostrakon.poll(encode(manifest));
        await poll.loadGroup(encode(group));
        const me = await ostrakon.importIdentity(privateKey);
        const steps = [];
        const ballot = await poll.prove(me, answers, { revision, onProgress: ({ step }) => steps.push(step) });
        return { ballot: new TextDecoder().decode(ballot.bytes), steps: [...new Set(steps)] };
    } finally {
        ostrakon.close();
    }
}

/** Proofs at once, the first of which is ended: codes or ids, in order. */
async function end(given) {
    const ostrakon = await Ostrakon.start();
    try {
        const poll = await ostrakon.poll(encode(given.manifest));
        await poll.loadGroup(encode(given.group));
        const me = await ostrakon.importIdentity(given.privateKey);
        await poll.loadKey();
        const stop = new AbortController();
        const options = { revision: given.revision };
        const proofs = [
            poll.prove(me, given.answers, { ...options, signal: stop.signal, onProgress: () => stop.abort() }),
            poll.prove(me, given.answers, options),
        ];
        const told = await Promise.allSettled(proofs);
        return told.map(({ reason, value }) => (reason instanceof OstrakonError ? reason.code : value?.id));
    } finally {
        ostrakon.close();
    }
}

globalThis.page = { prove, end };
