import path from "node:path";
import { gzipSync } from "node:zlib";

import { build } from "vite";

const frameworks = [
  /^ai($|\/)/,
  /^@langchain\/(core|langgraph)/,
  /^langchain($|\/)/,
  /^@mastra\/core/,
];

/** Kilobytes of a package and all it needs but the framework itself, minified and compressed. */
export async function bundleSize(name: string): Promise<number> {
  const entry = `\0${name}`;
  const built = await build({
    root: import.meta.dirname,
    configFile: false,
    logLevel: "silent",
    plugins: [
      {
        name: "entry",
        resolveId(id, importer) {
          if (id === entry) return id;
          const from = path.join(import.meta.dirname, "index.ts");
          return importer === entry ? this.resolve(id, from, { skipSelf: true }) : null;
        },
        load: (id) => (id === entry ? `export * from ${JSON.stringify(name)};` : null),
      },
    ],
    build: {
      write: false,
      minify: true,
      ssr: true,
      rollupOptions: { input: entry, external: [...frameworks, /^node:/] },
    },
    ssr: { noExternal: true, external: [] },
  });
  const outputs = "output" in built ? built.output : [];
  const code = outputs.map((chunk) => (chunk.type === "chunk" ? chunk.code : "")).join("\n");
  return gzipSync(code).length / 1_000;
}
