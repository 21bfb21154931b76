// Times for people, in their own time zone.

import { t } from "./text";

const UNITS = [["year", 31_536_000], ["month", 2_592_000], ["day", 86_400], ["hour", 3_600], ["minute", 60], ["second", 1]] as const;

/** `in 3 hours`, `2 days ago`. */
export function relative(time: string | number, now = Date.now()): string {
    const seconds = Math.round((new Date(time).getTime() - now) / 1000);
    const [unit, length] = UNITS.find(([, length]) => Math.abs(seconds) >= length) ?? ["second", 1];
    return new Intl.RelativeTimeFormat(t.language, { numeric: "auto" }).format(Math.trunc(seconds / length), unit);
}

/** Date and time, with the zone's name. */
export const exact = (time: string): string =>
    new Intl.DateTimeFormat(t.language, { dateStyle: "medium", timeStyle: "long" }).format(new Date(time));

/** Where a poll stands by this device's clock. */
export function phase(poll: { opens: string; closes: string }, now = Date.now()): "coming" | "open" | "closed" {
    if (now < Date.parse(poll.opens)) return "coming";
    return now < Date.parse(poll.closes) ? "open" : "closed";
}
