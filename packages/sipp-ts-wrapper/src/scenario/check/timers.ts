import { eachPlace, problem, problemAt, type Problem, type Subject } from './problem.ts';

/** Response times: what begins has to end. */
export function timers(subject: Subject): readonly Problem[] {
  const ended = new Set<string>();
  const started = new Set<string>();
  const found = eachPlace(subject, (place, section) => {
    const { startRtd, rtd, repeatRtd } = place.step;
    if (startRtd !== undefined) started.add(startRtd);
    if (rtd !== undefined) ended.add(rtd);
    if (repeatRtd === undefined || rtd !== undefined) return [];
    return [
      problemAt(place, section, {
        rule: 'rtd-repeat',
        what: 'it has repeatRtd, but no rtd',
        why: 'SIPp ends: "There is a repeat_rtd element without an rtd element".',
        hint: 'Name the rtd that ends here.',
      }),
    ];
  });
  const endless = [...started].filter((name) => !ended.has(name));
  return [
    ...found,
    ...endless.map((name) =>
      problem({
        rule: 'rtd-endless',
        what: `the response time "${name}" begins, but never ends`,
        why: `SIPp ends: "You have started Response Time Duration ${name}, but have never stopped it!"`,
        hint: `Set rtd: '${name}' where it ends.`,
      }),
    ),
  ];
}
