#!/bin/bash
# Writes what depends on the pool, then becomes Asterisk. The rest of the configuration is in etc/ as it is.
#
#   POOL               primary or backup: what it plays
#   ORBITS             its parking spaces, 701-720
#   PEER               address of the other pool; empty: it is not known
#   PASSWORD           of every user
#   DIRECT_MEDIA       yes: sound goes from phone to phone; no: through this server
#   PARKING_MS         until a parked call rings its parker, in ms
#   TIMEOUT_TARGET     who is rung after the parker; empty: nobody
#   KEYS               yes: a call is parked by *5, pressed in it; its sound then goes through this server
#   EDGE               the edge in front of both pools, where there is one: it is in the Path of registrations
#   TRANSFERS          context in which the targets of transfers are looked for: users, or modes (see extensions.conf)
set -eu
cp /usr/share/pool/*.conf /etc/asterisk/
first=${ORBITS%-*} last=${ORBITS#*-}
# Who may press them: both sides of a call that is set up, and both sides of one that was parked.
dial_options='' parking_again=no
if [[ ${KEYS:-no} == yes ]]; then
  dial_options=kK parking_again=both
fi

cat >/etc/asterisk/pool-globals.conf <<END
FIRST=$first
LAST=$last
TIMEOUT_TARGET=$TIMEOUT_TARGET
DIAL_OPTIONS=$dial_options
END

cat >/etc/asterisk/pool-parking.conf <<END
parkpos => $ORBITS
parkingtime => $((PARKING_MS / 1000))
parkedcallreparking => $parking_again
END

echo "entry => /usr/share/pool/moh/$POOL" >/etc/asterisk/pool-music.conf

# A space that can be parked at now is one whose context exists: of this mode, and of the state that the space is in.
# Numbers with another first digit are those of the other pool.
others=$(tr -d "${first:0:1}" <<<123456789)
{
  for ((space = first; space <= last; space++)); do
    echo "eswitch => Loopback/@park-\${MODE}-\${DEVICE_STATE(park:$space@parkedcalls)}/$space"
  done
  echo "eswitch => Loopback/@peer-\${MODE}/_[$others]XX"
} >/etc/asterisk/pool-modes.conf

{
  for user in alice bob carol dave erin frank; do
    cat <<END
[$user](phone)
auth=$user
aors=$user
direct_media=$DIRECT_MEDIA
set_var=TRANSFER_CONTEXT=$TRANSFERS
[$user](contact)
[$user]
type=auth
auth_type=digest
username=$user
password=$PASSWORD
END
  done
  [[ -z $PEER ]] || cat <<END
[peer](trunk)
aors=peer
direct_media=$DIRECT_MEDIA
[peer]
type=aor
contact=sip:$PEER:5060
qualify_frequency=2
qualify_timeout=1
[peer]
type=identify
endpoint=peer
match=$PEER
END
} >/etc/asterisk/pool-users.conf

# Behind an edge a pool tells which one it is: the edge has one address for both.
if [[ -n ${EDGE:-} ]]; then
  echo 'load = res_pjsip_path.so' >>/etc/asterisk/modules.conf
  sed -i "s/^type = global/&\nuser_agent = pool-$POOL/; s/^max_contacts = 1/&\nsupport_path = yes/" /etc/asterisk/pjsip.conf
fi

exec asterisk -f
