"""Plan + clip lengths -> Timeline."""
