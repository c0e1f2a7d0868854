// Where in the window we are. Nothing is written into the address: a restart begins at the queue.

export type Route =
  | { to: "queue"; connection: string | null }
  | { to: "connection"; connection: string }
  | { to: "connect" }
  | { to: "settings" };
