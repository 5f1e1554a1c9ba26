/**
 * Returns option `name`: `value`, or `other` if it is not given; throws RangeError outside of
 * [low, high]. @setup
 */
export function whole(
	name: string,
	value: number | undefined,
	other: number,
	low: number,
	high: number,
): number {
	const given = value === undefined ? other : value;
	if (!(given >= low && given <= high && (given | 0) === given)) {
		throw new RangeError(`${name}: a whole number from ${low} to ${high}`);
	}
	return given;
}
