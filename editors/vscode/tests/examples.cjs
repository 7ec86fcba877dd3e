// Tokenises every example stack with VS Code's engine and its grammar of shell. On all: nothing runs over its end, no name is
// unknown, and a command on one line looks as it does on a line of its own. Of the quickstart: the scopes of every token equal
// the snapshot beside this file (`--bless` writes it).
// usage: node examples.cjs PROGRAM-OF-TMGRAMMAR-TEST SHELL-GRAMMAR LIST-OF-PATHS [--bless]
const { readFileSync, writeFileSync, existsSync } = require("fs");
const { join } = require("path");
const { createRequire } = require("module");

const [program, shell, list, bless] = process.argv.slice(2);
const load = createRequire(program);
const textmate = load("vscode-textmate");
const oniguruma = load("vscode-oniguruma");
const grammars = {
  "source.imgc-stack": join(__dirname, "../syntaxes/imgc-stack.tmLanguage.json"),
  "source.shell": shell,
};

async function tokenised(withShell) {
  await wasm;
  const registry = new textmate.Registry({
    onigLib: Promise.resolve({
      createOnigScanner: (patterns) => new oniguruma.OnigScanner(patterns),
      createOnigString: (text) => new oniguruma.OnigString(text),
    }),
    loadGrammar: async (scope) => {
      if (!grammars[scope] || (scope === "source.shell" && !withShell)) return null;
      return textmate.parseRawGrammar(readFileSync(grammars[scope], "utf-8"), grammars[scope]);
    },
  });
  const grammar = await registry.loadGrammar("source.imgc-stack");
  return (text) => {
    let stack = textmate.INITIAL;
    return text.split("\n").map((text) => {
      const line = grammar.tokenizeLine(text, stack);
      stack = line.ruleStack;
      return { text, depth: stack.depth, tokens: line.tokens };
    });
  };
}

const SHELL = "meta.embedded.block.shellscript";

// The pieces of shell in a line, and what the shell's grammar says of each.
const pieces = ({ text, tokens }) =>
  tokens
    .map(({ scopes, startIndex, endIndex }) => [text.slice(startIndex, endIndex).trim(), scopes.slice(scopes.indexOf(SHELL) + 1)])
    .map(([piece, scopes]) => `${piece} ${scopes.filter((scope) => !scope.startsWith("meta.")).join(" ")}`.trim())
    .filter((piece) => piece);

const wasm = oniguruma.loadWASM(readFileSync(load.resolve("vscode-oniguruma/release/onig.wasm")).buffer);
const wrong = [];

(async () => {
  const paths = readFileSync(list, "utf-8").trim().split("\n");
  for (const withShell of [true, false]) {
    const lines = await tokenised(withShell);
    for (const path of paths) {
      let shell = 0;
      const source = readFileSync(path, "utf-8");
      lines(source).forEach(({ text, depth, tokens }, at) => {
        const say = (what) => wrong.push(`${path}:${at + 1}: ${what}${withShell ? "" : " (without a shell grammar)"}`);
        const first = tokens[0] ? tokens[0].scopes : [];
        if (/^[a-z]/.test(text) && !first.includes("keyword.control.imgc-stack")) say(`a node is ${first.join(" ")}`);
        if (/^}/.test(text) && !first.includes("punctuation.section.block.end.imgc-stack")) say(`a closing brace is ${first.join(" ")}`);
        if (/^}/.test(text) && depth !== 1) say("something is still open after the closing brace");
        for (const { scopes, startIndex, endIndex } of tokens) {
          if (scopes.includes(SHELL)) shell += 1;
          const odd = scopes.find((scope) => scope.startsWith("invalid.") || scope.startsWith("entity.name.tag."));
          if (odd) say(`${odd}: ${text.slice(startIndex, endIndex)}`);
        }
      });
      if (/^\s*(run|test|info-cmd) /m.test(source) && shell === 0) wrong.push(`${path}: its commands are not shell`);
    }
  }

  const tokens = await tokenised(true);
  let compared = 0;
  for (const path of paths) {
    for (const { text, tokens: all } of tokens(readFileSync(path, "utf-8"))) {
      const shell = all.filter(({ scopes }) => scopes.includes(SHELL));
      const command = shell.length && text.slice(shell[0].startIndex, shell[shell.length - 1].endIndex);
      // not a line of several, nor one whose escapes stand for something else
      if (!command || text[shell[0].startIndex - 1] !== '"' || command.includes("\\")) continue;
      compared += 1;
      const one = pieces({ text, tokens: shell }).join("\n    ");
      const own = pieces(tokens(`run #"""\n${command}\n"""#`)[1]).join("\n    ");
      if (one !== own) wrong.push(`${path}: ${command}\n  on one line:\n    ${one}\n  on a line of its own:\n    ${own}`);
    }
  }
  if (compared < 100) wrong.push(`only ${compared} commands on one line`);

  const snapshot = join(__dirname, "quickstart.snapshot");
  const shown = tokens(readFileSync("examples/quickstart/stack.kdl", "utf-8")).map(({ text, tokens }) => {
    const scopes = tokens.map((token) => {
      const piece = text.slice(token.startIndex, token.endIndex);
      return piece.trim() && `  ${JSON.stringify(piece)} ${token.scopes.slice(1).filter((scope) => !scope.startsWith("meta.node")).join(" ")}`;
    });
    return [`> ${text}`, ...scopes.filter(Boolean)].join("\n");
  });
  const now = `${shown.join("\n")}\n`;
  if (bless === "--bless") writeFileSync(snapshot, now);
  else if (!existsSync(snapshot) || readFileSync(snapshot, "utf-8") !== now) {
    wrong.push("quickstart is highlighted otherwise than in editors/vscode/tests/quickstart.snapshot; `editors/test --bless` writes it anew");
  }

  for (const line of wrong) console.error(line);
  process.exit(wrong.length ? 1 : 0);
})().catch((error) => {
  console.error(error);
  process.exit(1);
});
