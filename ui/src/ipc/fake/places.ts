// What there is to choose from in each cloud.

import type { Accounts, ListedAccount, ListedProject, Projects, ProviderKind } from "../types";

const project = (id: string, name: string, more: Partial<ListedProject> = {}): ListedProject => ({
  id,
  name,
  note: null,
  online: null,
  ...more,
});
const account = (id: string, name: string, note: string | null = null): ListedAccount => ({ id, name, note });

export const accountsOf: Record<ProviderKind, ListedAccount[]> = {
  frameio: [
    account("a1", "Nordlys Pictures", "14 projects"),
    account("a2", "Ærø Film", "3 projects"),
    account("a3", "Łódź Documentary Fund"),
    account("a4", "Nordlys Pictures", "Post production"),
  ],
  multicam: [account("m1", "studio-4.local", "Version 10.2")],
  eagle_eye: [
    account("e1", "Harbour Stages", "ops@harbour.example"),
    account("e2", "Old Mill Studios", "frontdesk@oldmill.example"),
    account("e3", "Backlot Süd", "sued@backlot.example"),
  ],
  vinli: [account("v1", "Ana Lima")],
};

/** By account; the others have none. */
export const projectsOf: Record<string, ListedProject[]> = {
  a1: [
    project("p1", "Feature – Unit A", { note: "Updated today" }),
    project("p2", "Feature – Unit B", { note: "Updated today" }),
    project("p3", "Commercial – Nordlys", { note: "Updated last week" }),
    project("p4", "Árbol de la vida", { note: "Updated in March" }),
    project("p5", "Episode 2"),
    project("p6", "Episode 10"),
    project("p7", "Straßenbahn"),
    project("p8", "Tag 2 – Außen, Nacht"),
  ],
  a2: [project("p20", "Sommerø"), project("p21", "Færgen")],
  a4: [project("p40", "Grading references")],
  m1: [
    project("r1", "Main room", { online: true }),
    project("r2", "Control room B", { online: true }),
    project("r3", "Lecture hall", { online: false }),
  ],
  e1: [
    project("k1", "Gate 1", { note: "Harbour · North", online: true }),
    project("k2", "Gate 2", { note: "Harbour · North", online: false }),
    project("k3", "Stage 3 – grid", { note: "Harbour · Stages", online: true }),
  ],
  e2: [project("k10", "Front desk", { online: true })],
  v1: [
    project("d1", "Camera car", { note: "2021 Ford Transit" }),
    project("d2", "Unit base van", { note: "2019 Mercedes Sprinter" }),
  ],
};

const firsts = ["Feature", "Commercial", "Episode", "Documentary", "Music video", "Réunion", "Straße", "Łódź"];
const seconds = ["Unit A", "Unit B", "Splinter", "Second unit", "Night", "Harbour", "Øresund", "Stage"];

/** Always the same ones, so that a count in a test stays true. */
export function manyProjects(total: number): ListedProject[] {
  return Array.from({ length: total }, (_, i) =>
    project(`n${i}`, `${firsts[i % firsts.length]} – ${seconds[(i >> 3) % seconds.length]} ${i + 1}`, {
      note: i % 3 === 0 ? `Updated ${1 + (i % 28)} days ago` : null,
    }),
  );
}

export function manyAccounts(total: number): ListedAccount[] {
  return Array.from({ length: total }, (_, i) =>
    account(`c${i}`, `Customer ${i + 1}`, `person${i + 1}@customer-${i + 1}.example`),
  );
}

export const whole = <T>(entries: T[]): { entries: T[]; complete: boolean; said: string | null } => ({
  entries,
  complete: true,
  said: null,
});

export const emptyAccounts: Accounts = whole([]);
export const emptyProjects: Projects = whole([]);
