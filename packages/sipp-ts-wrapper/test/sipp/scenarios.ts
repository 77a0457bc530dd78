/** Small scenarios by hand, so that the tests show SIPp and not the scenario builder. */

/** Answers one call: INVITE, ACK, BYE. */
export const answering = `<?xml version="1.0" encoding="UTF-8"?>
<scenario name="answering">
<recv request="INVITE"/>
<send><![CDATA[
SIP/2.0 200 OK
[last_Via:]
[last_From:]
[last_To:];tag=[pid]SIPpTag[call_number]
[last_Call-ID:]
[last_CSeq:]
Contact: <sip:[local_ip]:[local_port]>
Content-Length: 0

]]></send>
<recv request="ACK"/>
<recv request="BYE"/>
<send><![CDATA[
SIP/2.0 200 OK
[last_Via:]
[last_From:]
[last_To:]
[last_Call-ID:]
[last_CSeq:]
Content-Length: 0

]]></send>
</scenario>
`;

const request = (method: string, cseq: number, to: string): string => `
${method} sip:service@[remote_ip]:[remote_port] SIP/2.0
Via: SIP/2.0/UDP [local_ip]:[local_port];branch=[branch]-[cseq]
From: <sip:a@[local_ip]>;tag=[pid]SIPpTag[call_number]
To: <sip:b@[remote_ip]>${to}
Call-ID: [call_id]
CSeq: ${cseq} ${method}
Contact: <sip:a@[local_ip]:[local_port]>
Max-Forwards: 70
Content-Length: 0

`;

/** Makes a call and ends it; `behind` is put behind the answer to its BYE. */
export const calling = (behind = ''): string => `<?xml version="1.0" encoding="UTF-8"?>
<scenario name="calling">
<send retrans="500"><![CDATA[${request('INVITE', 1, '')}]]></send>
<recv response="200"/>
<send><![CDATA[${request('ACK', 1, '[peer_tag_param]')}]]></send>
<send retrans="500"><![CDATA[${request('BYE', 2, '[peer_tag_param]')}]]></send>
<recv response="200"/>
${behind}
</scenario>
`;
