"""Run the command `sivoice` as `python -m sivoice`."""

from sivoice.cli import main

if __name__ == "__main__":
    main()
