"""An invented news world, served on loopback: for the first five minutes and the tests.

    stories/*.toml   what happened          ─┐
    pages/           how each outlet looks   ├─ world ─▶ site ─▶ server
    configuration/   how it is watched      ─┘            └───▶ expectations

Everything is made up: outlets, people, events. Nothing here reads the clock or the
network; dates are counted back from a `now` that the caller gives.
"""
