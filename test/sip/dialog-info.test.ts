import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { type DialogInfo, formatDialogInfo, parseDialogInfo } from '../../src/sip/dialog-info.ts';

const info = (inside: string): string =>
  `<dialog-info xmlns="urn:ietf:params:xml:ns:dialog-info" version="0" state="full" entity="sip:a@b">${inside}</dialog-info>`;
const parked = (state = 'confirmed'): string => info(`<dialog id="1"><state>${state}</state></dialog>`);

describe('a dialog-info document', () => {
  test('is read with namespaces, comments, other elements and attributes of any order', () => {
    const text = `\ufeff<?xml version='1.0'?>
<!-- from another maker -->
<d:dialog-info xmlns:d='urn:ietf:params:xml:ns:dialog-info' entity='sip:701@park.example' state='partial' version='12' >
  <d:note><![CDATA[ <not> & markup ]]></d:note>
  <d:dialog remote-tag="098594" local-tag="0111" call-id="a5&amp;75@server" id="as7d900as8" direction="initiator">
    <d:state event="replaced" code="200"> confirmed </d:state>
    <d:duration>274</d:duration>
    <d:remote>
      <d:identity display="Alice">sip:alice@park.example</d:identity>
      <d:target uri="sip:a8342043f@127.0.0.1?x=&lt;&#x31;&#50;&gt;"><d:param pname="+sip.rendering" pval="no"/></d:target>
    </d:remote>
  </d:dialog>
</d:dialog-info>
`;
    expect(parseDialogInfo(Buffer.from(text))).toEqual({
      version: 12,
      state: 'partial',
      entity: 'sip:701@park.example',
      dialogs: [
        {
          id: 'as7d900as8',
          callId: 'a5&75@server',
          localTag: '0111',
          remoteTag: '098594',
          direction: 'initiator',
          state: 'confirmed',
          event: 'replaced',
          remoteTarget: 'sip:a8342043f@127.0.0.1?x=<12>',
          remoteIdentity: 'sip:alice@park.example',
        },
      ],
      unreadable: 0,
    });
  });

  test('is read as it was meant', () => {
    const text = fc.string({ unit: 'grapheme', minLength: 1 }).map((each) => `x${each.replace(/\s/g, '_')}`);
    const maybe = fc.option(text, { nil: undefined });
    const dialog = fc.record({
      id: text,
      state: fc.constantFrom('trying' as const, 'early' as const, 'confirmed' as const, 'terminated' as const),
      direction: fc.option(fc.constantFrom('initiator' as const, 'recipient' as const), { nil: undefined }),
      callId: maybe,
      localTag: maybe,
      remoteTag: maybe,
      event: maybe,
      localTarget: maybe,
      remoteTarget: maybe,
      localIdentity: maybe,
      remoteIdentity: maybe,
    });
    const document = fc.record({
      version: fc.nat(),
      state: fc.constantFrom('full' as const, 'partial' as const),
      entity: text,
      dialogs: fc.array(dialog, { maxLength: 3 }),
    });
    fc.assert(
      fc.property(document, (each) => {
        expect(parseDialogInfo(formatDialogInfo(each as DialogInfo))).toEqual({ ...each, unreadable: 0 });
      }),
    );
  });

  test('may have no dialogs', () => {
    expect(parseDialogInfo(info(''))).toMatchObject({ version: 0, state: 'full', entity: 'sip:a@b', dialogs: [] });
  });
});

