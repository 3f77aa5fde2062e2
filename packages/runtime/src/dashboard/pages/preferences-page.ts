import { html } from "hono/html";

import { csrfForm } from "../fragments/csrf-form.ts";
import { notice } from "../fragments/notice.ts";
import type { Html } from "../html.ts";
import { catalogs, languages } from "../reader/language.ts";
import { themes } from "../reader/read-reader.ts";
import type { Visit } from "../visit.ts";

/** The page where readers pick how pages look. */
export function preferencesPage({ reader, csrf }: Visit, isSaved: boolean): Html {
  const { text } = reader;
  const zones = ["UTC", ...Intl.supportedValuesOf("timeZone").filter((zone) => zone !== "UTC")];
  return html`<h1>${text.preferences}</h1>
    ${isSaved ? notice("good", text.saved) : ""}
    ${csrfForm(csrf, {
      action: "/dashboard/preferences",
      className: "panel narrow",
      body: html`<label for="language">${text.language}</label>
        <select id="language" name="language">
          ${languages.map(
            (language) =>
              html`<option
                value="${language}"
                lang="${language}"
                ${language === reader.language ? "selected" : ""}
              >
                ${catalogs[language].languageName}
              </option>`,
          )}
        </select>
        <label for="theme">${text.theme}</label>
        <select id="theme" name="theme">
          ${themes.map(
            (theme) =>
              html`<option value="${theme}" ${theme === reader.theme ? "selected" : ""}>
                ${text.themes[theme]}
              </option>`,
          )}
        </select>
        <label for="time_zone">${text.timeZone}</label>
        <select id="time_zone" name="time_zone">
          ${zones.map(
            (zone) =>
              html`<option value="${zone}" ${zone === reader.timeZone ? "selected" : ""}>
                ${zone}
              </option>`,
          )}
        </select>
        <div class="actions"><button class="primary" type="submit">${text.save}</button></div>`,
    })}`;
}
