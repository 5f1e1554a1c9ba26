/**
 * Boards whose Math.random draws from hardware: ESP8266, ESP32 and the simulator. On others
 * random.pico.ts takes its place (manifest.json).
 */
export function fillRandom(into: Uint8Array): number {
	for (let i = 0; i < into.length; i++) into[i] = Math.random() * 256;
	return 0;
}
