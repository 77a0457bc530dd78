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
        expect(parseDialogInfo(formatDialogInfo(each as DialogInfo))).toEqual(each);
      }),
    );
  });

  test('may have no dialogs', () => {
    expect(parseDialogInfo(info(''))).toEqual({ version: 0, state: 'full', entity: 'sip:a@b', dialogs: [] });
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
    ['has a processing instruction', info('<?php evil ?>')],
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
    ['has no version', parked().replace('version="0"', '')],
    ['has an empty version', parked().replace('version="0"', 'version=""')],
    ['has a version below 0', parked().replace('version="0"', 'version="-1"')],
    ['has a state that there is not', parked().replace('full', 'half')],
    ['has no entity', parked().replace('entity', 'other')],
    ['has a dialog without a state', info('<dialog id="1"/>')],
    ['has a dialog without an id', info('<dialog><state>early</state></dialog>')],
    ['has a dialog in no known state', parked('parked')],
    ['has a dialog of no known direction', parked().replace('id="1"', 'id="1" direction="up"')],
    ['hides a line end in a Call-ID', parked().replace('id="1"', 'id="1" call-id="a&#13;&#10;Via: b"')],
    ['is empty', ''],
  ])('%s', (_, text) => {
    expect(parseDialogInfo(text)).toBeUndefined();
  });

  test('while the one it was made from is not', () => {
    expect(parseDialogInfo(parked())?.dialogs).toEqual([{ id: '1', state: 'confirmed' }]);
  });
});