describe('legal XML is read:', () => {
  const declared = (encoding: string): string => `<?xml version="1.0" encoding="${encoding}"?>${RENE}`;
  const RENE = info('<dialog id="1"><state>early</state><local><identity>sip:René@a</identity></local></dialog>');
  const one = { id: '1', state: 'early' };
  const rene = { ...one, localIdentity: 'sip:René@a' };
  const early = '<dialog id="1"><state>early</state></dialog>';

  test.each<[string, string | Uint8Array, object]>([
    [
      '> in an attribute',
      info('<x y="a>b" z=\'>\'/><dialog id=">"><state>early</state></dialog>'),
      { ...one, id: '>' },
    ],
    ['processing instructions', `<?xml version="1.0"?><?xml-model a?>${info(`<?php <x> ?>${early}`)}<?end?>`, one],
    [
      'comments',
      `<!-- <a> -->${info(`<!----><dialog id="1"><!-- > --><state>ear<!-- - -->ly</state></dialog>`)}<!-- -->`,
      one,
    ],
    ['CDATA', info('<dialog id="1"><note><![CDATA[</dialog>]]></note><state>ear<![CDATA[ly]]></state></dialog>'), one],
    [
      'a state of another namespace',
      info(`<dialog id="1"><n:state xmlns:n="urn:n">held</n:state><state>early</state></dialog>`),
      one,
    ],
    [
      'a state of another default namespace',
      info(`<dialog id="1"><state xmlns="urn:n">held</state><state>early</state></dialog>`),
      one,
    ],
    [
      'a dialog of another namespace',
      info(`<n:dialog xmlns:n="urn:n" id="0"><n:state>held</n:state></n:dialog>${early}`),
      one,
    ],
    [
      'a prefix that nothing declares',
      info(`<dialog id="1" q:id="7"><n:state>held</n:state><state>early</state></dialog>`),
      one,
    ],
    [
      'attributes of another namespace',
      info(`<dialog n:id="7" xmlns:n="urn:n" id="1"><state>early</state></dialog>`),
      one,
    ],
    [
      'a prefix',
      info(early)
        .replaceAll(/<(\/?)(?=\w)/g, '<$1di:')
        .replace('xmlns=', 'xmlns:di='),
      one,
    ],
    [
      'a prefix that is declared where it is used',
      info('<d:dialog xmlns:d="urn:ietf:params:xml:ns:dialog-info" id="1"><d:state>early</d:state></d:dialog>'),
      one,
    ],
    ['no namespace at all', info(early).replace(/xmlns="[^"]*"/, ''), one],
    ['white space in tags', info('<dialog\n\tid = "1"\r\n><state >\nearly\n</state\n></dialog >'), one],
    [
      'entities',
      info(
        '<dialog id="&#x31;"><state>e&#97;rly</state><local><identity>&lt;&amp;&gt;&quot;&apos;</identity></local></dialog>',
      ),
      { ...one, localIdentity: `<&>"'` },
    ],
    ['a declaration of XML 1.1', `<?xml version='1.1' standalone='yes' ?>${info(early)}`, one],
    ['a byte order mark', Buffer.from(`\ufeff${declared('utf-8')}`), rene],
    ['UTF-16 with a byte order mark', Buffer.from(`\ufeff${declared('UTF-16')}`, 'utf16le'), rene],
    ['UTF-16 of the other order', Buffer.from(`\ufeff${declared('UTF-16')}`, 'utf16le').swap16(), rene],
    ['UTF-16 without a byte order mark', Buffer.from(declared('UTF-16LE'), 'utf16le'), rene],
    ['ISO 8859-1', Buffer.from(declared('ISO-8859-1'), 'latin1'), rene],
    ['ISO 8859-1 that is not declared', Buffer.from(RENE, 'latin1'), rene],
    [
      'ISO 8859-15',
      Buffer.from(declared('iso-8859-15').replace('René', 'Ren\xa4'), 'latin1'),
      { ...one, localIdentity: 'sip:Ren€@a' },
    ],
    ['an encoding that nobody knows', Buffer.from(declared('x-unknown')), rene],
    ['a direction that RFC 4235 does not have', info(early.replace('id="1"', 'id="1" direction="up"')), one],
  ])('%s', (_, document, dialog) => {
    expect(parseDialogInfo(document)).toMatchObject({ unreadable: 0 });
    expect(parseDialogInfo(document)?.dialogs).toEqual([dialog]);
  });
});

describe('a dialog that cannot be read is counted, and leaves the others, when it', () => {
  test.each([
    ['has no state', '<dialog id="0"/>'],
    ['has only a state of another namespace', '<dialog id="0"><n:state xmlns:n="urn:n">early</n:state></dialog>'],
    ['has no id', '<dialog><state>early</state></dialog>'],
    ['has a state that RFC 4235 does not have', '<dialog id="0"><state>parked</state></dialog>'],
    ['has a line end in its Call-ID', '<dialog id="0" call-id="a&#13;&#10;Via: b"><state>early</state></dialog>'],
  ])('%s', (_, bad) => {
    const good = (id: string) => `<dialog id="${id}"><state>confirmed</state></dialog>`;
    expect(parseDialogInfo(info(good('1') + bad + good('2') + bad))).toMatchObject({
      dialogs: [
        { id: '1', state: 'confirmed' },
        { id: '2', state: 'confirmed' },
      ],
      unreadable: 2,
    });
  });
});

describe('a document is refused that', () => {
  const bomb = '<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>';

  test.each([
    ['has a document type', `<!DOCTYPE dialog-info>${parked()}`],
    ['has entities that grow', bomb + info('<x>&b;</x>')],
    ['asks for a file', `<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/hosts">]>${info('<x>&x;</x>')}`],
    ['uses an entity that it does not have', info('<x>&nbsp;</x>')],
    ['has an ampersand alone', info('<x>a & b</x>')],
    ['has a character that XML does not have', info('<x>&#0;</x>')],
    ['has half a character', info('<x y="&#xD800;"/>')],
    ['is too deep', info('<x>'.repeat(40) + '</x>'.repeat(40))],
    ['has too many elements', info('<x/>'.repeat(20_000))],
    ['is too long', info(' '.repeat(300_000))],
    ['is cut off', parked().slice(0, -3)],
    ['closes what it did not open', info('</x>')],
    ['closes in the wrong order', info('<x><y></x></y>')],
    ['has an attribute twice', info('<x a="1" a="2"/>')],
    ['has an attribute without quotation marks', info('<x a=1/>')],
    ['has two roots', parked() + parked()],
    ['has text after its root', `${parked()}x`],
    ['has another root', '<presence/>'],
    ['is of another namespace', parked().replace('dialog-info"', 'other"')],
    ['has a processing instruction without an end', `${parked()}<?x `],
    ['has < in an attribute', info('<x y="<"/>')],
    ['has -- in a comment', info('<!-- -- -->')],
    ['has ]]> in a text', info('<x>]]></x>')],
    ['has a control character', info('<x>\u0001</x>')],
    ['has its declaration behind a line end', `\n<?xml version="1.0"?>${parked()}`],
    ['has a version that is no number', parked().replace('version="0"', 'version="1e3"')],
    ['has no version', parked().replace('version="0"', '')],
    ['has an empty version', parked().replace('version="0"', 'version=""')],
    ['has a version below 0', parked().replace('version="0"', 'version="-1"')],
    ['has a state that there is not', parked().replace('full', 'half')],
    ['has no entity', parked().replace('entity', 'other')],
    ['is empty', ''],
  ])('%s', (_, text) => {
    expect(parseDialogInfo(text)).toBeUndefined();
  });

  test('while the one it was made from is not', () => {
    expect(parseDialogInfo(parked())?.dialogs).toEqual([{ id: '1', state: 'confirmed' }]);
  });
});

describe('a document as a pool may send it', () => {
  const folder = new URL('../../fixtures/dialog-info/', import.meta.url);
  const parkedCall = {
    id: 'd1',
    callId: 'c-1',
    localTag: 'l',
    remoteTag: 'r',
    direction: 'initiator',
    state: 'confirmed',
    localTarget: 'sip:701@park.example',
    remoteTarget: 'sip:bob@127.0.0.1:5070',
  };
  const unreadable: Readonly<Record<string, number>> = { 'bad-dialogs-among-good.xml': 5 };
  const more: Readonly<Record<string, object>> = {
    'greater-than-in-attributes.xml': { remoteIdentity: 'sip:bob@park.example' },
  };

  test.each(readdirSync(folder))('%s shows the parked call', (file) => {
    expect(parseDialogInfo(readFileSync(new URL(file, folder)))).toEqual({
      version: 3,
      state: 'full',
      entity: 'sip:701@park.example',
      dialogs: [{ ...parkedCall, ...more[file] }],
      unreadable: unreadable[file] ?? 0,
    });
  });
});
