// The real backend. The only file that imports @tauri-apps.

import { Channel, invoke, isTauri } from "@tauri-apps/api/core";
import { getCurrentWebview } from "@tauri-apps/api/webview";
import type { Backend } from "./backend";
import type { Changes, Opening } from "./types";

export const insideTauri = isTauri;

export const tauri: Backend = {
  invoke: (command, args) => invoke(command, args),

  subscribe(onChanges) {
    const channel = new Channel<Changes>();
    channel.onmessage = onChanges;
    return invoke<Opening>("subscribe", { channel });
  },

  onFileDrop(listener) {
    return getCurrentWebview().onDragDropEvent(({ payload }) => {
      if (payload.type === "leave") return listener({ drop: "left" });
      const x = payload.position.x / window.devicePixelRatio;
      const y = payload.position.y / window.devicePixelRatio;
      if (payload.type === "drop") listener({ drop: "dropped", x, y, paths: payload.paths });
      else listener({ drop: "over", x, y });
    });
  },
};
