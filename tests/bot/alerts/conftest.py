"""The coalition of tests/bot/coalition.py, which every folder beside this one has too."""
