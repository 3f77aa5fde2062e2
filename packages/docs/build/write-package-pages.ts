import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import { Application, type TypeDocOptions } from "typedoc";
import type { PluginOptions } from "typedoc-plugin-markdown";

import { repository, site } from "./folders.ts";
import { headingIds } from "./heading-ids.ts";
import { listPackageEntries, type PackageEntry } from "./package-entries.ts";
import { writePage } from "./write-page.ts";

const folder = "reference/packages";

/** Writes a page for every entry of every public package, from its types and doc comments. */
export async function writePackagePages(): Promise<void> {
  const entries = listPackageEntries();
  const written = mkdtempSync(path.join(tmpdir(), "codespar-docs-"));
  const tsconfig = path.join(site, ".typedoc.json");
  writeFileSync(
    tsconfig,
    JSON.stringify({
      extends: path.join(repository, "tsconfig.json"),
      include: entries.map(({ source }) => source),
    }),
  );
  try {
    await convert(entries, { tsconfig, written });
    const texts = new Map(
      entries.map(({ slug }) => [slug, readFileSync(path.join(written, `${slug}.md`), "utf8")]),
    );
    for (const entry of entries) {
      const { name, slug, description } = entry;
      const body = toBody(slug, texts);
      const install = name.startsWith("@codespar/") ? `\`import … from "${name}"\`\n\n` : "";
      writePage({ slug: `${folder}/${slug}`, title: name, description, body: `${install}${body}` });
    }
  } finally {
    rmSync(written, { recursive: true });
    rmSync(tsconfig);
  }
}

async function convert(
  entries: readonly PackageEntry[],
  { tsconfig, written }: { readonly tsconfig: string; readonly written: string },
): Promise<void> {
  const options: TypeDocOptions & Partial<PluginOptions> = {
    entryPoints: entries.map(({ source }) => source),
    tsconfig,
    plugin: ["typedoc-plugin-markdown"],
    logLevel: "Error",
    readme: "none",
    kindSortOrder: ["Function", "Class", "Interface", "TypeAlias", "Variable"],
    // The repository's own compiler checks the types; here they are only read.
    skipErrorChecking: true,
    disableSources: true,
    excludeExternals: true,
    excludePrivate: true,
    hideBreadcrumbs: true,
    hidePageHeader: true,
    hidePageTitle: true,
    outputFileStrategy: "modules",
    useCodeBlocks: true,
    expandObjects: true,
    parametersFormat: "table",
    interfacePropertiesFormat: "table",
    classPropertiesFormat: "table",
    typeAliasPropertiesFormat: "table",
    typeDeclarationFormat: "table",
    tableColumnSettings: {
      hideSources: true,
      hideInherited: true,
      hideOverrides: true,
      hideModifiers: true,
    },
  };
  const application = await Application.bootstrapWithPlugins(options);
  const project = await application.convert();
  if (project === undefined) throw new Error("The packages' types cannot be read.");
  const slugs = new Map(entries.map(({ source, slug }) => [toModuleName(source), slug]));
  for (const module of project.children ?? []) module.name = slugs.get(module.name) ?? module.name;
  await application.outputs.writeOutput({ name: "markdown", path: written }, project);
}

/** What TypeDoc calls a module: its path, without what says nothing. */
function toModuleName(source: string): string {
  return path.relative(path.join(repository, "packages"), source).replace(/(\/index)?\.ts$/, "");
}

/**
 * TypeDoc's pages link to each other's files; the site's have addresses. Of two headings that differ
 * in case alone, TypeDoc sometimes counts one more than there are: such a link goes to the first.
 */
function toBody(slug: string, texts: ReadonlyMap<string, string>): string {
  const ids = new Map([...texts].map(([page, text]) => [page, headingIds(text)]));
  return (texts.get(slug) ?? "").replaceAll(
    /\]\((?:([\w-]+)\.md)?(?:#([\w-]+))?\)/g,
    (_link, page: string = slug, id: string | undefined) => {
      if (id === undefined) return `](/${folder}/${page}/)`;
      const known = ids.get(page)?.has(id) === true ? id : id.replace(/-\d+$/, "");
      return `](/${folder}/${page}/#${known})`;
    },
  );
}
