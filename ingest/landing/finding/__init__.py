"""Finding: what a place file says of where a bureau publishes → bytes in the archive.

``look.py`` is the entrance: it asks every source, and tells what is new, unchanged or an alarm.
``web.py`` asks web servers, with the manners of ``manners.py`` and only at addresses that
``addresses.py`` allows; ``pages.py`` reads what pages link; ``folders.py`` knows files and object
stores; ``memory.py`` remembers what was seen, so that a quiet night fetches nothing.
"""
