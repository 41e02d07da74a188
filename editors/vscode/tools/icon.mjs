// Renders icon/icon.svg to icon/icon.png, with the Chromium in CHROMIUM or on the PATH.

import { readFileSync } from "node:fs";

import { chromium } from "playwright-core";

const folder = new URL("../icon/", import.meta.url).pathname;
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu"],
});
try {
  const page = await browser.newPage({ viewport: { width: 128, height: 128 } });
  const style = "<style>*{margin:0}svg{display:block;width:128px;height:128px}</style>";
  await page.setContent(style + readFileSync(`${folder}icon.svg`, "utf8"));
  await page.screenshot({ path: `${folder}icon.png`, omitBackground: true });
} finally {
  await browser.close();
}
