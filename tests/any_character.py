"""Every character that can be written: what `text()` of hypothesis draws from without being told.

Told so, it need not work out for three seconds in every process which those are.
"""

from hypothesis import strategies as st

ANY_CHARACTER = st.characters(exclude_categories=["Cs"])
