/**
 * Names that a rewriting leaves where it can do nothing, for the check to refuse with the line of
 * the source.
 */
export const SPREAD_IN_NEW = "evlite$spreadInNew";
export const INHERITED_STATIC = "evlite$inheritedStatic";

export const MARKS: Readonly<Record<string, string>> = {
	[SPREAD_IN_NEW]:
		"spread in `new` or `super()`: write the arguments out, or pass the list as one argument",
	[INHERITED_STATIC]:
		"an inherited static property that is written, or has a getter: name the class that declares it",
};
