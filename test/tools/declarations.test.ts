import test from "ava";
import { publicDeclarations } from "../../tools/declarations.mjs";

test("declarations: own members go, with their comments and imports; the rest stays", (t) => {
	const text = `import type { A } from "./a.js";
import type { B, C } from "./b.js";
export declare class D implements C {
    /** Public; no A, no B. */
    readonly size: number;
    /** Own, an A. */
    readonly a_: A;
    b_?: {
        deep: B;
    };
    run(): number;
    fire_(what: number): void;
    constructor(size: number);
}
export interface E {
    fire_(): void;
    name: string;
}
`;
	t.is(
		publicDeclarations(text),
		`
import type { C } from "./b.js";
export declare class D implements C {
    /** Public; no A, no B. */
    readonly size: number;
    run(): number;
    constructor(size: number);
}
export interface E {
    name: string;
}
`,
	);
});

test("declarations: without own members nothing changes", (t) => {
	const text = `import { A } from "./a.js";\nexport declare function f(a: A): void;\n`;
	t.is(publicDeclarations(text), text);
});
