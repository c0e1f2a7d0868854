// The network as the window knows it.

import type { Changes, NetworkStatus, Snapshot } from "../../ipc/types";

export const unknown: NetworkStatus = {
  kind: "other",
  name: null,
  mbit: null,
  signal_percent: null,
  health: "unknown",
  said: "",
  bytes_per_second: null,
  round_trip_ms: null,
  metered: false,
};

export class Network {
  status = $state.raw<NetworkStatus>(unknown);

  replace(snapshot: Snapshot): void {
    this.status = snapshot.network;
  }

  apply(changes: Changes): void {
    if (changes.network) this.status = changes.network;
  }
}
