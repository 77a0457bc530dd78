/** What ties a message to its transaction. */
export interface MessageId {
  readonly callId: string | undefined;
  readonly cseq: string | undefined;
}

/** Read from the text, since a history knows nothing of SIP but what it needs to tell messages apart. */
export function idOf(text: string): MessageId {
  return {
    callId: /^(?:Call-ID|i)[ \t]*:[ \t]*(\S+)/im.exec(text)?.[1],
    cseq: /^CSeq[ \t]*:[ \t]*(\d+[ \t]+[A-Za-z]+)/im.exec(text)?.[1],
  };
}
