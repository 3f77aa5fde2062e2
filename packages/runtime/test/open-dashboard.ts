import type { Runtime } from "../src/index.ts";

/** A page, as a browser without scripts gets it. */
export interface Page {
  readonly status: number;
  readonly headers: Headers;
  readonly html: string;
  /** What it says, without its markup. */
  readonly text: string;
}

/** A browser without scripts: it keeps cookies, follows redirects, and sends the forms of pages. */
export interface Visitor {
  readonly cookies: Map<string, string>;
  get(path: string, headers?: Readonly<Record<string, string>>): Promise<Page>;
  /** Sends a form with the token of the page that was shown last. */
  post(
    path: string,
    fields?: Readonly<Record<string, string>>,
    headers?: Readonly<Record<string, string>>,
  ): Promise<Page>;
  signIn(key: string): Promise<Page>;
}

/** Opens a browser on a runtime. */
export function openDashboard(runtime: Runtime, origin = "http://codespar.test"): Visitor {
  const cookies = new Map<string, string>();
  let token = "";

  async function ask(path: string, init: RequestInit): Promise<Page> {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const headers = { ...(cookie === "" ? {} : { Cookie: cookie }), ...init.headers };
    const response = await runtime.fetch(`${origin}${path}`, { ...init, headers });
    for (const text of response.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(text) ?? [];
      if (/max-age=0/i.test(text)) cookies.delete(name);
      else cookies.set(name, value);
    }
    const location = response.headers.get("location");
    if (response.status === 303 && location !== null) return ask(location, { method: "GET" });
    const html = await response.text();
    token = /name="csrf" value="([0-9a-f]+)"/.exec(html)?.[1] ?? token;
    const text = html.replaceAll(/<[^>]+>/g, " ").replaceAll(/\s+/g, " ");
    return { status: response.status, headers: response.headers, html, text };
  }

  const visitor: Visitor = {
    cookies,
    get: (path, headers = {}) => ask(path, { method: "GET", headers }),
    post: (path, fields = {}, headers = {}) =>
      ask(path, {
        method: "POST",
        headers: { "Content-Type": "application/x-www-form-urlencoded", ...headers },
        body: new URLSearchParams({ csrf: token, ...fields }).toString(),
      }),
    async signIn(key) {
      await visitor.get("/dashboard/sign-in");
      return visitor.post("/dashboard/sign-in", { key });
    },
  };
  return visitor;
}
