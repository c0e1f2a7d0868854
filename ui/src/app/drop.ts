// Where dropped files go: the connection under the pointer, else the one whose queue is shown,
// else the only one there is.

export type DropPlace = { id: string; name: string };

export function under(x: number, y: number): string | null {
  for (const element of document.elementsFromPoint(x, y)) {
    const card = element.closest<HTMLElement>("[data-drop], [data-connection]");
    const id = card?.dataset.drop ?? card?.dataset.connection;
    if (id) return id;
  }
  return null;
}

export function dropTarget(
  places: DropPlace[],
  pointed: string | null,
  shown: string | null,
): string | null {
  const takes = (id: string | null) => id !== null && places.some((p) => p.id === id);
  if (pointed !== null) return takes(pointed) ? pointed : null;
  if (takes(shown)) return shown;
  return places.length === 1 ? places[0]!.id : null;
}
