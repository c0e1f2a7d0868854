/** Where files can go: what the queue needs to know about a connection. */
export type Place = {
  id: string;
  name: string;
  cloud: string;
  /** Why it takes no files; null when it does. */
  not: string | null;
};
