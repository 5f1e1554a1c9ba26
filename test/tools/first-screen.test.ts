/** README's first screen, as tools/first-screen.mjs reads it. */
import { readFileSync } from "node:fs";
import test from "ava";
import { firstScreen } from "../../tools/first-screen.mjs";

test("first screen: files and commands in order, up to the first heading", (t) => {
	const text = [
		"# a",
		"```console\n$ npm install evlite\n```",
		"```ts\nrun();\n```",
		"```console\n$ one\nsaid\n$ two\n```",
		"## Rest",
		"```console\n$ three\n```",
	].join("\n\n");
	t.deepEqual(firstScreen(text), [
		{ command: "npm install evlite", output: [] },
		{ file: "main.ts", text: "run();\n" },
		{ command: "one", output: ["said"] },
		{ command: "two", output: [] },
	]);
	t.throws(() => firstScreen("```js\nx\n```\n\n## Rest\n"), { message: /a block of "js"/ });
});

test("first screen: README installs, writes eight lines, runs them on Node and on XS, and asks both", (t) => {
	const steps = firstScreen(readFileSync("README.md", "utf8"));
	const files = steps.filter((each) => "file" in each);
	t.is(files.length, 1);
	t.is(files[0].text.split("\n").filter((line) => line !== "").length, 8);
	const commands = steps.flatMap((each) =>
		"command" in each ? [each.command.split(" http")[0]] : [],
	);
	t.deepEqual(commands, [
		"npm install evlite",
		"npx evlite run main.ts",
		"curl",
		"npm install --save-dev --ignore-scripts @agoric/xsnap@0.15",
		"npx evlite run main.ts --host xs",
		"curl",
	]);
});
