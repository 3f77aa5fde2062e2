import { en, type Messages } from "../messages/en.ts";
import { es } from "../messages/es.ts";
import { ptBr } from "../messages/pt-br.ts";

/** The languages pages are written in, as BCP 47 names them. */
export const languages = ["en", "es", "pt-BR"] as const;

/** One of {@link languages}. */
export type Language = (typeof languages)[number];

/** Everything pages say, by language. */
export const catalogs: Readonly<Record<Language, Messages>> = { en, es, "pt-BR": ptBr };

/**
 * Chooses the language of a reader: the one they picked, else the first of their browser's that
 * pages are written in, else English.
 *
 * @param header The request's `Accept-Language`.
 */
export function chooseLanguage(picked: string | undefined, header: string | undefined): Language {
  const own = languages.find((language) => language === picked);
  if (own !== undefined) return own;
  for (const tag of wantedTags(header)) {
    const found = languages.find((language) => baseOf(language) === baseOf(tag));
    if (found !== undefined) return found;
  }
  return "en";
}

/** How numbers, money and dates are written: as in the reader's country, where it is told. */
export function chooseLocale(language: Language, header: string | undefined): string {
  const told = wantedTags(header).find((tag) => baseOf(tag) === baseOf(language));
  if (told === undefined) return language;
  try {
    return Intl.DateTimeFormat.supportedLocalesOf(told)[0] ?? language;
  } catch {
    return language;
  }
}

function baseOf(tag: string): string {
  return tag.toLowerCase().split("-")[0] ?? "";
}

/** The languages of a browser, the one it likes best first. */
function wantedTags(header: string | undefined): readonly string[] {
  return (header ?? "")
    .split(",")
    .map((part) => {
      const [tag = "", ...parameters] = part.trim().split(";");
      const quality = parameters.find((parameter) => parameter.trim().startsWith("q="));
      return { tag, weight: quality === undefined ? 1 : Number(quality.trim().slice(2)) || 0 };
    })
    .filter(({ weight }) => weight > 0)
    .toSorted((left, right) => right.weight - left.weight)
    .map(({ tag }) => tag);
}
