"""Sharing files on the local network: addresses, the QR code, the server, and when it ends."""
