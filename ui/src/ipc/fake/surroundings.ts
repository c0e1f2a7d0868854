// Proxy, certificate authorities and the data folder of the backend in memory.

import type { FakeBackend } from "../fake";
import type { Authority, DataFolder, PickedAuthorities, Proxy, ReadProxy } from "../types";
import { FakeConnections } from "./connections";
import { aConnection } from "./rows";

export function anAuthority(change: Partial<Authority> = {}): Authority {
  const digits = "0123456789ABCDEF";
  const pair = (n: number): string => digits[(n * 7) % 16]! + digits[(n * 5 + 3) % 16]!;
  return {
    pem: "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n",
    name: "Nordlys Studios Root CA",
    valid_until: Date.UTC(2034, 5, 30),
    fingerprint: Array.from({ length: 32 }, (_, n) => pair(n)).join(":"),
    ...change,
  };
}

const usual = "/home/dit/.local/share/labrun";

export class FakeSurroundings extends FakeConnections {
  /** Addresses of proxies whose name and password are kept. */
  readonly proxyLogins = new Set<string>();
  /** What choosing a file with a certificate comes to. */
  pickedAuthorities: PickedAuthorities = { picked: "some", authorities: [anAuthority()] };
  dataFolder: DataFolder = { path: usual, is_usual: true, next: null, refused: null };
  /** What choosing another data folder comes to. */
  pickedDataFolder: Partial<DataFolder> = { next: "/Volumes/RAID/Labrun" };

  do_read_proxy({ address, direct }: Record<string, unknown>): ReadProxy {
    const typed = (address as string).trim();
    if (!typed) return { read: "wrong", fault: "not_an_address", what: "" };
    if (typed.includes("@")) return { read: "wrong", fault: "login_inside", what: "" };
    const hosts = (direct as string).split(/[\s,;]+/).filter(Boolean);
    const odd = hosts.find((host) => host.includes("://"));
    if (odd) return { read: "wrong", fault: "direct", what: odd };
    const whole = typed.includes("://") ? typed : `http://${typed}/`;
    return { read: "fine", proxy: { proxy: "at", address: whole, direct: hosts } };
  }
  do_has_proxy_login({ proxy }: Record<string, unknown>): boolean {
    const { address } = proxy as Extract<Proxy, { proxy: "at" }>;
    return this.proxyLogins.has(address);
  }
  do_keep_proxy_login({ proxy }: Record<string, unknown>): void {
    this.proxyLogins.add((proxy as Extract<Proxy, { proxy: "at" }>).address);
  }
  do_forget_proxy_login({ proxy }: Record<string, unknown>): void {
    this.proxyLogins.delete((proxy as Extract<Proxy, { proxy: "at" }>).address);
  }
  do_pick_authorities(): PickedAuthorities {
    return this.pickedAuthorities;
  }

  do_data_folder(): DataFolder {
    return this.dataFolder;
  }
  do_choose_data_folder(): DataFolder {
    this.dataFolder = { ...this.dataFolder, refused: null, ...this.pickedDataFolder };
    return this.dataFolder;
  }
  do_reset_data_folder(): DataFolder {
    this.dataFolder = { ...this.dataFolder, next: usual, refused: null };
    return this.dataFolder;
  }
  do_keep_data_folder(): DataFolder {
    this.dataFolder = { ...this.dataFolder, next: null, refused: null };
    return this.dataFolder;
  }
  do_open_data_folder(): void {}
  do_restart(): void {}
  /** It was plugged in meanwhile. */
  do_look_for_data_folder(): void {
    this.startup = null;
    this.change({ startup: { startup: "ready", snapshot: this.snapshot() } });
  }
}

export const surroundingScenes: Record<string, (fake: FakeBackend) => void> = {
  "own-network": (fake) => {
    fake.connections.set("c1", aConnection());
    const address = "http://proxy.nordlys.example:3128/";
    const authorities = [
      anAuthority(),
      anAuthority({ pem: "another", name: "Nordlys Inspection CA 2019 – Post Production and Dailies", valid_until: Date.UTC(2024, 10, 2) }),
    ];
    fake.settings = { ...fake.settings, proxy: { proxy: "at", address, direct: ["nas.local", "10.0.0.0/8"] }, authorities };
    fake.proxyLogins.add(address);
    fake.dataFolder = { path: "/Volumes/RAID/Labrun", is_usual: false, next: null, refused: null };
  },
  "data-folder-refused": (fake) => {
    fake.connections.set("c1", aConnection());
    fake.pickedDataFolder = { refused: { fault: "network_share", said: "" } };
    fake.pickedAuthorities = { picked: "refused", fault: "no_authority", file: "nas.pem", whose: "nas.local" };
  },
  "data-folder-away": (fake) => {
    fake.startup = { startup: "data_folder_away", path: "/Volumes/RAID/Labrun" };
    fake.connections.set("c1", aConnection());
  },
  "data-folder-moving": (fake) => {
    fake.startup = { startup: "moving_data_folder", done: 61_800_000, of: 168_000_000 };
    fake.connections.set("c1", aConnection());
  },
};
