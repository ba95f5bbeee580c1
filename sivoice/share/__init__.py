"""Files on the local network: at which address, for whom, until when, and the code that a phone is pointed at."""
