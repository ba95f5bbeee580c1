"""`python -m sivoice` is the command `sivoice`."""

from sivoice.cli import main

if __name__ == "__main__":
    main()
