// For how long one pauses. What each is called is in the catalogue, under its name.

export const pauses = [
  { minutes: 15, name: "15" },
  { minutes: 60, name: "60" },
  { minutes: null, name: "until" },
] as const;
