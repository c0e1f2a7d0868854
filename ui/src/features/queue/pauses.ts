// For how long one pauses.

export const pauses = [
  { minutes: 15, word: "For 15 minutes", menu: "Pause for 15 minutes", test: "pause-15" },
  { minutes: 60, word: "For 1 hour", menu: "Pause for 1 hour", test: "pause-60" },
  { minutes: null, word: "Until I resume", menu: "Pause until I resume", test: "pause-until" },
] as const;
