import { G722Encoder, G722Decoder } from '../../src/media/g722.ts';
import { writeFileSync } from 'node:fs';
for (const hz of [300, 575, 1000, 1925, 3000, 5000, 6500])
  for (const amp of [250, 8000, 20000]) {
    const x = Float64Array.from({ length: 16000 }, (_, n) =>
      Math.round(amp * Math.sin((2 * Math.PI * hz * n) / 16000)),
    );
    const y = new G722Decoder().decode(new G722Encoder().encode(x));
    let best = -99,
      lag = 0;
    for (let d = 0; d < 40; d++) {
      let e = 0,
        p = 0;
      for (let n = 2000; n < 14000; n++) {
        e += (y[n + d]! - x[n]!) ** 2;
        p += x[n]! ** 2;
      }
      const s = 10 * Math.log10(p / e);
      if (s > best) {
        best = s;
        lag = d;
      }
    }
    console.log(hz, amp, 'SNR', best.toFixed(1), 'lag', lag);
  }
const x = Int16Array.from({ length: 32000 }, (_, n) =>
  Math.round(
    6000 * Math.sin((2 * Math.PI * 800 * n) / 16000) +
      3000 * Math.sin((2 * Math.PI * 4100 * n) / 16000) +
      500 * (Math.random() - 0.5),
  ),
);
writeFileSync('/tmp/x.raw', Buffer.from(x.buffer));
writeFileSync('/tmp/ours.g722', new G722Encoder().encode(x));
const d = new G722Decoder().decode(new G722Encoder().encode(x));
writeFileSync('/tmp/ours.raw', Buffer.from(Int16Array.from(d).buffer));
