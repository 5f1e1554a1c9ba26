/**
 * Boards of Espruino 2v29, with what a program has there. Figures are those of the firmware's own
 * description of each board, boards/FILE.py: `variables` (of 12 bytes up to 2,047, 13 up to 8,191,
 * else 14, src/jsutils.h) and `saved_code` (pages times page size), which is the flash of Storage.
 */

export interface Board {
	title: string;
	/** boards/SOURCE.py of Espruino's repository, for both figures. */
	source: string;
	variables: number;
	/** Bytes of flash for Storage. */
	flash: number;
	/** How the network comes to be there. */
	network: "built in" | "by a module" | "none";
	/** What else there is to know. */
	note?: string;
}

const HEAP = "variables are what the heap leaves at boot, up to this many (targets/esp32/main.c)";
const KB = 1024;

export const BOARDS: Readonly<Record<string, Board>> = {
	esp8266: {
		...{
			title: "ESP8266, 512 KB of flash",
			source: "ESP8266_BOARD",
			variables: 1700,
			flash: 16 * KB,
		},
		network: "built in",
	},
	"esp8266-4mb": {
		...{ title: "ESP8266, 4 MB of flash", source: "ESP8266_4MB", variables: 1600, flash: 192 * KB },
		network: "built in",
	},
	esp32: {
		...{ title: "ESP32", source: "ESP32", variables: 16383, flash: 896 * KB },
		...{ network: "built in", note: HEAP },
	},
	"esp32-c3": {
		...{ title: "ESP32-C3", source: "ESP32C3_IDF4", variables: 4095, flash: 896 * KB },
		...{ network: "built in", note: HEAP },
	},
	"esp32-s3": {
		...{ title: "ESP32-S3", source: "ESP32S3_IDF4", variables: 16383, flash: 896 * KB },
		...{ network: "built in", note: HEAP },
	},
	wifi: {
		...{ title: "Espruino WiFi", source: "ESPRUINOWIFI", variables: 8190, flash: 64 * KB },
		network: "by a module",
	},
	pico: {
		...{ title: "Espruino Pico", source: "PICO_R1_3", variables: 5100, flash: 48 * KB },
		network: "by a module",
	},
	original: {
		...{
			title: "Original Espruino board",
			source: "ESPRUINOBOARD",
			variables: 2756,
			flash: 20 * KB,
		},
		network: "none",
	},
	puckjs: {
		...{ title: "Puck.js", source: "PUCKJS", variables: 2630, flash: 40 * KB },
		network: "none",
	},
	pixljs: {
		...{ title: "Pixl.js", source: "PIXLJS", variables: 2950, flash: 36 * KB },
		network: "by a module",
	},
	mdbt42q: {
		...{ title: "MDBT42Q module", source: "MDBT42Q", variables: 2950, flash: 40 * KB },
		network: "by a module",
	},
	banglejs: {
		...{ title: "Bangle.js", source: "BANGLEJS", variables: 2584, flash: 4096 * KB },
		network: "none",
	},
	banglejs2: {
		...{ title: "Bangle.js 2", source: "BANGLEJS2", variables: 12000, flash: 8192 * KB },
		network: "none",
	},
	joltjs: {
		...{ title: "Jolt.js", source: "JOLTJS", variables: 12000, flash: 400 * KB },
		network: "none",
	},
	microbit: {
		...{ title: "BBC micro:bit", source: "MICROBIT1", variables: 350, flash: 4 * KB },
		network: "none",
	},
	microbit2: {
		...{ title: "BBC micro:bit 2", source: "MICROBIT2", variables: 6000, flash: 40 * KB },
		network: "none",
	},
	rp2040: {
		...{ title: "Raspberry Pi Pico", source: "RP2040_PICO", variables: 12000, flash: 256 * KB },
		...{ network: "none", note: "Pico W has no firmware with a network" },
	},
	rp2350: {
		...{ title: "Raspberry Pi Pico 2", source: "RP2350_PICO2", variables: 16000, flash: 3072 * KB },
		network: "none",
	},
	"nucleo-f401re": {
		...{ title: "ST NUCLEO-F401RE", source: "NUCLEOF401RE", variables: 5376, flash: 128 * KB },
		network: "by a module",
	},
	"nucleo-f411re": {
		...{ title: "ST NUCLEO-F411RE", source: "NUCLEOF411RE", variables: 7423, flash: 128 * KB },
		network: "by a module",
	},
	nrf52840dk: {
		...{ title: "nRF52840 DK", source: "NRF52840DK", variables: 12500, flash: 40 * KB },
		network: "by a module",
	},
};

/** Bytes of a variable where there are `count`. */
export function bytesOfVariable(count: number): number {
	return count <= 2047 ? 12 : count <= 8191 ? 13 : 14;
}
