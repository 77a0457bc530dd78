#!/bin/bash
# What a pool does now, in the profile that has modes: full, or resiliency, in which nothing can be parked.
exec asterisk -rx "dialplan set global MODE $1"
