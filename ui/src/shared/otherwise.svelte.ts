// What a screen reader is to say of things that stand otherwise than a moment ago: their word changes
// where it stands, which nobody hears. Of what has just come nothing is said.

export type Stands = {
  id: string;
  /** null: not known now; it stands as it stood. */
  as: string | null;
  /** In words; null: somebody else says it. */
  said: (before: string) => string | null;
};

export class Otherwise {
  said = $state("");
  #before = new Map<string, string>();

  look(all: Stands[]): void {
    const told: string[] = [];
    const now = new Map<string, string>();
    for (const one of all) {
      const before = this.#before.get(one.id);
      const stands = one.as ?? before;
      if (stands === undefined) continue;
      now.set(one.id, stands);
      if (before === undefined || before === stands) continue;
      const said = one.said(before);
      if (said !== null) told.push(said);
    }
    this.#before = now;
    if (told.length > 0) this.said = told.join(". ");
  }
}
