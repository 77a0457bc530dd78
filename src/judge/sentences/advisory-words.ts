/** The texts of advisories: departures that harm no party, each with the section that it departs from. */

interface AdvisoryText {
  readonly text: string;
  readonly source: string;
}

/** `To has an empty parameter, in NOTIFY` */
export function inMessage(text: string, message: string): string {
  return `${text}, in ${message}`;
}

/** `200 OK to INVITE` */
export function answerTo(status: string, method: string): string {
  return `${status} to ${method}`;
}

/** Where it stands that nothing is sent outside of a cell. */
export const OF_ADDRESSES = 'docs/candidates.md#addresses';

export const ADVISORIES = {
  answeredForNobody: {
    text: 'an orbit where nobody is was answered 2xx; a failure such as 404 tells callers what an announcement cannot',
    source: 'RFC 3261 section 21.4.5',
  },
  referLeftOpen: {
    text: 'the final NOTIFY of a REFER did not say that its subscription is terminated; it should',
    source: 'RFC 3515 section 2.4.7',
  },
  referToldOtherwise: {
    text: 'after the final NOTIFY of a REFER another one came that says otherwise; none should follow',
    source: 'RFC 6665 section 4.4.1',
  },
  referAccepted202: { text: 'REFER was answered 202; it should be 200', source: 'RFC 7647 section 5' },
  dialogIdsTwice: {
    text: 'two dialogs of one dialog-info had the same id; each should have its own',
    source: 'RFC 4235 section 4.1.1',
  },
  versionsBack: {
    text: 'the version of a dialog-info did not grow from one NOTIFY to the next; it should',
    source: 'RFC 4235 section 4.1',
  },
  pollLeftOpen: {
    text: 'the NOTIFY of a poll did not say that its subscription is terminated; it should',
    source: 'RFC 6665 section 4.4.3',
  },
} satisfies Readonly<Record<string, AdvisoryText>>;
