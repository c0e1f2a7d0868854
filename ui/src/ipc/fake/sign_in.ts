// The steps of a sign-in, made up.

import type { CommandError, ErrorCode, ProviderKind, SignIn } from "../types";

export const refusal = (code: ErrorCode, said = ""): CommandError => ({ code, said });

export function awaiting(
  code: string,
  expires: number,
  number = 1,
  trouble: CommandError | null = null,
): SignIn {
  return {
    step: "awaiting_approval",
    provider: "frameio",
    way: "device_code",
    id: "device_code",
    user_code: code,
    link: "https://app.frame.io/device",
    link_with_code: `https://app.frame.io/device?code=${code}`,
    qr_svg: drawing(code),
    expires_at: expires,
    code_number: number,
    trouble,
  };
}

/** The page's address never reaches the window. */
export function inBrowser(
  provider: ProviderKind,
  id: string,
  expires: number,
  trouble: CommandError | null = null,
): SignIn {
  return {
    step: "awaiting_approval",
    provider,
    way: "browser",
    id,
    user_code: null,
    link: null,
    link_with_code: null,
    qr_svg: null,
    expires_at: expires,
    code_number: 1,
    trouble,
  };
}

/** Looks like a QR code, is none: the real one comes from the backend. */
function drawing(seed: string): string {
  let state = [...seed].reduce((n, c) => n * 31 + c.charCodeAt(0), 7);
  const cells: string[] = [];
  const eye = (x: number, y: number) => (x < 8 && y < 8) || (x > 16 && y < 8) || (x < 8 && y > 16);
  for (let y = 0; y < 25; y++)
    for (let x = 0; x < 25; x++) {
      state = (state * 1103515245 + 12345) % 2147483648;
      if (!eye(x, y) && state % 100 < 48) cells.push(`M${x} ${y}h1v1h-1z`);
    }
  for (const [x, y] of [[0, 0], [18, 0], [0, 18]] as const)
    cells.push(`M${x} ${y}h7v7h-7zM${x + 1} ${y + 1}v5h5v-5zM${x + 2} ${y + 2}h3v3h-3z`);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="-2 -2 29 29"><rect x="-2" y="-2" width="29" height="29" fill="#fff"/><path fill-rule="evenodd" d="${cells.join("")}"/></svg>`;
}
