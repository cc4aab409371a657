"""The guided tour: the stand-ins, the real bot as a child process, and a judge."""
