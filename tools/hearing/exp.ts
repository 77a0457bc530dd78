import { PATHS } from './paths.ts';
import { SOUNDS } from './sounds.ts';
import { Ear } from '../../src/media/ear.ts';
import { PARTY_SIGNATURES } from '../../src/media/voices.ts';
const voices: any = Object.entries(PARTY_SIGNATURES).map(([name, sound]) => ({ name, sound }));
let total = 0,
  bad = 0;
const S = Number(process.argv[2] ?? 50);
for (const [name, make] of Object.entries(SOUNDS)) {
  const x = make(S, 4711);
  const line: string[] = [];
  for (const [pn, path] of Object.entries(PATHS)) {
    const y = path(x);
    const ear = new Ear(voices);
    let n = 0;
    total += S;
    for (let f = 0; (f + 1) * 160 <= y.length; f++) {
      for (const c of [
        ...ear.hear({ samples: y.subarray(f * 160, f * 160 + 160), at: f * 20, ssrc: 1 }).changes,
        ...ear.pass(f * 20),
      ])
        if (c.event === 'starts' && c.voice !== 'other') n++;
    }
    if (n) line.push(pn + ':' + n);
    bad += n;
  }
  if (line.length) console.log(name, line.join(' '));
}
console.log('seconds', total, 'false', bad);
