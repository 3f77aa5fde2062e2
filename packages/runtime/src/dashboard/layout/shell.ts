import { html } from "hono/html";

import type { Content, Section } from "../content.ts";
import { csrfForm } from "../fragments/csrf-form.ts";
import type { Html } from "../html.ts";
import { themes } from "../reader/read-reader.ts";
import type { Visit } from "../visit.ts";
import { document } from "./document.ts";

const paths: Readonly<Record<Exclude<Section, "preferences">, string>> = {
  overview: "/dashboard",
  sessions: "/dashboard/sessions",
  approvals: "/dashboard/approvals",
  connections: "/dashboard/connections",
  usage: "/dashboard/usage",
  audit: "/dashboard/audit",
  policy: "/dashboard/policy",
  keys: "/dashboard/keys",
};

const sections = Object.keys(paths).filter((name): name is keyof typeof paths => name in paths);

/** Writes a page of somebody who is signed in: the menu, and its content. */
export function shell(visit: Visit, { title, section, body }: Content): Html {
  const { reader } = visit;
  const { text } = reader;
  return document({
    title,
    reader,
    assets: ["uplot.css", "uplot.js", "htmx.js", "dashboard.js"],
    body: html`<a class="skip" href="#content">${text.skipToContent}</a>
      <header class="top">
        <a class="brand" href="/dashboard">CodeSpar</a>
        <span class="badge ${visit.principal.environment === "live" ? "live" : "test"}"
          >${visit.principal.environment === "live" ? text.live : text.test}</span
        >
        ${projectSwitch(visit)}
        <span class="spacer"></span>
        ${themeSwitch(visit)}
        <a
          class="quiet"
          href="/dashboard/preferences"
          ${section === "preferences" ? html`aria-current="page"` : ""}
          >${text.preferences}</a
        >
        ${csrfForm(visit.csrf, {
          action: "/dashboard/sign-out",
          body: html`<button class="quiet" type="submit">${text.signOut}</button>`,
        })}
      </header>
      <div class="frame">
        <nav class="menu" aria-label="${text.menu}">
          <ul>
            ${sections.map((name) => menuItem(visit, name, section))}
          </ul>
        </nav>
        <main id="content" tabindex="-1">${printed(visit)}${body}</main>
      </div>
      <p class="offline" role="status" id="connection" data-text="${text.notLive}"></p>`,
  });
}

/** What a printed page is of: on a screen, the frame around it tells. */
function printed({ project, principal, reader, path }: Visit): Html {
  const { text, timeZone } = reader;
  const environment = principal.environment === "live" ? text.live : text.test;
  return html`<p class="printed">
    CodeSpar · ${project.name} (${project.id}) · ${environment} · ${text.timeZone}: ${timeZone} ·
    ${path}
  </p>`;
}

/** Goes through the themes, one after another. */
function themeSwitch({ reader, csrf, path }: Visit): Html {
  const { text, theme } = reader;
  const next = themes[(themes.indexOf(theme) + 1) % themes.length] ?? "system";
  return csrfForm(csrf, {
    action: "/dashboard/preferences",
    className: "theme-switch",
    body: html`<input type="hidden" name="theme" value="${next}" />
      <input type="hidden" name="next" value="${path}" />
      <button class="quiet" type="submit">${text.theme}: ${text.themes[theme]}</button>`,
  });
}

function menuItem(
  { reader, waiting }: Visit,
  name: keyof typeof paths,
  current: Section | undefined,
): Html {
  const count =
    name === "approvals" && waiting !== undefined && waiting > 0
      ? html` <span class="count" id="waiting">${reader.format.number(waiting)}</span>`
      : "";
  return html`<li>
    <a href="${paths[name]}" ${name === current ? html`aria-current="page"` : ""}
      >${reader.text[name]}${count}</a
    >
  </li>`;
}

function projectSwitch({ project, projects, reader, csrf, path }: Visit): Html {
  if (projects.length < 2) return html`<span class="project">${project.name}</span>`;
  return csrfForm(csrf, {
    action: "/dashboard/project",
    className: "project",
    body: html`<label class="unseen" for="project">${reader.text.project}</label>
      <select id="project" name="project">
        ${projects.map(
          ({ id, name }) =>
            html`<option value="${id}" ${id === project.id ? "selected" : ""}>${name}</option>`,
        )}
      </select>
      <input type="hidden" name="next" value="${path}" />
      <button type="submit">${reader.text.switchProject}</button>`,
  });
}
