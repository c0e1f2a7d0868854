// `oidc-provider` as a Frame.io that signs people in: its own code decides what a client id, a
// redirect, a challenge, a code or a refresh token is worth. In front of it stands only what the
// vendor does differently: other paths, and forms sent as multipart.
//
// Takes certificate and key as file names; prints its port. The person on the other side is at
// `/person/…` of the same door.

import { createServer } from "node:https";
import { readFileSync } from "node:fs";
import { Provider } from "oidc-provider";

const [certificate, key, redirect] = process.argv.slice(2);

const server = createServer({ cert: readFileSync(certificate), key: readFileSync(key) });
server.listen(0, "127.0.0.1", () => {
  const { port } = server.address();
  const provider = open(`https://127.0.0.1:${port}`);
  const answer = provider.callback();
  server.on("request", async (request, response) => {
    try {
      const url = new URL(request.url, `https://127.0.0.1:${port}`);
      if (url.pathname.startsWith("/person/")) {
        response.end(await person(provider, url));
      } else if (url.pathname.startsWith("/interaction/")) {
        await agree(provider, request, response);
      } else {
        if (request.headers["content-type"]?.startsWith("multipart/form-data")) {
          await read(request);
        }
        if (url.pathname === "/v2/auth/token") request.url = "/oauth2/token";
        answer(request, response);
      }
    } catch (error) {
      console.error(error);
      response.statusCode = 500;
      response.end(String(error));
    }
  });
  console.log(port);
});
// The test that started this is gone.
process.stdin.resume().on("end", () => process.exit(0));

function open(issuer) {
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: "installation",
        client_secret: "a secret of forty characters, or nearly so",
        token_endpoint_auth_method: "client_secret_post",
        grant_types: ["urn:ietf:params:oauth:grant-type:device_code", "refresh_token"],
        response_types: [],
        redirect_uris: [],
      },
      {
        client_id: "application",
        application_type: "native",
        token_endpoint_auth_method: "none",
        grant_types: ["authorization_code", "refresh_token"],
        redirect_uris: [redirect],
      },
    ],
    scopes: ["asset_create", "offline", "device.connect", "asset.create"],
    routes: {
      authorization: "/oauth2/auth",
      token: "/oauth2/token",
      device_authorization: "/v2/auth/device/code",
      code_verification: "/device",
    },
    features: {
      devInteractions: { enabled: false },
      deviceFlow: { enabled: true, charset: "digits", mask: "******" },
    },
    pkce: { required: () => true },
    issueRefreshToken: async () => true,
    rotateRefreshToken: () => true,
    findAccount: async (_, id) => ({ accountId: id, claims: async () => ({ sub: id }) }),
    interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
    cookies: { keys: ["for this run only"] },
    ttl: { AccessToken: 3599, RefreshToken: 86400, DeviceCode: 120, Grant: 86400, Session: 3600 },
  });
  provider.on("server_error", (_, error) => console.error(error));
  return provider;
}

/// What the vendor takes as multipart, as the provider has it once it is parsed.
async function read(request) {
  const whole = [];
  for await (const some of request) whole.push(some);
  const headers = { "content-type": request.headers["content-type"] };
  const form = await new Response(Buffer.concat(whole), { headers }).formData();
  request.body = Object.fromEntries(form);
  request.headers["content-type"] = "application/x-www-form-urlencoded";
}

/// The person at the page: signs in and says yes.
async function agree(provider, request, response) {
  const { prompt, params, grantId } = await provider.interactionDetails(request, response);
  let result = { login: { accountId: "ana" } };
  if (prompt.name === "consent") {
    const grant = grantId
      ? await provider.Grant.find(grantId)
      : new provider.Grant({ accountId: "ana", clientId: params.client_id });
    grant.addOIDCScope(params.scope);
    result = { consent: { grantId: await grant.save() } };
  }
  await provider.interactionFinished(request, response, result);
}

/// The person with the six digits in hand.
async function person(provider, url) {
  const digits = url.searchParams.get("digits");
  const code = await provider.DeviceCode.findByUserCode(digits, { ignoreExpiration: true });
  if (!code) throw new Error(`nobody was shown ${digits}`);
  if (url.pathname === "/person/denies") {
    code.error = "access_denied";
  } else {
    const grant = new provider.Grant({ accountId: "ana", clientId: code.clientId });
    grant.addOIDCScope(code.params.scope);
    Object.assign(code, {
      accountId: "ana",
      grantId: await grant.save(),
      scope: code.params.scope,
      authTime: Math.floor(Date.now() / 1000),
    });
  }
  await code.save(120);
  return "done";
}
