/**
 * The language and its library, feature by feature: what a program may use on Espruino, what the
 * build refuses, and what differs there without a word. Each snippet is the body of a function whose
 * result is compared as JSON. Not said: as in Node; "refused: ..." = the build says so; otherwise the
 * value on Espruino, which docs/ESPRUINO-DIFFERENCES.md then lists.
 */
export type Snippet = readonly [code: string, verdict?: string];
