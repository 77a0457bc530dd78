#!/bin/bash
# Writes what depends on the pair, then becomes Kamailio. The routing is in kamailio.cfg as it is.
#
#   LISTEN     where phones reach the edge, 198.18.0.10:5060
#   PRIMARY    where the primary pool listens, and BACKUP
#   ROUTING    naive: what is new goes to the first pool that is up
#              by-range: what is for an orbit of a pool goes to that pool while it is up
#   PRIMARY_ORBITS, BACKUP_ORBITS   701-720: numbers of three digits; the first one tells the pool
set -eu
cd /etc/kamailio
cp /usr/share/edge/kamailio.cfg .
# Priorities: the greater is asked first.
cat >dispatcher.list <<END
1 sip:$PRIMARY 0 20
1 sip:$BACKUP 0 10
2 sip:$PRIMARY 0 20
2 sip:$BACKUP 0 10
3 sip:$BACKUP 0 20
3 sip:$PRIMARY 0 10
END
define=(-A "LISTEN_UDP=udp:$LISTEN" -A "LISTEN_TCP=tcp:$LISTEN")
if [[ $ROUTING == by-range ]]; then
  define+=(-A BY_RANGE -A "PRIMARY_DIGIT=\"^[^0-9]*${PRIMARY_ORBITS:0:1}[0-9][0-9]\$\"" -A "BACKUP_DIGIT=\"^[^0-9]*${BACKUP_ORBITS:0:1}[0-9][0-9]\$\"")
fi
# One that was killed leaves it behind, and Kamailio does not start beside it.
rm -f /tmp/kamailio.pid
exec kamailio -DD -E -f /etc/kamailio/kamailio.cfg -m 32 -M 8 "${define[@]}" -P /tmp/kamailio.pid -Y /tmp
