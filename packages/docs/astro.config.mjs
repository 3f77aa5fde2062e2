import starlight from "@astrojs/starlight";
import { defineConfig, passthroughImageService } from "astro/config";
import linksValidator from "starlight-links-validator";

const directory = (folder) => [{ autogenerate: { directory: folder } }];

/** The site asks nobody else for anything: search, fonts and styles are its own. */
export default defineConfig({
  image: { service: passthroughImageService() },
  integrations: [
    starlight({
      title: "CodeSpar",
      description: "One metered session for every agent framework.",
      customCss: ["./src/site.css"],
      favicon: "/favicon.svg",
      // What the build writes after Astro is done: the pages' Markdown, and the texts for models.
      plugins: [linksValidator({ exclude: ["/**/*.md", "/llms*.txt"] })],
      sidebar: [
        { label: "Start", items: directory("start") },
        { label: "Concepts", items: directory("concepts") },
        { label: "Recipes", items: directory("recipes") },
        { label: "Tools for people", items: directory("use") },
        { label: "Operations", items: directory("operate") },
        { label: "Extend", items: directory("extend") },
        {
          label: "Reference",
          items: [
            "reference/errors",
            "reference/comparison",
            { label: "API", collapsed: true, items: directory("reference/api") },
            { label: "Packages", collapsed: true, items: directory("reference/packages") },
          ],
        },
      ],
    }),
  ],
});
