import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { scenarioFromFile, scenarioFromXml, ScenarioSyntaxError } from '../../src/index.ts';

const file = (inner: string) => `<?xml version="1.0" encoding="ISO-8859-1" ?>
<!DOCTYPE scenario SYSTEM "sipp.dtd">
<scenario name="read">
${inner}
</scenario>
`;

test('an indented file is read as SIPp reads it', () => {
  const text = file(`
  <!-- it's "quoted" -> here -->
  <Global variables="shared" />
  <label id="1"/>
  <send retrans = "500"
        rtd="true">
    <![CDATA[

      OPTIONS sip:a@b SIP/2.0
      Call-ID: [call_id]\t
      Content-Length: [len]

      v=0

    ]]>
  </send>
  <recv response="100" optional="true"> </recv>
  <recv request="BYE" optional="false" crlf="true" next="1" timeout="100" ontimeout="1">
    <action>
      <ereg regexp="&lt;\\\\.(a)&gt;" search_in="hdr" header="To:" occurence="2" check_it="true" assign_to="x,y" />
      <log message="\\"it's\\" &amp; [$x]\\n"/>
    </action>
  </recv>
  <pause min="10" max="20"/>
  <pause/>
  <ResponseTimeRepartition value="10, 20"/>`);
  expect(scenarioFromXml(text)).toEqual({
    name: 'read',
    globalVariables: ['shared'],
    responseTimes: [10, 20],
    steps: [
      { kind: 'label', name: '1' },
      {
        kind: 'send',
        text: 'OPTIONS sip:a@b SIP/2.0\nCall-ID: [call_id]\nContent-Length: [len]\n\nv=0\n',
        retrans: 500,
        rtd: 'true',
      },
      { kind: 'recv', response: 100, optional: true },
      {
        kind: 'recv',
        request: 'BYE',
        timeout: 100,
        onTimeout: '1',
        next: '1',
        crlf: true,
        actions: [
          {
            kind: 'ereg',
            regexp: '<\\.(a)>',
            searchIn: { header: 'To:', occurrence: 2 },
            check: 'holds',
            assignTo: ['x', 'y'],
          },
          { kind: 'log', message: '"it\'s" & [$x]\n' },
        ],
      },
      { kind: 'pause', duration: { kind: 'uniform', min: 10, max: 20 } },
      { kind: 'pause', duration: 'default' },
    ],
  });
});

test.each([
  ['<send>hello</send>', 4, 7, /This is no element/],
  ['<foo/>', 4, 1, /There is no element <foo>/],
  ['<recv response="200" optionl="true"/>', 4, 22, /<recv> takes no optionl here/],
  ['<recv response="2xx"/>', 4, 7, /response="2xx" is no number/],
  ['<recv response="200" optional="maybe"/>', 4, 22, /optional="maybe" is unknown.*true, false, global/],
  ['<recv response="200" request="BYE"/>', 4, 22, /waits for a request and a response/],
  ['<recv/>', 4, 1, /<recv> lacks request/],
  ['<recv request="OPTIONS"timeout="1500"/>', 4, 24, /A space is missing in <recv>/],
  ['<recv request="OPTIONS"<action/></recv>', 4, 24, /A space is missing in <recv>/],
  [
    '<nop><action><ereg regexp="<sip:" search_in="msg" assign_to="a"/></action></nop>',
    4,
    20,
    /regexp has a "<", behind which SIPp before 3\.7\.8 loses attributes/,
  ],
  ["<log message='a'/>", 4, 14, /not in double quotes/],
  ['<recv response="200" response="180"/>', 4, 22, /response is there twice/],
  ['<send></send>', 4, 1, /<send> has no CDATA/],
  ['<send><![CDATA[a]]><![CDATA[b]]></send>', 4, 20, /second CDATA/],
  ['<send><![CDATA[a</send>', 4, 16, /]]> is missing/],
  ['<nop>\n</nap>', 5, 1, /<\/nap> closes <nop>/],
  ['<nop>', 5, 1, /<\/scenario> closes <nop>/],
  ['<nop><action/><action/></nop>', 4, 15, /<action> in <nop>/],
  ['<nop>\n  <action>\n    <shout/>\n  </action>\n</nop>', 6, 5, /There is no action <shout>/],
  ['<nop><action><log/></action></nop>', 4, 14, /<log> lacks message/],
  [
    '<nop><action><exec command="a &amp;&amp; b"/></action></nop>',
    4,
    20,
    /entity, which SIPp before 3\.7\.8 does not decode/,
  ],
  ['<nop><action><assign assign_to="a" value="1" variable="b"/></action></nop>', 4, 46, /both value and variable/],
  ['<pause distribution="odd"/>', 4, 8, /There is no distribution "odd"/],
  ['<pause distribution="uniform" min="1"/>', 4, 1, /<pause> lacks max/],
  ['<init><pause/></init>', 4, 7, /<pause> in <init>/],
  ['<CallLengthRepartition value="1, x"/>', 4, 24, /" x" is no whole number/],
])('%s is an error at line %i, column %i', (inner, line, column, message) => {
  const read = () => scenarioFromXml(file(inner));
  expect(read).toThrow(ScenarioSyntaxError);
  expect(read).toThrow(message);
  expect(caught(read)).toMatchObject({ line, column });
});

test.each([
  ['', /does not begin with <\?xml/],
  ['<?xml version="1.0"?>', /This is no element/],
  ['<?xml version="1.0"?><a/>', /holds <a>/],
  [`<?xml version="1.0"?>${'<a>'.repeat(100_000)}`, /nested too deep/],
  ['<?xml version="1.0"?><scenario/><scenario/>', /behind the last element/],
])('%#: this is no scenario', (text, message) => {
  expect(() => scenarioFromXml(text)).toThrow(message);
});

test('entities are decoded everywhere for a SIPp that does so', () => {
  const text = file('<nop><action><exec command="a &amp;&amp; b"/></action></nop>');
  expect(scenarioFromXml(text, { version: { major: 3, minor: 7, patch: 9 } }).steps).toMatchObject([
    { actions: [{ run: { command: 'a && b' } }] },
  ]);
});

test('an error in a file names the file', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'scenario-'));
  try {
    const path = join(folder, 'caller.xml');
    await writeFile(path, file('<foo/>'));
    await expect(scenarioFromFile(path)).rejects.toThrow(`${path}:4:1: There is no element <foo>`);
  } finally {
    await rm(folder, { recursive: true });
  }
});

function caught(act: () => unknown): unknown {
  try {
    return act();
  } catch (error) {
    return error;
  }
}
