/**
 * A phone for the tests of steering, by hand so that they show SIPp and not the scenario builder: from `idle` it takes a
 * command or a request at any time, and each way leads back to `idle` without waiting on the way, but for `stall`. It tells that
 * it is `sending` before it sends: behind a send that is retransmitted SIPp comes to no `sendCmd` until something was received.
 */
export const steeredPhone = `<?xml version="1.0" encoding="UTF-8"?>
<scenario name="steered phone">
<label id="1"/>
<recv request="INVITE" optional="true" next="2"/>
<recv request="BYE" optional="true" next="3"/>
<recvCmd>
 <action>
  <ereg regexp="Do: ([a-z]+)" search_in="msg" assign_to="1,2"/>
  <ereg regexp="Seq: ([0-9]+)" search_in="msg" assign_to="3,4"/>
  <ereg regexp="Port: ([0-9]+)" search_in="msg" assign_to="5,6"/>
  <ereg regexp="Note: ([^\\r\\n]*)" search_in="msg" assign_to="7,8"/>
  <strcmp assign_to="9" variable="2" value="invite"/>
  <test assign_to="9" variable="9" compare="equal" value="0"/>
  <strcmp assign_to="10" variable="2" value="stall"/>
  <test assign_to="10" variable="10" compare="equal" value="0"/>
  <strcmp assign_to="11" variable="2" value="end"/>
  <test assign_to="11" variable="11" compare="equal" value="0"/>
  <strcmp assign_to="12" variable="2" value="mute"/>
  <test assign_to="12" variable="12" compare="equal" value="0"/>
 </action>
</recvCmd>
<nop next="4" test="9"/>
<nop next="5" test="10"/>
<nop next="6" test="11"/>
<nop next="1" test="12"/>
<sendCmd next="1"><![CDATA[
Call-ID: [call_id]
Event: echo
Re: [$4]
Call-Number: [call_number]
Note: [$8]

body of [$2]

second part
]]></sendCmd>
<label id="2"/>
<sendCmd next="1"><![CDATA[
Call-ID: [call_id]
Event: incoming

[last_message]
]]></sendCmd>
<label id="3"/>
<send><![CDATA[
SIP/2.0 200 OK
[last_Via:]
[last_From:]
[last_To:]
[last_Call-ID:]
[last_CSeq:]
Content-Length: 0

]]></send>
<sendCmd next="1"><![CDATA[
Call-ID: [call_id]
Event: bye

]]></sendCmd>
<label id="4"/>
<sendCmd><![CDATA[
Call-ID: [call_id]
Event: sending
Re: [$4]

]]></sendCmd>
<nop><action><setdest host="127.0.0.1" port="[$6]" protocol="udp"/></action></nop>
<send retrans="500" next="1"><![CDATA[
INVITE sip:x@127.0.0.1:[$6] SIP/2.0
Via: SIP/2.0/UDP [local_ip]:[local_port];branch=[branch]-[cseq]
From: <sip:a@127.0.0.1>;tag=[pid]SIPpTag[call_number]
To: <sip:x@127.0.0.1>
Call-ID: [call_id]
CSeq: 1 INVITE
Contact: <sip:a@[local_ip]:[local_port]>
Max-Forwards: 70
Content-Length: 0

]]></send>
<label id="5"/>
<sendCmd><![CDATA[
Call-ID: [call_id]
Event: stalled
Re: [$4]
Call-Number: [call_number]

]]></sendCmd>
<recv request="ACK" timeout="1000"/>
<label id="6"/>
<sendCmd><![CDATA[
Call-ID: [call_id]
Event: ended
Re: [$4]

]]></sendCmd>
<Reference variables="1,3,5,7"/>
</scenario>
`;
