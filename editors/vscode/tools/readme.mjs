// Prints README.md for the packages. VS Code does not resolve relative addresses on the page of an extension: pictures
// are embedded, and links to pages of the repository are replaced by their text.

import { readFileSync } from "node:fs";

const file = new URL("../README.md", import.meta.url);

const embed = (picture) => `data:image/png;base64,${readFileSync(new URL(picture, file), "base64")}`;
const text = readFileSync(file, "utf8")
  .replace(/(!\[[^\]]*\])\(([^)]+\.png)\)/g, (_, description, picture) => `${description}(${embed(picture)})`)
  .replace(/(?<!!)\[([^\]]+)\]\(\.[^)]*\)/g, "$1");
process.stdout.write(text);
