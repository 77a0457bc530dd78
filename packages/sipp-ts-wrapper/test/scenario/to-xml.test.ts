import { expect, test } from '@jest/globals';
import { label, nop, recv, scenario, ScenarioError, send, timewait, toXml } from '../../src/index.ts';

const OPTIONS = `
  OPTIONS sip:[remote_ip] SIP/2.0
  Via: SIP/2.0/UDP [local_ip]:[local_port];branch=[branch]-[cseq]
  Call-ID: [call_id]
  CSeq: [cseq] OPTIONS
  Content-Length: 0
`;

test('a scenario becomes the XML that SIPp reads', () => {
  const again = label('again');
  const caller = scenario('caller', [
    again,
    send(OPTIONS, { retrans: 500, startRtd: 'setup' }),
    recv(100, { optional: true }),
    recv(200, { rtd: 'setup', rrs: true }),
    nop([{ kind: 'log', message: 'say "hello" <& \\' }], { next: again, chance: 0.5 }),
    timewait(100),
  ]);
  expect(toXml(caller)).toBe(`<?xml version="1.0" encoding="UTF-8"?>
<scenario name="caller">
  <label id="again"/>
  <send retrans="500" start_rtd="setup"><![CDATA[
OPTIONS sip:[remote_ip] SIP/2.0
Via: SIP/2.0/UDP [local_ip]:[local_port];branch=[branch]-[cseq]
Call-ID: [call_id]
CSeq: [cseq] OPTIONS
Content-Length: 0
]]></send>
  <recv response="100" optional="true"/>
  <recv response="200" rrs="true" rtd="setup"/>
  <nop next="again" chance="0.5">
    <action>
      <log message="say &quot;hello&quot; &lt;&amp; \\\\"/>
    </action>
  </nop>
  <timewait milliseconds="100"/>
</scenario>
`);
});

test('a variable that is named once is referenced, so that SIPp does not end at it', () => {
  const once = recv(200, { actions: [{ kind: 'ereg', regexp: '.*', assignTo: ['all'] }] });
  expect(toXml(scenario('once', [send(OPTIONS), once]))).toContain('<Reference variables="all"/>');
  const twice = nop([{ kind: 'log', message: '[$all]' }]);
  expect(toXml(scenario('twice', [send(OPTIONS), once, twice]))).not.toContain('Reference');
});

test('a jump to a label becomes a jump to its number', () => {
  const end = label('end');
  const steps = [
    send(OPTIONS),
    recv(200),
    nop([{ kind: 'jump', value: { label: 'end' } }]),
    nop([{ kind: 'log', message: 'left out' }]),
    end,
  ];
  expect(toXml(scenario('jumps', steps))).toContain('<jump value="4"/>');
});

test('what would end the CDATA is written so that it does not', () => {
  const body = scenario('body', [send(`${OPTIONS}\n\na ]]> b`), recv(200)]);
  expect(toXml(body)).toContain(String.raw`a ]]\x3E b`);
});

test('all problems of a scenario are told at once', () => {
  const wrong = scenario('wrong', [
    send(OPTIONS, { next: 'nowhere', retrans: 500 }),
    recv(99, { optional: true }),
    nop(),
  ]);
  const refused = () => toXml(wrong);
  expect(refused).toThrow(ScenarioError);
  expect(refused).toThrow(/Scenario "wrong" has 3 problems:\n {2}step 1, send OPTIONS sip.*nowhere.*\n {2}step 2/);
});
