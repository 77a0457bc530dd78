/** The rhythm of all audio here: 8 kHz, mono, 20 ms a packet (RFC 3551 4.5.14, `ptime` default). */
export const SAMPLE_RATE = 8000;
export const FRAME_SAMPLES = 160;
export const FRAME_MS = 20;
