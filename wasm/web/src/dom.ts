// Elements in one expression. Text is always text: nothing here reads markup.

export type Child = Node | string | number | false | null | undefined;

type Handlers = { [K in keyof HTMLElementEventMap as `on${K}`]?: (event: HTMLElementEventMap[K]) => void };

/** Attributes by their HTML names. `true` writes an empty one; `false` and `undefined` write none. */
export type Attributes = Handlers & { [name: string]: unknown };

/** An element with attributes, listeners (`onclick`, …) and children. */
export function h<K extends keyof HTMLElementTagNameMap>(
    tag: K,
    attributes: Attributes = {},
    ...children: (Child | Child[])[]
): HTMLElementTagNameMap[K] {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
        if (value === undefined || value === null || value === false) continue;
        if (typeof value === "function") element.addEventListener(name.slice(2), value as EventListener);
        else element.setAttribute(name, value === true ? "" : String(value));
    }
    element.append(...nodes(children));
    return element;
}

/** Puts other children in place of those that an element has. */
export function fill(element: Element, ...children: (Child | Child[])[]): void {
    element.replaceChildren(...nodes(children));
}

/** Puts newer children in place of older ones of the same kind: the same parts stay unfolded, and the focus where it was. */
export function renew(element: Element, ...children: (Child | Child[])[]): void {
    const all = (selector: string): HTMLElement[] => [...element.querySelectorAll<HTMLElement>(selector)];
    const open = all("details").map((details) => details.hasAttribute("open"));
    const focus = all(FOCUSABLE).findIndex((each) => each === document.activeElement);
    fill(element, ...children);
    all("details").forEach((details, at) => details.toggleAttribute("open", open[at] ?? false));
    if (focus >= 0) all(FOCUSABLE)[focus]?.focus({ preventScroll: true });
}

const FOCUSABLE = "a, button, input, summary, [tabindex]";

function nodes(children: (Child | Child[])[]): (Node | string)[] {
    return children
        .flat()
        .filter((child) => child !== false && child !== null && child !== undefined)
        .map((child) => (typeof child === "number" ? String(child) : child));
}

let last = 0;

/** An id that no other element has. */
export const newId = (): string => `e${++last}`;
