"""Script + options -> Plan."""
