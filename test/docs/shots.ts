import { openBrowser } from "../browser/open-browser.ts";
const b = await openBrowser();
for (const [p, scheme, w] of [["/","light",1280],["/start/openai/","dark",1280],["/","dark",360],["/reference/errors/","light",360],["/reference/api/sessions/","light",1280],["/reference/packages/sdk/","dark",1280],["/operate/configuration/","light",1280],["/operate/configuration/","dark",360]] as const) {
  const c = await b.newContext({ colorScheme: scheme, viewport: { width: w, height: 1000 } });
  const t = await c.newPage(); await t.goto("http://localhost:4321"+p); 
  await t.screenshot({ path: `/tmp/shot-${p.replaceAll("/","_")}-${scheme}-${w}.png` }); await c.close();
}
await b.close();
