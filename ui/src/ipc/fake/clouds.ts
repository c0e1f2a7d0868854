// The four clouds as data, in the words the real ones have. Only what the screens need to be seen.

import type { FieldSpec, ProviderKind, ProviderSpec, WaySpec } from "../types";

function field(name: string, label: string, more: Partial<FieldSpec> = {}): FieldSpec {
  return { name, label, kind: "text", hint: "", optional: false, known: false, ...more };
}

const fromTheIntegrator = "From the people who registered this app with the cloud";
const clientId = field("client_id", "Client ID", { hint: fromTheIntegrator });
const clientSecret = field("client_secret", "Client secret", { kind: "secret", hint: fromTheIntegrator });

const machine = field("address", "Address of the machine", {
  kind: "address",
  hint: "Host and port, such as 192.168.1.20:8082",
});
const unencrypted = field("plain", "Allow an unencrypted connection", {
  kind: "switch",
  hint: "Used only if the machine has no https. Everyone on the network can then read along, the key included",
  optional: true,
});
const apiKey = field("key", "API key", { kind: "secret", hint: "In Multicam: Settings > Systems > API" });

const dealer = [
  field("client_id", "API key: ID", { hint: "From dealer.cameramanager.com, one per company" }),
  field("client_secret", "API key: SECRET", { kind: "secret", hint: "Beside the ID, on the same page" }),
  field("email", "E-mail address", { kind: "email", hint: "What you sign in to the dealer dashboard with" }),
  field("password", "Password", { kind: "secret", hint: "Used once and kept nowhere" }),
  field("session_only", "For this session only", {
    kind: "switch",
    hint: "A dealer’s sign-in opens every customer. With this on it ends when the app does",
    optional: true,
  }),
];

const way = (more: Pick<WaySpec, "id" | "way" | "label" | "about"> & Partial<WaySpec>): WaySpec => ({
  fields: [],
  picks: true,
  checks_set_up: false,
  ...more,
});

export const frameio: ProviderSpec = {
  provider: "frameio",
  name: "Frame.io",
  project_word: "project",
  account_word: "account",
  uploads: true,
  no_uploads: "",
  no_accounts:
    "None of your accounts is enabled for Camera to Cloud. Ask the owner of the account to enable it, or ask Frame.io.",
  no_projects:
    "This account has no project that is open to Camera to Cloud. Enable it in the project’s settings on Frame.io.",
  support: "https://help.frame.io/en/collections/3045101-camera-to-cloud",
  finds_accounts_by: null,
  ways: [
    way({
      id: "device_code",
      way: "device_code",
      label: "Six-digit code",
      about: "You type a code on Frame.io and pick the project there",
      fields: [{ ...clientSecret, known: true }],
      picks: false,
    }),
    way({
      id: "application",
      way: "browser",
      label: "Sign in with your browser",
      about: "You sign in on Frame.io’s own page and pick the project here",
      fields: [clientId],
    }),
  ],
};

export const multicam: ProviderSpec = {
  provider: "multicam",
  name: "Multicam Systems",
  project_word: "room",
  account_word: "machine",
  uploads: false,
  no_uploads: "A Multicam machine takes no media over the network, so nothing can be uploaded to it.",
  no_accounts: "The machine did not say what it is. Check the address.",
  no_projects: "This machine has neither a room nor a media list. Make one in Multicam, then look again.",
  support: "https://support.multicam-systems.com",
  finds_accounts_by: null,
  ways: [
    way({
      id: "key",
      way: "form",
      label: "API key (Multicam 10 and newer)",
      about: "You copy the API key from the machine",
      fields: [machine, apiKey, unencrypted],
    }),
    way({
      id: "token",
      way: "form",
      label: "User and key (Multicam 9 and older)",
      about: "You type the API user and its key; good for 14 days at a time",
      fields: [
        machine,
        field("user", "API user", { hint: "The user made for the API inside Multicam, often an e-mail address" }),
        apiKey,
        unencrypted,
      ],
    }),
    way({
      id: "address",
      way: "address_alone",
      label: "Trusted address",
      about: "No key: the machine has this computer’s IP address on its list",
      fields: [machine, unencrypted],
    }),
  ],
};

export const eagleEye: ProviderSpec = {
  provider: "eagle_eye",
  name: "Eagle Eye CameraManager",
  project_word: "camera",
  account_word: "account",
  uploads: false,
  no_uploads: "CameraManager records from its own cameras and takes no media, so nothing can be uploaded to it.",
  no_accounts: "CameraManager lists no account for you. A dealer needs the vendor’s support to be let in here.",
  no_projects: "There is no camera in this account. Add one in CameraManager, then look again.",
  support: "https://developer.cameramanager.com",
  finds_accounts_by: "e-mail address",
  ways: [
    way({
      id: "hosted",
      way: "browser",
      label: "Sign in with your browser",
      about: "You have cameras: you sign in on CameraManager’s own page",
      fields: dealer.slice(0, 2),
    }),
    way({
      id: "reseller",
      way: "form",
      label: "Dealer: reseller",
      about: "You look after customers, with the permission to generate access tokens",
      fields: dealer,
    }),
    way({
      id: "distributor",
      way: "form",
      label: "Dealer: distributor",
      about: "You look after resellers, and see the customers of all of them",
      fields: dealer,
    }),
  ],
};

export const vinli: ProviderSpec = {
  provider: "vinli",
  name: "Vinli",
  project_word: "device",
  account_word: "account",
  uploads: false,
  no_uploads: "Vinli reads data of vehicles and takes no media, so nothing can be uploaded to it.",
  no_accounts: "Vinli did not say whose account this is. Sign in again.",
  no_projects: "You share no device with this app. Allow one in MyVinli, then look again.",
  support: "https://my.vin.li",
  finds_accounts_by: null,
  ways: [
    way({
      id: "code",
      way: "browser",
      label: "Sign in at Vinli",
      about: "In your browser, by a client of type “server” of your own Vinli app",
      fields: [
        { ...clientId, hint: "At dev.vin.li: your app, a client of type server" },
        { ...clientSecret, hint: "Beside the client ID at dev.vin.li" },
        field("app_id", "App ID", {
          hint: "Only to check the set-up. Not the client ID, and not kept",
          optional: true,
        }),
        field("app_secret", "App secret", {
          kind: "secret",
          hint: "Only to check the set-up. Not kept",
          optional: true,
        }),
      ],
      checks_set_up: true,
    }),
    way({
      id: "implicit",
      way: "browser",
      label: "Sign in without a client secret",
      about: "Less safe: the key passes through the browser. Only if you have no client secret",
      fields: [{ ...clientId, hint: "At dev.vin.li: your app, a client of type web" }],
    }),
  ],
};

export const allClouds: ProviderSpec[] = [frameio, multicam, eagleEye, vinli];

/** Fields by which the cloud knows the product: in the vault once they have worked. */
export const keptFields = new Set(["client_id", "client_secret"]);

/** Ways after which the person is asked whether it is they. */
export const confirmedWays = new Set(["implicit"]);

/** The clouds with every kept key in the vault already. */
export const knowing = (clouds: ProviderSpec[], kind: ProviderKind): ProviderSpec[] =>
  clouds.map((cloud) =>
    cloud.provider !== kind
      ? cloud
      : {
          ...cloud,
          ways: cloud.ways.map((w) => ({
            ...w,
            fields: w.fields.map((f) => ({ ...f, known: f.known || keptFields.has(f.name) })),
          })),
        },
  );
