// Rows of a list that can be dragged by their grip, with a mouse, a pen or a finger.

/** Calls `moved` with the `data-option` of the row that is dragged, and where in the list it is now. */
export function dragging(list: HTMLElement, moved: (id: string, to: number) => void): void {
    list.addEventListener("pointerdown", (start) => {
        const grip = (start.target as Element).closest(".grip");
        const row = grip?.closest<HTMLElement>("li");
        const id = row?.dataset["option"];
        if (!row || id === undefined || start.button !== 0) return;
        row.classList.add("dragged");
        const ended = new AbortController();
        const { signal } = ended;
        const end = (): void => {
            row.classList.remove("dragged");
            ended.abort();
        };
        // The row moves within the document while it is dragged, which would end a capture of the pointer.
        document.addEventListener(
            "pointermove",
            (event) => {
                const rows = [...list.children];
                const over = rows.findIndex((other) => {
                    const { top, bottom } = other.getBoundingClientRect();
                    return other !== row && event.clientY > top && event.clientY < bottom;
                });
                const [target, here] = [rows[over], rows.indexOf(row)];
                if (!target) return;
                const { top, height } = target.getBoundingClientRect();
                const past = over > here ? event.clientY > top + height / 2 : event.clientY < top + height / 2;
                if (past) moved(id, over);
            },
            { signal },
        );
        document.addEventListener("pointerup", end, { signal });
        document.addEventListener("pointercancel", end, { signal });
    });
}
